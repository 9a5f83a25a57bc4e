import Model
import Report
import Testing

private let style = Style(width: 100, colour: false)

/// What a report of configured numbers has.
private let marks = ["Configured", "whyslow's own", "\"configured\""]

/// A check that a configuration has changed, and what it says.
private func judgement(_ busy: Double) -> Judgement {
  var check = CPUBusy()
  check.thresholds[3] = check.thresholds[3].with(90)
  let number = Measurement("busy", busy, .percent)
  let finding = check.finding(number, "The processors are busy.")
  return Judgement(check: check, verdict: .of([finding].compactMap { $0 }, clear: number))
}

@Suite struct ConfiguredTests {
  @Test("A finding names the configuration as who says so", arguments: Format.allCases)
  func finding(format: Format) {
    let report = render(diagnosis([judgement(92)]), page: .diagnose, as: format, style: style)
    switch format {
    case .json:
      #expect(report.contains("\"configured\" : true"))
      #expect(report.contains("\"default\" : 95"))
    default:
      #expect(report.contains("critical above 90 % (configured; whyslow's own is 95 %)"))
      #expect(!report.contains("netdata"))
    }
  }

  @Test("A clear verdict tells of it too", arguments: Format.allCases, [Page.diagnose, .use])
  func clear(format: Format, page: Page) {
    let report = render(diagnosis([judgement(10)]), page: page, as: format, style: style)
    let mark =
      format == .json
      ? "\"configured\" : [" : "CPUBusy: critical above 90 % (whyslow's own is 95 %)"
    #expect(report.contains(mark), "\(report)")
  }

  @Test("Where nothing is configured, nothing is said of it", arguments: Format.allCases)
  func none(format: Format) {
    let report = render(troubled(), page: .diagnose, as: format, style: style)
    for mark in marks { #expect(!report.contains(mark)) }
  }

  @Test("The reference marks it", arguments: Format.allCases)
  func reference(format: Format) {
    let check = judgement(0).check
    #expect(explain(check, as: format, style: style).contains("onfigured"))
    #expect(list([check], as: format, style: style).contains("onfigured"))
    for mark in marks + ["(configured"] {
      #expect(!list(stubs, as: format, style: style).contains(mark))
    }
  }

  @Test(.enabled(if: Validator.isAvailable, "python3 with jsonschema is not installed"))
  func validatesAgainstTheSchema() throws {
    let changed = judgement(92)
    let report = render(diagnosis([changed]), page: .use, as: .json, style: style)
    #expect(try Validator.complaint(about: report) == "")
    #expect(try Validator.complaint(about: list([changed.check], as: .json, style: style)) == "")
  }
}
