import Testing

/// A filesystem whose server never answers.
@Suite(
  .serialized, .enabled(if: Program.isBuilt && Program.isRoot, "mounting needs root"))
struct HungMountTests {
  /// Mounts a filesystem that nobody serves, for `script` alone: it ends with the namespace.
  private static func hung(_ script: String) -> String {
    """
    mkdir "$here/hung"; export here
    timeout -s KILL 60 unshare -m sh -c '
      exec 3<>/dev/fuse
      mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 hung "$here/hung" || exit 9
      \(script)'
    """
  }

  private static let canHang = (try? Program.sh(hung("exit 0")))?.status == 0

  @Test(
    "A hung mount costs its row and not the run",
    .enabled(if: canHang, "no private mount of FUSE is allowed here"))
  func hungMount() throws {
    let result = try Program.sh(
      Self.hung(
        """
        "$whyslow" record --window 300ms -o "$here/a.rec" 3>&-
        grep -a -- "^-- df " "$here/a.rec"
        """))
    let rows = result.output.split(separator: "\n")
    #expect(rows.filter { $0.contains("/hung -- timed-out:") }.count == 2, "\(result.output)")
    #expect(rows.contains { $0.hasPrefix("-- df -Pk") && $0.hasSuffix(" --") })
    #expect(result.seconds < 10)
    #expect(result.errors.isEmpty)
  }
}
