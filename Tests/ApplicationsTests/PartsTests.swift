import Model
import TestSupport
import Testing

@testable import Applications

/// A log that is read in parts says what it says as a whole.
@Suite struct PartsTests {
  /// Lines of several programs, with traces, over an hour and more.
  private func log(_ seed: UInt64, lines: Int) -> [UInt8] {
    var random = Seeded(state: seed)
    var text = ""
    for number in 0..<lines {
      let (minute, second) = (number / 60 % 60, number % 60)
      let clock = "1\(number / 3600):\(minute / 10)\(minute % 10):\(second / 10)\(second % 10)"
      switch Int.random(in: 0..<5, using: &random) {
      case 0: text += "2026-11-25T\(clock)Z INFO request \(number) took \(number % 700)ms\n"
      case 1:
        text +=
          "2026-11-25 \(clock),123 ERROR call to http://10.0.0.\(number % 5):80/v1 failed: timed out\n"
        text += "java.net.SocketTimeoutException: Read timed out\n\tat a.b.C.d(C.java:1)\n"
      case 2:
        text +=
          "10.0.0.1 - - [25/Nov/2026:\(clock) +0000] \"GET /a/\(number) HTTP/1.1\" 200 1 \"-\" \"x\" 0.\(number % 900)\n"
      case 3:
        text +=
          "{\"time\":\"2026-11-25T\(clock)Z\",\"level\":\"warn\",\"msg\":\"slow\",\"elapsed_ms\":\(number)}\n"
      default:
        text +=
          "Nov 25 \(clock) host app[\(number)]: word\(["a", "b", "c", "d", "e"][number % 5]) failed\n"
      }
    }
    return Array(text.utf8)
  }

  private func whole(_ bytes: [UInt8]) -> LogDigest {
    let analysis = LogAnalysis(clock: LogClock(now: 1_795_700_000))
    analysis.begin("log")
    analysis.take(bytes)
    return analysis.digest()
  }

  private func inParts(_ bytes: [UInt8], _ count: Int) -> (LogDigest, divided: Int) {
    let analysis = LogAnalysis(clock: LogClock(now: 1_795_700_000))
    analysis.begin("log")
    var bounds = [0]
    for number in 1..<count {
      let place = bytes.count / count * number
      let found = bytes[place...].withUnsafeBufferPointer { analysis.beginning(in: $0) }
      if let found { bounds.append(place + found) }
    }
    for (number, start) in bounds.enumerated() {
      let stop = number + 1 < bounds.count ? bounds[number + 1] : bytes.count
      let part = analysis.part(of: bounds.count)
      part.take(Array(bytes[start..<stop]))
      analysis.take(part)
    }
    return (analysis.digest(), bounds.count)
  }

  @Test("The same in two, three and seven parts", arguments: [2, 3, 7], [1, 2, 3])
  func same(count: Int, seed: UInt64) {
    let bytes = log(seed, lines: 4000)
    let one = whole(bytes)
    let (parts, divided) = inParts(bytes, count)
    #expect(divided == count)
    #expect(parts.lines == one.lines)
    #expect(parts.levels == one.levels)
    #expect(parts.oddities == one.oddities)
    #expect(parts.sources == one.sources)
    #expect(
      Set(parts.patterns.map { "\($0.text) \($0.count)" })
        == Set(one.patterns.map { "\($0.text) \($0.count)" }))
    #expect(parts.patternCount == one.patternCount)
    func spread(_ digest: LogDigest) -> Set<String> {
      Set(
        digest.operations.map {
          let timings = $0.timings
          return "\($0.name) \($0.field) \(timings.count) \(timings.p95 ?? -1) \(timings.longest)"
        })
    }
    #expect(spread(parts) == spread(one))
    func calls(_ digest: LogDigest) -> Set<String> {
      Set(digest.calls.map { "\($0.host) \($0.count) \($0.failures)" })
    }
    #expect(calls(parts) == calls(one))
    #expect(parts.stacks.map(\.type) == one.stacks.map(\.type))
    #expect(parts.stacks.map(\.count) == one.stacks.map(\.count))
    #expect(parts.events.map(\.count) == one.events.map(\.count))
    #expect(parts.decision.word == one.decision.word)
  }

  @Test("What changed is told in parts, too")
  func changes() {
    var text = ""
    for second in 0..<1200 {
      let clock = "10:\(second / 600)\(second / 60 % 10):\(second % 60 / 10)\(second % 10)"
      text += "2026-11-25T\(clock)Z INFO request \(second) took \(second < 800 ? 20 : 900)ms\n"
      if second > 900 { text += "2026-11-25T\(clock)Z ERROR queue full\n" }
    }
    let bytes = Array(text.utf8)
    let (one, parts) = (whole(bytes), inParts(bytes, 3).0)
    #expect(parts.changes.map(\.kind) == one.changes.map(\.kind))
    for (mine, theirs) in zip(parts.changes, one.changes) {
      #expect((mine.began - theirs.began).magnitude <= 2 * max(mine.precision, theirs.precision))
    }
  }

  @Test("A log without times is not divided, nor one within a trace")
  func undivided() {
    let untimed = Array(String(repeating: "just words and more\n", count: 1000).utf8)
    #expect(inParts(untimed, 2).divided == 1)
    let trace = Array(
      ("2026-11-25T10:00:00Z ERROR x\n" + String(repeating: "\tat a.b.C.d(C.java:1)\n", count: 500))
        .utf8)
    #expect(inParts(trace, 2).divided == 1)
  }
}
