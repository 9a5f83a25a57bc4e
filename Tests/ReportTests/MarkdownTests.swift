import Model
import Report
import Testing

private let style = Style(width: 80, colour: false)

/// The cells of a table's row, as GitHub divides it: at every bar that no backslash precedes.
private func cells(_ line: Substring) -> Int {
  var bars = 0
  var isEscaped = false
  for scalar in line.unicodeScalars {
    if scalar == "|", !isEscaped { bars += 1 }
    isEscaped = scalar == "\\" && !isEscaped
  }
  return bars - 1
}

/// `text` without its code spans.
private func withoutCode(_ text: Substring) -> String {
  text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
    .filter { $0.offset % 2 == 0 }.map(\.element).joined()
}

@Suite struct MarkdownTests {
  @Test(arguments: [Page.diagnose, .use])
  func tablesHoldAgainstHostileNames(page: Page) {
    let report = render(troubled(name: hostile), page: page, as: .markdown, style: style)
    var columns: Int?
    for line in report.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        columns = nil
        continue
      }
      #expect(cells(line) == columns ?? cells(line), "\(line)")
      columns = columns ?? cells(line)
    }
  }

  @Test(arguments: [Page.diagnose, .use])
  func markupStaysInCodeSpans(page: Page) {
    let report = render(troubled(name: hostile), page: page, as: .markdown, style: style)
    for line in report.split(separator: "\n") {
      #expect(line.unicodeScalars.count { $0 == "`" } % 2 == 0, "\(line)")
      let text = withoutCode(line).replacing("**", with: "")
      #expect(!text.contains { "<>*_[]@#\\".contains($0) }, "\(line)")
      #expect(!text.contains("://"))
    }
  }

  @Test func leadsWithTheVerdict() {
    let report = render(troubled(), page: .diagnose, as: .markdown, style: style)
    #expect(
      report.hasPrefix(
        "**✗ critical: CPU and memory; warning: disk.** 2 critical, 2 warnings, 1 note; "
          + "11 checks, 3 not measured.\n"))
    let finding =
      "| ✗ critical | The processors are busy. `CPUBusy` | busy 97.5 % | "
      + "critical above 95 % (netdata `10min_cpu_usage`) | `mpstat 1 3` |"
    #expect(report.contains(finding))
    #expect(report.contains(#"`dmesg \| tail`"#))
    #expect(report.contains("2. logs, skipped: resources are to blame"))
  }
}
