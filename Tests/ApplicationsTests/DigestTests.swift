import Model
import TestSupport
import Testing

@testable import Applications

/// 10:00:00 and so many seconds.
private func time(_ seconds: Int) -> String {
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return "2026-11-25T\(two(10 + seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))Z"
}

@Suite struct DigestTests {
  @Test("Lines that differ in numbers are one pattern, with count, times and an example")
  func numbers() throws {
    let text = (0..<50).map { "\(time($0)) INFO order \($0 * 7) for 10.0.0.\($0) done\n" }.joined()
    let found = digest(text)
    let pattern = try #require(found.patterns.first)
    #expect(found.patternCount == 1)
    #expect(pattern.count.count == 50)
    #expect(pattern.text == "INFO order # for # done")
    #expect(pattern.example == "\(time(0)) INFO order 0 for 10.0.0.0 done")
    #expect(pattern.count.first == noon - 7200)
    #expect(pattern.count.last == noon - 7200 + 49)
  }

  @Test("Names that differ are one pattern once there are four of them, and two events are not")
  func names() {
    let users = ["alice", "bob", "carol", "dave", "eve"].map {
      "\(time(0)) INFO login of \($0) ok\n"
    }
    let found = digest(users.joined())
    #expect(found.patterns.map(\.text) == ["INFO login of * ok"])
    #expect(found.patterns.first?.count.count == 5)
    let two = digest("\(time(0)) INFO the disk is full\n\(time(1)) INFO the disk is mounted\n")
    #expect(two.patternCount == 2)
  }

  @Test("Requests by method and path, with the parts that vary left out")
  func requests() throws {
    let lines = (0..<40).map { number in
      #"10.0.0.\#(number) - - [25/Nov/2026:10:00:\#(10 + number % 40) +0000] "GET /api/v1/users/\#(number)?q=\#(number) HTTP/1.1" 200 \#(number) "-" "curl/\#(number)" 0.\#(100 + number)"#
        + "\n"
    }
    let found = digest(lines.joined())
    let operation = try #require(found.operations.first)
    #expect(operation.name.contains("GET /api/v1/users/#"), "\(operation.name)")
    #expect(operation.timings.count == 40)
    #expect(operation.timings.longest == 0.139)
    let median = try #require(operation.timings.median)
    #expect(abs(median - 0.119) < 0.0005)
    #expect(found.calls.isEmpty, "who asks is no other party")
  }

