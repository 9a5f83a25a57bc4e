import Applications
import Model
import Report
import TestSupport

/// Damaged logs through their whole way: lines, digest, decision, report.
enum LogWays {
  /// Whatever is in it: blocks of any size say the same, and the report is finite and harmless.
  static func damaged(_ random: inout Seeded) -> [Fault] {
    var log: [UInt8] = []
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      log += Array((LogSamples.all.randomElement(using: &random) ?? "").utf8)
    }
    for _ in 0..<Int.random(in: 0...40, using: &random) { random.damage(&log) }
    let form: LogForm = Bool.random(using: &random) ? .plain : .journal
    let whole = digest(log, form, size: log.count + 1)
    let parts = digest(log, form, size: Int.random(in: 1...300, using: &random))
    let style = Style(width: 80, colour: false)
    var causes: [String] = []
    for format in Format.allCases {
      let page = render(whole, of: "local", as: format, style: style)
      if page.isEmpty { causes.append("an empty report as \(format)") }
      if page.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A || $0 == 0x7F }) {
        causes.append("a control character in the report as \(format)")
      }
      if page != render(parts, of: "local", as: format, style: style) {
        causes.append("blocks of another size say something else as \(format)")
      }
    }
    let counted = whole.patterns.reduce(0) { $0 + $1.count.count }
    if counted > whole.lines.count { causes.append("more lines in patterns than there are") }
    let numbers = whole.operations.flatMap { [$0.timings.total, $0.timings.longest] }
    if !numbers.allSatisfy({ $0.isFinite && $0 >= 0 }) { causes.append("a duration that is none") }
    return causes.map { Fault(cause: $0, detail: $0, input: log) }
  }

  private static func digest(_ log: [UInt8], _ form: LogForm, size: Int) -> LogDigest {
    let analysis = LogAnalysis(clock: LogClock(now: 1_795_608_000))
    analysis.begin("log", form: form)
    var start = 0
    while start < log.count {
      analysis.take(Array(log[start..<min(start + size, log.count)]))
      start += size
    }
    return analysis.digest()
  }
}
