import Model
import Report
import Testing

/// The row of `resource` in the grid, on a screen wide enough for one line.
private func row(_ resource: String, _ judgements: [Judgement]) -> String {
  let report = render(
    diagnosis(judgements), page: .use, as: .text, style: Style(width: 200, colour: false))
  let line = report.split(separator: "\n").first { $0.hasPrefix(resource + " ") } ?? ""
  return line.split(separator: " ").joined(separator: " ")
}

private let gap = Verdict.unmeasured(Gap(.missing, "/proc/x", "No such file"))

private func judged(_ check: any Check, _ value: Double, _ unit: Unit) -> Judgement {
  Judgement(check: check, verdict: .clear(Measurement(check.name, value, unit)))
}

@Suite struct GridTests {
  @Test func showsTheWorstWithItsNumber() {
    let rows = troubled().judgements
    #expect(row("CPU", rows) == "CPU ? 1 of 1 not measured ✗ busy 97.5 % ? 1 of 1 not measured")
    #expect(row("limits", rows) == "limits no check ✓ open files 1,234,567 note no check")
  }

  @Test func countsTheUnmeasuredBesideTheClear() {
    let rows = [
      judged(MemorySwap(), 0, .perSecond), judged(MemorySwap(), 0, .perSecond),
      Judgement(check: MemoryBalloon(), verdict: gap),
    ]
    #expect(row("memory", rows) == "memory no check no check ✓ MemorySwap 0/s (1 ?)")
  }

  @Test func keepsLargeNumbersWholeOnNarrowScreens() {
    let rows = [
      judged(NetworkDrops(), 1_234_567_890, .perSecond),
      judged(LimitsFiles(), 123_456_789_012, .count), judged(CPUErrors(), 123_456_789, .count),
    ]
    let style = Style(width: 60, colour: false)
    let report = render(diagnosis(rows), page: .use, as: .text, style: style)
    for number in ["1,234,567,890/s", "123,456,789,012", "123,456,789"] {
      #expect(report.contains(number))
    }
    #expect(report.split(separator: "\n").allSatisfy { $0.count <= 60 })
    #expect(report.contains("\nnetwork "))
  }

  @Test func callsNothingClearOfWhichHalfIsUnmeasured() {
    let rows = [
      judged(MemorySwap(), 0, .perSecond), Judgement(check: MemoryBalloon(), verdict: gap),
    ]
    #expect(row("memory", rows) == "memory no check no check ? 1 of 2 not measured")
  }

  @Test func showsTheClearNumberNearestToItsThreshold() {
    let busy = judged(CPUBusy(), 50, .percent)
    #expect(row("CPU", [busy, judged(CPUSystem(), 10, .percent)]).contains("✓ CPUBusy 50 %"))
    #expect(row("CPU", [busy, judged(CPUSystem(), 19, .percent)]).contains("✓ CPUSystem 19 %"))
  }
}