  @Test("A jump of errors, a new pattern and slower calls, each with the time it began")
  func changes() throws {
    var lines: [String] = []
    for second in 0..<600 {
      let isBad = second >= 400
      lines.append(
        "\(time(second)) INFO request \(second) took \(isBad ? 900 : 90 + second % 10)ms\n")
      if second % 50 == 0 || isBad {
        lines.append("\(time(second)) ERROR write \(second) failed\n")
      }
      if isBad { lines.append("\(time(second)) WARN leader \(second) lost\n") }
    }
    let found = digest(lines.joined())
    let began = noon - 7200 + 400
    for (kind, word) in [(LogChange.Kind.latency, "took"), (.rate, "write"), (.new, "leader")] {
      let change = try #require(
        found.changes.first { $0.kind == kind && $0.subject.contains(word) })
      #expect(abs(change.began - began) <= change.precision, "\(kind): \(change.began - began)")
      #expect(change.precision <= 16)
    }
    #expect(found.changes.count == 3)
  }

  @Test(
    "What is grave is new from three lines on, what is not from chance on",
    arguments: [3, 9, 10, 20])
  func fewNew(count: Int) throws {
    let lines = (0..<1200).map { second in
      let number = second - 600
      let word = number >= 0 && number % (600 / count) == 0 && number / (600 / count) < count
      return "\(time(second)) INFO tick \(second)\n"
        + (word ? "\(time(second)) ERROR write \(second) failed\n" : "")
    }
    let found = digest(lines.joined()).changes
    #expect(found.map(\.kind) == [.new])
    #expect(found.map(\.count) == [count])
    let change = try #require(found.first)
    #expect(abs(change.began - (noon - 7200 + 600)) <= change.precision)
    // Three that come now and then are not new.
    let rare = [100, 700, 1100].map { "\(time($0)) ERROR write \($0) failed\n" }
    let ticks = (0..<1200).map { "\(time($0)) INFO tick \($0)\n" }
    #expect(digest((ticks + rare).joined()).changes.isEmpty)
    #expect(digest(lines.joined().replacing("ERROR", with: "INFO")).changes.count <= 1)
  }

  @Test("A burst of long durations has an end")
  func burst() throws {
    let lines = (0..<1200).map { second in
      let took = (600..<660).contains(second) ? 900 + second % 10 : 20 + second % 10
      return "\(time(second)) INFO request \(second) took \(took)ms\n"
    }
    let change = try #require(digest(lines.joined()).changes.first)
    #expect(change.kind == .latency)
    #expect(abs(change.began - (noon - 7200 + 600)) <= change.precision)
    let ended = try #require(change.ended)
    #expect(abs(ended - (noon - 7200 + 660)) <= change.precision)
    #expect(change.since > 0.45)
    #expect(change.before < 0.1)
  }

  @Test("Steady lines change nothing")
  func steady() {
    var random = Seeded(state: 7)
    let lines = (0..<2000).map { number in
      "\(time(number / 2)) INFO request \(number) took \(Int.random(in: 50...150, using: &random))ms\n"
    }
    #expect(digest(lines.joined()).changes.isEmpty)
  }

  @Test("A log older than the one before is drawn with it")
  func order() {
    let analysis = LogAnalysis(clock: LogClock(now: noon))
    for start in [3000, 0, 1500] {
      analysis.begin("part \(start)")
      analysis.take(
        Array((0..<100).map { "\(time(start + $0)) INFO tick \($0)\n" }.joined().utf8))
    }
    let found = analysis.digest()
    #expect(found.sources.map(\.lines) == [100, 100, 100])
    #expect(found.patterns.first?.count.count == 300)
    #expect(found.lines.first == noon - 7200)
    #expect(found.lines.last == noon - 7200 + 3099)
  }

  @Test("Numbers of pino's levels, which are no part of the pattern")
  func numberedLevels() {
    let text = [30, 30, 50, 40].map { #"{"level":\#($0),"time":1795600800000,"msg":"x"}"# + "\n" }
    #expect(digest(text.joined()).levels == [.info: 2, .error: 1, .warning: 1])
  }
}

/// Whose doing it is.
@Suite struct DecisionTests {
  @Test("Calls that time out convict whom they name")
  func failures() throws {
    let line =
      #"2026/11/25 10:00:00 [error] 17#17: *3 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.9, server: _, request: "GET /slow HTTP/1.1", upstream: "http://10.0.0.5:8081/slow", host: "web""#
    let blame = try #require(digest(String(repeating: line + "\n", count: 5)).decision.blame)
    #expect(blame.call.host == "10.0.0.5:8081")
    #expect(blame.call.failures == [.timeout: 5])
    #expect(blame.endpoint == "http://10.0.0.5:8081/slow")
  }

  @Test("Slow calls convict where they are most of the time")
  func slow() throws {
    let lines = (0..<20).map { number in
      "\(time(number)) INFO GET https://api.example.com/v1/items/\(number) took \(600 + number)ms\n"
        + "\(time(number)) INFO request \(number) took 700ms\n"
    }
    let blame = try #require(digest(lines.joined()).decision.blame)
    #expect(blame.call.host == "api.example.com")
    #expect(blame.call.timings?.count == 20)
    #expect(blame.endpoint.hasPrefix("https://api.example.com/v1/items/"))
  }

