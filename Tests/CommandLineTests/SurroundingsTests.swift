import Testing

/// Output that is closed or full, and surroundings that lack what others have.
@Suite(.serialized, .enabled(if: Program.isBuilt, "the program is not built"))
struct SurroundingsTests {
  private static let judge = "\"$whyslow\" --recording '\(Program.fixture("CPUBusy"))'"

  @Test(
    "Where the report cannot be written, one sentence and status 70",
    arguments: [
      ("\(judge) >/dev/full", "No space left"), ("\(judge) >&-", "Bad file descriptor"),
      ("\"$whyslow\" checks >/dev/full", "No space left"),
      ("\"$whyslow\" record --window 100ms -o /dev/full", "No space left"),
      ("\"$whyslow\" record --window 100ms -o - >/dev/full", "No space left"),
    ])
  func unwritable(script: String, reason: String) throws {
    let result = try Program.sh(script)
    #expect(result.status == 70)
    #expect(result.output.isEmpty)
    #expect(result.errorLines.count == 1)
    #expect(result.errors.split(separator: "\n").count == 1)
    #expect(result.errors.contains(reason), "\(result.errors)")
  }

  @Test(
    "Without /proc it comes to no green verdict",
    .enabled(if: Program.isRoot && Program.has("unshare"), "takes root and unshare(1)"))
  func noProc() throws {
    let result = try Program.sh(
      "unshare -m sh -c 'mount -t tmpfs none /proc && exec \"$0\" use --window 100ms' \"$whyslow\"")
    // The kernel's log needs no /proc, and what stands in it is this machine's affair.
    #expect(!result.output.hasPrefix("✓"), "\(result.output.prefix(300))")
    #expect(result.output.contains("? /proc/stat is missing"))
    #expect(result.status < 3)
  }

  @Test(
    "A place that takes no file is an error of usage, told before anybody has waited",
    arguments: [
      ("$here/no/such", "No such file"), ("$here", "Is a directory"),
      ("/dev/stdin/x", "Not a directory"),
    ])
  func noPlace(path: String, reason: String) throws {
    let result = try Program.sh("\"$whyslow\" record --window 20s -o \"\(path)\"")
    #expect(result.status == 64)
    #expect(result.seconds < 5)
    #expect(result.output.isEmpty)
    #expect(result.errorLines.count == 1)
    #expect(result.errorLines.first?.contains("cannot be written to") == true)
    #expect(result.errors.contains(reason), "\(result.errors)")
  }

  @Test("A failed record leaves nothing behind")
  func nothingLeft() throws {
    let result = try Program.sh("\"$whyslow\" record --window 100ms -o \"$here\"; ls -A \"$here\"")
    #expect(result.output == "stderr.txt\nstdout.txt\n")
  }

  @Test("A reader that goes away is no fault")
  func closedPipe() throws {
    let result = try Program.sh("{ \(Self.judge); echo $? >&2; } | head -1")
    #expect(result.errors == "2\n")
    #expect(result.output.split(separator: "\n").count == 1)
  }

  @Test(
    "The report needs no home, no terminal, no input and no more than a few descriptors",
    arguments: [
      "env -i \"$whyslow\"", "env -u HOME TERM=dumb \"$whyslow\"", "NO_COLOR=1 \"$whyslow\"",
      "exec <&-; \"$whyslow\"", "exec 2>&-; \"$whyslow\"", "HOME=/proc \"$whyslow\"",
      "ulimit -n 16; \"$whyslow\"", "ulimit -n 10; \"$whyslow\"", "cd /proc; \"$whyslow\"",
    ])
  func poor(start: String) throws {
    let result = try Program.sh("\(start) use --window 100ms")
    #expect(result.status <= 2)
    #expect(result.output.contains("saturation"))
    #expect(!result.output.contains("\u{1B}"))
    #expect(result.errors.isEmpty)
  }

  @Test(
    "With few descriptors what can be read is judged, and commands are not run",
    // With fewer the library that schedules tasks may find none for itself, and ends the program.
    arguments: ["use", "diagnose"], [8, 10, 12, 14])
  func fewDescriptors(command: String, limit: Int) throws {
    let result = try Program.sh("ulimit -n \(limit); exec \"$whyslow\" \(command) --window 100ms")
    // The loader itself needs one for the libraries of a debug build.
    guard result.status != 127 else { return }
    #expect(result.status <= 2, "\(result.errors)")
    #expect(result.sentences.contains("not measured"))
  }

  @Test("Without any descriptor left nothing is green")
  func noDescriptors() throws {
    let script = "exec 3>&- 4>&- 5>&-; ulimit -n 4; exec \"$whyslow\" use --window 100ms"
    let result = try Program.sh(script)
    // The loader itself needs one for the libraries of a debug build.
    guard result.status != 127 else { return }
    #expect(result.status <= 2, "\(result.errors)")
    #expect(result.sentences.contains("not measured"))
    #expect(!result.output.contains("✓ busy"))
  }

  @Test("A recording is its owner's alone, and judges as it did")
  func record() throws {
    let result = try Program.sh(
      """
      umask 0; "$whyslow" record --window 100ms -o "$here/a.rec" && stat -c %a "$here/a.rec"
      "$whyslow" use --recording "$here/a.rec" >"$here/report"; tail -1 "$here/a.rec"
      """)
    #expect(result.output == "600\n-- end --\n")
  }
}
