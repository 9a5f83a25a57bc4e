import Testing

/// Exit statuses that a script can go by.
@Suite(.serialized, .enabled(if: Program.isBuilt, "the program is not built"))
struct StatusTests {
  @Test(
    "0 where nothing was found, 1 for a warning, 2 for a critical",
    arguments: [
      ("CPUBusy", "silent", 0), ("MemorySwapUse", "silent", 0), ("NetworkRetransmits", "fires", 1),
      ("CPUBusy", "fires", 2),
    ])
  func verdict(check: String, name: String, status: Int32) throws {
    for command in ["", "use", "quick"] {
      let result = try Program.sh(
        "\"$whyslow\" \(command) --recording '\(Program.fixture(check, name))'")
      #expect(result.status == status, "\(command): \(result.output.prefix(200))")
      #expect(result.errors.isEmpty)
    }
  }

  @Test("A recording from standard input, in every form", arguments: ["text", "json", "markdown"])
  func input(format: String) throws {
    let fixture = Program.fixture("CPUBusy")
    let result = try Program.sh("\"$whyslow\" use --recording - --format \(format) <'\(fixture)'")
    #expect(result.status == 2)
    #expect(result.output.contains("CPUBusy"))
  }

  @Test("69 where nothing of a target could be measured, and one line says so")
  func nothing() throws {
    // The login's shell is cut off in the middle of the first sample.
    let result = try Program.sh(
      """
      cd "$here" && mkdir bin
      printf '%s\\n' '#!/bin/sh' 'shift $(($# - 1)); sh -c "$1" | head -c 300' >bin/ssh
      chmod +x bin/ssh
      PATH=$PWD/bin:$PATH "$whyslow" use -t ssh:cut --window 200ms
      """)
    #expect(result.status == 69)
    #expect(result.errors.contains("nothing could be measured"), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count == 1)
  }

  @Test("Interrupted half way, the report comes at once", arguments: ["INT", "TERM"])
  func interrupted(signal: String) throws {
    let result = try Program.sh(
      """
      "$whyslow" use --window 20s & pid=$!
      sleep 1; kill -\(signal) $pid; wait $pid
      """)
    #expect(result.status == 130)
    #expect(result.seconds < 6)
    #expect(result.sentences.contains("interrupted"), "\(result.output.prefix(300))")
    #expect(result.output.contains("saturation"))
    #expect(result.errors.isEmpty)
  }
}
