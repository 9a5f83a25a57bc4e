import Checks
import Collector
import Model
import Report
import Runbook
import TestSupport

/// Damaged recordings through the whole pipe: parse, observe, judge, render.
enum Reports {
  /// Bytes damaged anywhere: every number in the report is finite, and no byte of the machine's
  /// reaches the terminal as a command.
  static func ofDamaged(_ recorded: Corpus.Recorded, _ random: inout Seeded) -> [Fault] {
    var damaged = recorded.archive.bytes
    for _ in 0..<Int.random(in: 1...40, using: &random) { random.damage(&damaged) }
    guard let recording = try? Recording(parsing: damaged) else { return [] }
    return faults(of: recording).map { cause in
      Fault(cause: cause, detail: "\(recorded.name): \(cause)", input: damaged)
    }
  }

  /// What is wrong with the report on `recording` in any of its forms.
  static func faults(of recording: Recording) -> [String] {
    let observation = Observation(recording)
    let diagnosis = diagnose(observation, target: .recording(path: "x"))
    var faults: [String] = []
    for judgement in diagnosis.judgements {
      let numbers = judgement.verdict.measurements + judgement.verdict.findings.flatMap(\.evidence)
      for number in numbers where !number.quantity.value.isFinite {
        faults.append("\(judgement.check.name): \(number.name) is \(number.quantity.value)")
      }
    }
    let rows = triage(observation, diagnosis.judgements)
    let style = Style(width: 80, colour: false)
    for format in Format.allCases {
      let pages = [
        render(diagnosis, page: .use, as: format, style: style),
        render(diagnosis, page: .diagnose, as: format, style: style),
        render(rows, of: diagnosis, as: format, style: style),
      ]
      if pages.contains(where: \.isEmpty) { faults.append("an empty report as \(format)") }
      for byte in pages.flatMap(\.utf8) where byte < 0x20 && byte != 0x0A || byte == 0x7F {
        faults.append("the byte \(byte) in the report as \(format)")
        break
      }
    }
    return faults
  }
}

extension Verdict {
  fileprivate var measurements: [Measurement] {
    switch self {
    case .clear(let measurement): [measurement]
    case .found(let findings): findings.map(\.measurement)
    case .unmeasured: []
    }
  }
}
