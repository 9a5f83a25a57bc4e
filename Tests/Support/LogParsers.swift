import Applications
import KernelText
import Model

extension Parser {
  /// What reads applications' logs.
  ///
  /// Each line is read by itself here, which is too slow for the fuzzer's huge texts.
  package static let logs: [Parser] = [
    Parser(
      name: "LogAnalysis",
      example: """
        2026-11-25T10:00:00.123Z ERROR GET https://api.example.com/v1 timed out after 5012 ms
        Nov 25 10:00:01 host app[17]: dial tcp 10.0.0.5:5432: connect: connection refused
        10.0.0.1 - - [25/Nov/2026:10:00:02 +0000] "GET /a HTTP/1.1" 504 1 "-" "x" rt=1.250
        {"ts":1795600803.5,"level":"error","msg":"slow query","elapsed_ms":1532,"end":true}

        """
    ) { flat($0.lines.map(LineFacts.init)) },
    Parser(
      name: "LogRecord",
      example: """
        {"__REALTIME_TIMESTAMP":"1795600800123456","PRIORITY":"3","MESSAGE":"took 17ms in all"}
        {"PRIORITY":"4","__REALTIME_TIMESTAMP":"1795600800123456","MESSAGE":[116,111,111,107]}

        """
    ) { flat($0.lines.map { LineFacts($0, .journal) }) },
  ]
}

/// What one line of a log says by itself.
private struct LineFacts {
  var time: Double?
  var levels: [String]
  var kinds: [String]
  var seconds: [Double]
  var hosts: [String]

  init(_ line: Text) { self.init(line, .plain) }

  init(_ line: Text, _ form: LogForm) {
    let analysis = LogAnalysis(clock: LogClock(now: 1_795_608_000))
    analysis.begin("log", form: form)
    analysis.take(line.array + [0x0A])
    let digest = analysis.digest()
    time = digest.lines.first
    levels = digest.levels.keys.map(\.name)
    kinds = digest.events.map(\.kind.rawValue)
    seconds = digest.operations.map(\.timings.longest)
    hosts = digest.calls.map(\.host)
  }
}
