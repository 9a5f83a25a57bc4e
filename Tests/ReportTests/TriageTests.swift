import Model
import Testing

@testable import Report

/// The triage fits a screen and says what it could not read.
struct TriageTests {
  private let triage = Triage(rows: [
    Triage.Row(
      command: "iostat -xz 1",
      facts: .success([
        Measurement("await", 31, .milliseconds, on: .device("sda\u{1B}[2J")),
        Measurement("util", 99, .percent, on: .device("sda\u{1B}[2J")),
      ]), judgements: []),
    Triage.Row(
      command: "top", facts: .failure(Gap(.forbidden, "/proc", "Permission denied")),
      judgements: []),
  ])

  @Test(arguments: Format.allCases)
  func saysWhatItShowsAndWhatNot(format: Format) {
    let text = render(triage, of: troubled(), as: format, style: Style(width: 80, colour: false))
    #expect(text.contains("31") && text.contains("iostat -xz 1"))
    #expect(text.contains("not measured: /proc: Permission denied"))
    #expect(!text.contains("\u{1B}"))
  }

  @Test func nothingReadIsNotClear() {
    #expect(triage.rows[1].sign == .unknown)
  }
}