  @Test("What a real Home Assistant (2025.4) writes of a server that is not there")
  func homeAssistant() {
    let times = ["06:50:27.243", "06:50:27.293", "06:50:37.297", "06:51:27.300"]
    let lines = times.map { time in
      "2026-11-25 \(time) ERROR (MainThread) [homeassistant.components.rest.data] Error fetching data: "
        + "http://127.0.0.1:9/state failed with All connection attempts failed\n"
    }
    let found = digest(
      lines.joined()
        + "2026-11-25 06:50:27.294 WARNING (MainThread) [homeassistant.components.sensor] Platform rest "
        + "not ready yet: All connection attempts failed; Retrying in background in 30 seconds\n")
    #expect(found.decision.blame?.call.host == "127.0.0.1:9")
    #expect(found.decision.blame?.endpoint == "http://127.0.0.1:9/state")
    // What one waits for is no duration.
    #expect(found.operations.isEmpty)
  }

  @Test("Fast calls beside slow requests leave it with the application")
  func own() {
    let lines = (0..<20).map { number in
      "\(time(number)) INFO call to api.example.com took 12ms\n"
        + "\(time(number)) INFO request \(number) took 2700ms\n"
    }
    guard case .own = digest(lines.joined()).decision else {
      Issue.record("\(digest(lines.joined()).decision)")
      return
    }
  }

  @Test(
    "One call or two that are all there is are told as what they are",
    arguments: [
      (["INFO outgoing request to https://api.example.com/v1 took 2.3s"], "take 2.3 s"),
      (["ERROR dial tcp 10.0.0.5:5432: connect: connection refused"], "fail: 1 connection refused"),
      (
        ["INFO request took 20ms", "ERROR read tcp 10.0.0.1:40000->10.0.0.5:5432: i/o timeout"],
        "fail: 1 timeout"
      ),
      // Seldom and slow, beside much that is fast.
      (
        ["INFO call to api.example.com took 800ms"]
          + (0..<200).map { "INFO request \($0) took 40ms" }, "take 800 ms"
      ),
    ])
  func fewCalls(lines: [String], reason: String) throws {
    let text = lines.enumerated().map { "\(time($0 % 50)) \($1)\n" }.joined()
    let blame = try #require(digest(text).decision.blame)
    #expect(blame.reason.contains(reason), "\(blame.reason)")
  }

  @Test(
    "One call among much that is the application's own is not blamed",
    arguments: [
      ["ERROR dial tcp 10.0.0.5:5432: connect: connection refused"]
        + (0..<9).map { "ERROR java.lang.OutOfMemoryError: heap \($0)" },
      ["INFO call to api.example.com took 800ms"]
        + (0..<9).map { "INFO request \($0) took 3s" },
      ["ERROR call to api.example.com timed out"]
        + (0..<9).map { "ERROR job \($0) timed out" },
    ])
  func fewCallsOfMuch(lines: [String]) {
    let text = lines.enumerated().map { "\(time($0)) \($1)\n" }.joined()
    let found = digest(text)
    #expect(found.decision.word == "own", "\(found.decision)")
  }

  @Test func clear() {
    let found = digest((0..<20).map { "\(time($0)) INFO request \($0) took 7ms\n" }.joined())
    guard case .clear = found.decision else {
      Issue.record("\(found.decision)")
      return
    }
  }

  @Test(
    "What times nothing tells nothing, and is never clear",
    arguments: [
      "", "2026-11-25T10:00:00Z INFO hello\n", "\0\0\0\0\n",
    ])
  func silent(text: String) {
    guard case .silent = digest(text).decision else {
      Issue.record("\(digest(text).decision)")
      return
    }
  }

  @Test("Who asks is not who is asked")
  func clients() {
    let text = (0..<9).map {
      "\(time($0)) WARN request from 10.0.0.9:4711 timed out after 5s\n"
    }
    #expect(digest(text.joined()).calls.isEmpty)
  }
}
