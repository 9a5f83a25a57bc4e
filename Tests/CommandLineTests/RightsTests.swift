import Testing

/// Without root, and with a /proc that hides.
@Suite(
  .serialized,
  .enabled(if: Program.isBuilt && Program.isRoot && Program.has("setpriv"), "needs root"))
struct RightsTests {
  private static let asNobody = """
    cp "$whyslow" "$here/whyslow"; chmod 755 "$here" "$here/whyslow"
    nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
    """

  @Test("An ordinary user gets a report that says what may not be read")
  func ordinaryUser() throws {
    let result = try Program.sh(
      "\(Self.asNobody)\nHOME=/nonexistent $nobody \"$here/whyslow\" use --window 100ms")
    #expect(result.status <= 2)
    #expect(result.sentences.contains("/proc/PID/io may not be read"))
    #expect(result.errors.isEmpty)
  }

  @Test("An ordinary user is told that others may hold deleted files")
  func deletedOfOthers() throws {
    let result = try Program.sh(
      """
      \(Self.asNobody)
      exec 9>"$here/held"; head -c 1000000 /dev/zero >&9; rm "$here/held"
      HOME=/nonexistent $nobody "$here/whyslow" dive disk --window 100ms
      """)
    #expect(result.sentences.contains("deleted files that still take room (refused)"))
    let empty = result.sentences.split(separator: "Nothing to show:").dropFirst().first
    #expect(empty?.prefix { $0 != "." }.contains("Deleted files") != true)
  }

  @Test(
    "A host is asked by an ordinary user",
    .enabled(if: Program.has("ping"), "ping is not installed"))
  func ping() throws {
    let result = try Program.sh(
      "\(Self.asNobody)\nHOME=/ $nobody \"$here/whyslow\" ping 127.0.0.1 --count 5 --format json")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.replacing(" ", with: "").contains("\"lossPercent\":0"))
    #expect(result.output.contains("steady"))
  }

  private static let canHide =
    (try? Program.sh(
      "unshare -m -p -f sh -c 'mount -t proc -o hidepid=2 proc /proc'"))?.status == 0

  @Test(
    "Hidden processes are told of, and nothing is said about them",
    .enabled(if: canHide, "no private /proc can be mounted here"))
  func hidden() throws {
    let result = try Program.sh(
      """
      \(Self.asNobody)
      unshare -m -p -f sh -c 'mount -t proc -o hidepid=2 proc /proc
        $0 "$1/whyslow" use --window 100ms' "$nobody" "$here" || true
      unshare -m -p -f sh -c "mount -t proc -o hidepid=2 proc /proc
        $nobody '$here/whyslow' use --window 100ms"
      """)
    #expect(result.output.contains("hidepid"))
    #expect(result.output.contains("Silences") && result.output.contains("LimitsZombies"))
    #expect(!result.output.contains("✓ zombies"))
  }
}
