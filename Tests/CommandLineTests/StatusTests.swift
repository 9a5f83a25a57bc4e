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
