import Testing

/// Wrong arguments: one clear sentence, status 64, and no report.
@Suite(.serialized, .enabled(if: Program.isBuilt, "the program is not built"))
struct ArgumentTests {
  @Test(arguments: [
    ("--bogus", "--bogus"), ("--format yaml", "yaml"), ("--window 0", "'0'"),
    ("--window -1s", "--window"), ("--window abc", "'abc'"), ("--window 1e99", "'1e99'"),
    ("--window nan", "'nan'"), ("--window 61m", "'61m'"), ("--target foo", "foo is not known"),
    ("--target ssh:", "lacks a name behind 'ssh:'"), ("--target ssh:h:0", "from 1 to 65535"),
    ("--target k8s-pod:a", "NAMESPACE/POD"), ("--target telnet:h", "no kind of target"),
    ("--target proxmox-vm:web", "has a number"), ("--url ftp://h", "neither of HTTP"),
    ("--target local --recording x", "not both"), ("--window 1s --recording x", "own window"),
    ("--recording /nonexistent", "No such file"), ("--recording /", "Is a directory"),
    ("--recording /etc/passwd", "is no recording"), ("--recording /dev/null", "it is empty"),
    ("--recording - <&-", "cannot be read"), ("record", "--output"), ("checks Nothing", "no check"),
    ("dive fast", "invalid"), ("trace opensnoop", "later version"),
    ("logs --lines 0", "at least one line"), ("logs --since never", "'never'"),
    ("logs --since 10m --until 20m", "--until lies before --since"),
    ("logs --since 2026-11-25T10:00:00Z --until 2026-11-25T09:00:00Z", "lies before"),
    ("logs --file=-x", "begins with a dash"), ("logs --service a/b", "no name of a service"),
    ("logs -t docker:web --service x", "is one itself"),
    ("logs --home-assistant ha", "write an address"), ("logs --token-file x", "belongs to"),
    ("usee", "did you mean 'use'"), ("use --target foo", "foo is not known"),
    ("quick --window 0", "'0'"), ("record -o x --window 0", "'0'"),
    ("--recording \"$(printf 'a\\033[2Jb\\nc')\"", "cannot be read"),
  ])
  func refused(arguments: String, mark: String) throws {
    let result = try Program.sh("\"$whyslow\" \(arguments)")
    #expect(result.status == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("Error: "))
    #expect(result.errorLines.count == 1)
    #expect(result.errorLines.first?.contains(mark) == true, "\(result.errors)")
    #expect(result.errors.contains("Usage: whyslow"))
    #expect(!result.errors.contains("\u{1B}"))
  }

  @Test(
    "What a command finds wrong while it runs is told with its own usage",
    arguments: [
      ("--target foo", "[diagnose]", "diagnose"), ("use --target foo", "use", "use"),
      ("quick --recording /nonexistent", "quick", "quick"),
      ("dive cpu --target foo", "dive", "dive"), ("logs --target foo", "logs", "logs"),
      ("timing ftp://h", "timing", "timing"), ("ping ./x", "ping", "ping"),
      ("dns a/b", "dns", "dns"), ("path --to a/b", "path", "path"),
      ("record --target foo -o x", "record", "record"),
      ("checks Nothing", "checks", "checks"),
      ("target list --config /nonexistent", "target list", "target list"),
      ("target check --config /dev/null", "target check", "target check"),
    ])
  func usage(arguments: String, usage: String, command: String) throws {
    let result = try Program.sh("\"$whyslow\" \(arguments)")
    #expect(result.status == 64)
    #expect(result.errors.contains("\nUsage: whyslow \(usage) "), "\(result.errors)")
    #expect(
      result.errors.hasSuffix("\n  See 'whyslow \(command) --help' for more information.\n"),
      "\(result.errors)")
  }

  @Test("A recording that may not be read", .enabled(if: Program.isRoot && Program.has("setpriv")))
  func unreadable() throws {
    let result = try Program.sh(
      """
      cp "$whyslow" "$here/whyslow"; chmod 755 "$here" "$here/whyslow"
      touch "$here/secret.rec"; chmod 600 "$here/secret.rec"
      setpriv --reuid=65534 --regid=65534 --clear-groups "$here/whyslow" --recording "$here/secret.rec"
      """)
    #expect(result.status == 64)
    #expect(result.errorLines.first?.contains("Permission denied") == true, "\(result.errors)")
  }
}
