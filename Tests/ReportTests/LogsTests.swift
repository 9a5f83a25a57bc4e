import Foundation
import Model
import Testing

@testable import Report

private let at = 1_795_600_800.0

private func count(_ number: Int) -> LogCount { LogCount(number, first: at, last: at + 600) }

private let timings = LogTimings(
  count: 87, total: 260, median: 0.62, p95: 5.01, p99: 5.02, longest: 5.021)

private var call: LogCall {
  LogCall(
    host: "api.example.com:443", count: count(87), timings: timings,
    failures: [.timeout: 12, .reset: 2], url: "https://api.example.com:443/v1",
    example: "2026-11-25T10:00:00Z ERROR GET https://api.example.com:443/v1 timed out")
}

/// A digest with one of everything.
private var everything: LogDigest {
  var digest = LogDigest()
  digest.sources = [
    LogSource("/var/log/app.log", bytes: 123_456, lines: 1000, cut: "only the last 32 MiB")
  ]
  digest.gaps = [Gap(.forbidden, "/var/log/secret.log", "it may not be read")]
  digest.lines = count(1000)
  digest.levels = [.error: 14, .info: 900]
  digest.oddities.future = 3
  digest.oddities.folded = 1
  digest.events = LogEventKind.allCases.map {
    LogEvent(
      $0, count(3),
      example: "a line \u{1B}[31m with colour and a very long text "
        + String(repeating: "x ", count: 200))
  }
  digest.patterns = [
    LogPattern(
      text: "ERROR GET # timed out", example: call.example, count: count(12), level: .error,
      kind: .timeout)
  ]
  digest.patternCount = 17
  digest.operations = [
    LogOperation(
      name: "GET /api/v1/users/#", field: "rt", timings: timings, example: "x", isCall: false),
    LogOperation(
      name: "unkept", field: "took",
      timings: LogTimings(count: 2, total: 3, median: nil, p95: nil, p99: nil, longest: 2),
      example: "x", isCall: true),
  ]
  digest.stacks = [
    LogStack(
      type: "ValueError", message: "bad", frame: "File \"a.py\", line 1", cause: "KeyError",
      count: count(2))
  ]
  digest.calls = [call]
  digest.changes = [LogChange.Kind.new, .rate, .latency].map {
    LogChange(
      $0, of: "ERROR GET #", began: at + 300, precision: 8, before: 0.05, since: 1.5, count: 12)
  }
  digest.decision = .external(
    LogBlame(
      call, reason: "calls to api.example.com:443 fail: 12 timeouts",
      endpoint: "https://api.example.com:443/v1"))
  return digest
}

private let decisions: [LogDecision] = [
  everything.decision, .own("it is slow itself"), .clear("all is fast"), .silent("no line"),
]

@Suite struct LogsTests {
  @Test("Text stays within 80 columns and leads with the decision")
  func text() {
    let report = render(
      everything, of: "podman:web", as: .text, style: Style(width: 80, colour: false))
    let lines = report.split(separator: "\n")
    #expect(lines.first?.hasPrefix("⚠ The time goes to another party: calls to") == true)
    #expect(report.contains("next: whyslow timing https://api.example.com:443/v1"))
    #expect(report.contains("87 times, half 620 ms, 95 % 5.01 s, 99 % 5.02 s, longest 5.02 s"))
    #expect(report.contains("since 2026-11-25T10:05:00Z (± 8 s):"))
    #expect(report.contains("? /var/log/secret.log: it may not be read"))
    #expect(report.contains("only the last 32 MiB"))
    #expect(!report.contains("\u{1B}"))
    for line in lines { #expect(columns(String(line)) <= 80, "\(line)") }
  }

  @Test("An empty digest says that nothing is known, and shows no green")
  func empty() {
    let report = render(
      LogDigest(), of: "local", as: .text, style: Style(width: 80, colour: false))
    #expect(report.hasPrefix("? The logs do not tell: no log was read."))
    #expect(!report.contains("✓"))
  }

  @Test("Exceptions are told first also where nothing is slow")
  func exceptions() {
    var digest = everything
    digest.decision = .clear("all is fast")
    func report() -> String {
      render(digest, of: "local", as: .text, style: Style(width: 90, colour: false))
    }
    #expect(
      report().hasPrefix(
        "✓ Nothing slow and no failed call is logged: all is fast; but 2 exceptions with a trace."))
    digest.stacks = []
    #expect(report().hasPrefix("✓ Nothing slow and no failed call is logged: all is fast."))
  }

  @Test("Markdown has the decision, and no markup of the log's own")
  func markdownReport() {
    var digest = everything
    digest.events = [LogEvent(.reset, count(1), example: "| `rm` <b> @all")]
    let report = render(digest, of: "local", as: .markdown, style: Style(width: 80, colour: false))
    #expect(report.hasPrefix("**⚠ The time goes to another party"))
    #expect(report.contains(#"`\| \u{60}rm\u{60} <b> @all`"#))
  }

  @Test("JSON is what its schema says", .enabled(if: Validator.isAvailable), arguments: 0..<5)
  func schema(number: Int) throws {
    var digest = everything
    if number < 4 { digest.decision = decisions[number] } else { digest = LogDigest() }
    let json = render(digest, of: "local", as: .json, style: Style(width: 80, colour: false))
    #expect(try Validator.complaint(about: json, by: Validator.logs) == "")
    // The same within a diagnosis.
    var diagnosis = troubled()
    diagnosis.logs = digest
    let report = render(
      diagnosis, page: .diagnose, as: .json, style: Style(width: 80, colour: false))
    #expect(report.contains("\"logs\""))
    #expect(try Validator.complaint(about: report) == "")
  }
}
