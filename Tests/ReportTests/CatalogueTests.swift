import Model
import Report
import Testing

@Suite struct CatalogueTests {
  @Test(arguments: Format.allCases)
  func explains(format: Format) {
    let text = explain(CPUBusy(), as: format, style: Style(width: 80, colour: false))
    for part in ["CPUBusy", "Stub of a check", "95", "the runbook", "Queueing", "mpstat 1 3"] {
      #expect(text.contains(part))
    }
    let balloon = explain(MemoryBalloon(), as: format, style: Style(width: 80, colour: false))
    #expect(balloon.contains("ask the hypervisor"))
  }

  @Test(arguments: Format.allCases)
  func listsEveryCheck(format: Format) {
    let text = list(stubs, as: format, style: Style(width: 60, colour: false))
    for check in stubs { #expect(text.contains(check.name)) }
    #expect(text.contains("saturation"))
  }

  @Test func alignsTheSummaries() {
    let text = list(stubs, as: .text, style: Style(width: 60, colour: false))
    let starts = text.split(separator: "\n").compactMap { line in
      line.firstRange(of: "Stub of").map { line.distance(from: line.startIndex, to: $0.lowerBound) }
    }
    #expect(starts.count == stubs.count && Set(starts).count == 1)
  }
}
