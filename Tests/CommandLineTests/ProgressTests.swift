import Testing

/// The line that tells how far the window is.
@Suite(
  .serialized,
  .enabled(if: Program.isBuilt && Program.has("script"), "the program or script(1) is missing"))
struct ProgressTests {
  private static func terminal(_ columns: Int, _ command: String) -> String {
    "script -qec \"stty cols \(columns) rows 24; \(command)\" /dev/null"
  }

  @Test("On a terminal it is shown and cleared", arguments: [60, 80])
  func shown(columns: Int) throws {
    let command = "'$whyslow' use --window 300ms >$here/report"
    let result = try Program.sh(Self.terminal(columns, command))
    #expect(result.output.contains("\r\u{1B}[Ksampling, 0."))
    #expect(result.output.contains(" of 0.3 s"))
    #expect(result.output.hasSuffix("\r\u{1B}[K"))
    #expect(!result.output.contains("\n"))
  }

  @Test("The report keeps to the terminal's width", arguments: [60, 80])
  func width(columns: Int) throws {
    // A path is never broken, so that it can be copied: a line may be one long word.
    let command = "NO_COLOR=1 '$whyslow' use --recording - <'\(Program.fixture("CPUBusy"))'"
    let result = try Program.sh(Self.terminal(columns, command))
    let lines = result.output.replacing("\r\n", with: "\n").split(separator: "\n")
    #expect(lines.count > 5)
    let sentences = lines.filter { $0.split(separator: " ").count > 1 }
    #expect((sentences.map(\.count).max() ?? 0) <= columns)
    #expect(!result.output.contains("\u{1B}"))
  }

  @Test("In a pipe there is none")
  func silent() throws {
    let result = try Program.sh("\"$whyslow\" use --window 200ms")
    #expect(result.errors.isEmpty)
    #expect(!result.output.contains("sampling"))
  }
}
