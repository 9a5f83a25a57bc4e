import Model
import Report
import Testing

private let rows = [
  Dive.Row("vda", [Measurement("r/s", 12, .perSecond), Measurement("await", 31, .milliseconds)]),
  Dive.Row(
    "a very long name of a device that nobody would give", [Measurement("r/s", 1, .perSecond)],
    detail: "virtual disk"),
]

private func page(_ sections: [Dive.Section], width: Int = 80, as format: Format = .text) -> String
{
  let dive = Dive(.disk, sections: sections, advice: [.init("files", takes: "root: lsof +L1")])
  return render(dive, of: troubled(), as: format, style: Style(width: width, colour: false))
}

@Suite struct DiveTests {
  private let devices = Dive.Section("Devices", byHand: "iostat -xz 1 3", rows: .success(rows))

  @Test("A table has a column for each number, and a sign where one is missing")
  func table() throws {
    let lines = page([devices]).split(separator: "\n")
    let first = try #require(lines.first { $0.contains("vda") })
    #expect(first.contains("12/s") && first.contains("31 ms"))
    #expect(lines.contains { $0.contains("1/s") && $0.hasSuffix("?") })
    #expect(lines.contains { $0.contains("by hand: iostat -xz 1 3") })
    #expect(lines.contains { $0.contains("files: root: lsof +L1") })
  }

  @Test("Where the columns do not fit, a row is a sentence", arguments: [40, 60, 80])
  func narrow(width: Int) {
    let wide = Dive.Row(
      "vda", (1...9).map { Measurement("number \($0)", Double($0), .bytesPerSecond) })
    let section = Dive.Section("Devices", byHand: "iostat", rows: .success([wide]))
    let report = page([section], width: width)
    #expect(report.contains("number 9 9 B/s"))
    let ours = report.split(separator: "\n").filter { $0.contains("number") }
    #expect(ours.allSatisfy { $0.count <= width }, "\(ours)")
  }

  @Test("What is empty is named, and what was not measured is told with its reason")
  func silence() {
    let empty = Dive.Section("Planned work", byHand: "cat /proc/mdstat", rows: .success([]))
    let closed = Dive.Section(
      "Kernel objects", byHand: "slabtop",
      rows: .failure(Gap(.forbidden, "/proc/slabinfo", "Permission denied")))
    let report = page([empty, closed])
    #expect(report.contains("Nothing to show: Planned work."))
    #expect(report.contains("? Kernel objects: /proc/slabinfo: Permission denied"))
  }

  @Test("Only the checks of the resource speak")
  func narrowed() {
    let report = page([devices])
    #expect(report.contains("[DiskAwait]"))
    #expect(!report.contains("[CPUBusy]"))
  }

  @Test("A diagnosis shows the rows that tell most, and leaves the rest to the dive")
  func inBrief() throws {
    let style = Style(width: 80, colour: false)
    let report = render(troubled(), page: .diagnose, as: .text, style: style)
    let lines = report.split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.contains("A closer look: CPU") })
    #expect(lines[start + 1] == "  Threads that run:")
    #expect(lines[start + 2].contains("stress: CPU 97.5"))
    #expect(!lines[start + 2].contains("on CPU"))
    #expect(report.contains("and 1 more"))
    #expect(!report.contains("Left to the dive"))
    #expect(report.contains("Not told: who waits for stress: root"))
    #expect(!report.contains("more of stress"))
    #expect(lines.allSatisfy { $0.count <= 80 })
    let markdown = render(troubled(), page: .diagnose, as: .markdown, style: style)
    #expect(markdown.contains("**A closer look: CPU**"))
    #expect(markdown.contains("- not told: who waits for stress: `root`"))
    #expect(!markdown.contains("more of stress"))
    let json = render(troubled(), page: .diagnose, as: .json, style: style)
    #expect(json.contains("Left to the dive"))
  }

  @Test("A hostile name does no harm", arguments: Format.allCases)
  func hostileNames(format: Format) {
    let section = Dive.Section(
      "Devices", byHand: "iostat", rows: .success([Dive.Row(hostile, [], detail: hostile)]))
    #expect(!page([section], as: format).unicodeScalars.contains { $0.value == 0x1B })
  }
}
