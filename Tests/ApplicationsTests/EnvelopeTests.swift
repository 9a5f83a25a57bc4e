import Model
import Testing

@testable import Applications

/// How what a program writes line by line comes to be kept.
enum Wrapping: String, CaseIterable {
  /// `docker logs --timestamps`, `podman logs --timestamps`, `kubectl logs --timestamps`.
  case docker, podman
  /// /var/log/containers of a node (kubelet-cri-logging.md).
  case cri
  /// Docker's json-file driver (daemon/logger/jsonfilelog).
  case jsonFile
  /// `journalctl --output=json` of a unit's standard error.
  case journal
  /// rsyslog's RSYSLOG_TraditionalFileFormat, its tabs escaped; its RSYSLOG_FileFormat; RFC 5424.
  case syslog, rsyslog, syslog5424
  /// `docker compose logs`, with `--timestamps` and without; `kubectl logs --prefix`.
  case compose, composeTimes, kubectlPrefix

  /// Whether it tells sources of one log apart.
  var tellsSources: Bool { self != .docker && self != .podman }

  /// `line`, the `number`th of the log, as it comes of `source`, 1 or 2.
  func callAsFunction(_ line: String, _ number: Int, source: Int = 1) -> String {
    let fraction = String(repeating: "0", count: 6 - "\(number)".count) + "\(number)"
    let time = "2026-11-25T10:00:00.\(fraction)"
    let text = line.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\t", with: "\\t")
    switch self {
    case .docker: return "\(time)789Z \(line)"
    case .podman: return "\(time)789+00:00 \(line)"
    case .cri: return "\(time)789Z \(source == 1 ? "stderr" : "stdout") F \(line)"
    case .jsonFile:
      return
        #"{"log":"\#(text)\n","stream":"\#(source == 1 ? "stderr" : "stdout")","time":"\#(time)789Z"}"#
    case .journal:
      return
        #"{"__REALTIME_TIMESTAMP":"1795600800\#(fraction)","PRIORITY":"6","SYSLOG_IDENTIFIER":"java","_PID":"\#(source)","MESSAGE":"\#(text)"}"#
    case .syslog:
      return "Nov 25 10:00:00 web java[\(source)]: \(line.replacing("\t", with: "#011"))"
    case .rsyslog:
      return "\(time)+00:00 web java[\(source)]: \(line.replacing("\t", with: "#011"))"
    case .syslog5424: return "<11>1 \(time)Z web java \(source) - - \(line)"
    case .compose: return "shop-\(source)  | \(line)"
    case .composeTimes: return "shop-\(source)  | \(time)789Z \(line)"
    case .kubectlPrefix: return "[pod/shop-\(source)/app] \(line)"
    }
  }
}

private let java = [
  "2026-11-25 10:00:00.123 ERROR [http-1] c.e.Orders - order 17 failed",
  "java.lang.IllegalStateException: no price for 17",
  "\tat com.example.Orders.price(Orders.java:42)",
  "\tat com.example.Orders.take(Orders.java:17)",
  "Caused by: java.net.SocketTimeoutException: Read timed out",
  "\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:288)",
  "\t... 17 more",
  "2026-11-25 10:00:00.124 INFO [http-2] c.e.Orders - done",
]

private let python = [
  "2026-11-25 10:00:00,123 ERROR app: request failed",
  "Traceback (most recent call last):",
  "  File \"/srv/app.py\", line 17, in handle",
  "    answer = fetch(url)",
  "             ^^^^^^^^^^",
  "  File \"/srv/client.py\", line 42, in fetch",
  "    return session.get(url, timeout=3)",
  "requests.exceptions.ConnectTimeout: HTTPSConnectionPool(host='api.example.com', port=443): Max retries exceeded with url: /v1 (Caused by ConnectTimeoutError: timed out)",
  "2026-11-25 10:00:00,125 INFO app: done",
]

private func wrapped(_ wrapping: Wrapping, _ lines: [(String, Int)], since: Double? = nil)
  -> LogDigest
{
  let text = lines.enumerated().map { wrapping($1.0, $0, source: $1.1) + "\n" }.joined()
  return digest(text, since: since, form: wrapping == .journal ? .journal : .plain)
}

/// Traces whose lines each carry a time or the name of who wrote them.
@Suite struct EnvelopeTests {
  @Test("A trace of Java is one event", arguments: Wrapping.allCases)
  func javaTrace(wrapping: Wrapping) throws {
    let found = wrapped(wrapping, (java + java).map { ($0, 1) })
    try expectTwoOrders(found)
    #expect(found.events.map(\.kind) == [.timeout])
    #expect(found.events.first?.count.count == 2)
    #expect(found.patternCount == 2, "\(found.patterns.map(\.text))")
    #expect(found.oddities.folded == 12)
  }

  @Test("A trace of Python is one event and one failed call", arguments: Wrapping.allCases)
  func pythonTrace(wrapping: Wrapping) throws {
    let found = wrapped(wrapping, (python + python).map { ($0, 1) })
    let stack = try #require(found.stacks.first)
    #expect(found.stacks.count == 1)
    #expect(stack.type == "requests.exceptions.ConnectTimeout")
    #expect(stack.frame == #"File "/srv/client.py", line 42, in fetch"#)
    #expect(stack.count.count == 2)
    #expect(found.events.map(\.kind) == [.timeout])
    #expect(found.events.first?.count.count == 2)
    #expect(found.calls.map(\.host) == ["api.example.com:443"])
    #expect(found.calls.first?.failures == [.timeout: 2])
    #expect(found.patternCount == 2, "\(found.patterns.map(\.text))")
  }

  @Test(
    "Traces of two sources, their lines by turns, are not mixed",
    arguments: Wrapping.allCases.filter(\.tellsSources))
  func interleaved(wrapping: Wrapping) throws {
    var lines: [(String, Int)] = []
    for index in 0..<9 {
      if index < java.count { lines.append((java[index], 1)) }
      lines.append((python[index], 2))
    }
    let found = wrapped(wrapping, lines + lines)
    #expect(
      Set(found.stacks.map { "\($0.count.count) \($0.type) \($0.frame ?? "") \($0.cause ?? "")" })
        == [
          "2 java.lang.IllegalStateException com.example.Orders.price(Orders.java:42) java.net.SocketTimeoutException",
          #"2 requests.exceptions.ConnectTimeout File "/srv/client.py", line 42, in fetch "#,
        ])
    #expect(found.events.map(\.kind) == [.timeout])
    #expect(found.events.first?.count.count == 4)
    #expect(found.patternCount == 4, "\(found.patterns.map(\.text))")
  }

  @Test("A trace that begins a log, or stands behind what is fine, is an event of its own")
  func alone() {
    for first in [[], ["2026-11-25 10:00:00.122 INFO [main] c.e.App - started"]] {
      let found = wrapped(.docker, (first + java[1...]).map { ($0, 1) })
      #expect(found.stacks.map(\.type) == ["java.lang.IllegalStateException"])
      #expect(found.stacks.map(\.frame) == ["com.example.Orders.price(Orders.java:42)"])
      #expect(found.events.map(\.count.count) == [1])
    }
  }

  @Test("Levels that are padded begin an event, behind a trace too", arguments: [true, false])
  func padded(isDocker: Bool) {
    let spring = "2026-11-25 10:00:01.123  INFO 17 --- [main] c.e.App : took 17ms"
    let bare = " INFO my_app: request took 17ms"
    let lines = isDocker ? java[..<7] + [bare, bare] : java[..<7] + [spring, spring]
    let found =
      isDocker ? wrapped(.docker, lines.map { ($0, 1) }) : digest(lines.joined(separator: "\n"))
    #expect(found.patternCount == 2, "\(found.patterns.map(\.text))")
    #expect(found.operations.map(\.timings.count) == [2])
    #expect(found.stacks.map(\.count.count) == [1])
  }

  @Test("Lines that tell of an exception and have no trace count each")
  func headlines() {
    let line = "2026-11-25 10:00:00 TimeoutError: call to http://10.0.0.5:80/v1 timed out\n"
    let found = digest(String(repeating: line, count: 5))
    #expect(found.events.map(\.count.count) == [5])
    #expect(found.calls.map(\.failed) == [5])
    #expect(found.patterns.map(\.count.count) == [5])
  }

  @Test("A line of a container's log in two parts is one")
  func partial() {
    let start = "2026-11-25T10:00:00.123456789Z stdout"
    let found = digest("\(start) P INFO a\n\(start) F timed out\n\(start) F INFO b\n")
    #expect(found.patterns.map(\.count.count) == [1, 1])
    #expect(found.events.isEmpty)
  }

  @Test(
    "A file is not divided within a trace", arguments: [Wrapping.docker, .cri, .jsonFile, .rsyslog])
  func divided(wrapping: Wrapping) throws {
    let text = (java + java).enumerated().map { wrapping($1, $0) + "\n" }.joined()
    let bytes = Array(text.utf8) + Array(repeating: 0x20, count: 64)
    let analysis = LogAnalysis(clock: LogClock(now: noon))
    analysis.begin("log")
    for line in 1..<6 {
      let start = text.split(separator: "\n")[..<line].joined(separator: "\n").utf8.count - 3
      let found = bytes[start...].withUnsafeBufferPointer { analysis.beginning(in: $0) }
      let begun = try #require(found)
      #expect(bytes[(start + begun)...].starts(with: wrapping(java[7], 7).utf8), "\(line)")
    }
  }

  @Test("What a message of syslog holds of several lines")
  func octal() {
    let line =
      "Nov 25 10:00:00 web app[17]: failed#012Traceback (most recent call last):#012  File \"a.py\", line 1, in f#012ValueError: bad\n"
    let found = digest(line)
    #expect(found.stacks.map(\.type) == ["ValueError"])
    #expect(found.stacks.map(\.frame) == [#"File "a.py", line 1, in f"#])
  }
}
