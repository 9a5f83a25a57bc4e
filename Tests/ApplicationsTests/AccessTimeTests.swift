import Model
import Testing

@testable import Applications

/// Times in access logs, as the documentation of each server writes them.
@Suite struct AccessTimeTests {
  /// What stands behind the status, what it is called, and how long.
  struct Case: Sendable {
    let tail: String
    let times: [String: Double]
    var call: String?

    init(_ tail: String, _ times: [String: Double], call: String? = nil) {
      (self.tail, self.times, self.call) = (tail, times, call)
    }
  }

  private static let head =
    #"203.0.113.9 - - [25/Nov/2026:10:00:00 +0000] "GET /cart HTTP/1.1" 200 "#

  @Test(arguments: [
    // ingress-nginx, the default `upstreaminfo`.
    Case(
      #"1234 "-" "Mozilla/5.0 (X11; Linux x86_64)" 345 3.200 [default-web-80] [] 10.244.0.5:8080 1234 3.198 200 5f2c0a71bd5"#,
      ["request_time": 3.2, "upstream_response_time": 3.198], call: "10.244.0.5:8080"),
    // The same where the first server did not answer, and where none was asked.
    Case(
      #"1234 "-" "curl/8" 345 5.003 [default-web-80] [] 10.244.0.5:8080, 10.244.0.6:8080 0, 1234 5.000, 0.003 502, 200 5f2c0a71bd5"#,
      ["request_time": 5.003, "upstream_response_time": 5.003], call: "10.244.0.6:8080"),
    Case(
      #"146 "-" "curl/8" 345 3.200 [] [] - - - - 5f2c0a71bd5"#, ["request_time": 3.2]),
    // nginx: `$request_time $upstream_response_time`, where a file was sent, too.
    Case(
      #"12 "-" "curl/8" 3.200 3.198"#, ["request_time": 3.2, "upstream_response_time": 3.198],
      call: "upstream"),
    Case(#"12 "-" "curl/8" 3.200 -"#, ["request_time": 3.2]),
    Case(#"12 "-" "curl/8" "203.0.113.9" 3.200"#, ["time": 3.2]),
    Case(#"12 "-" "curl/8" "-" 3.200"#, ["time": 3.2]),
    // `"$upstream_addr" $request_time $upstream_response_time`, and the other way round.
    Case(
      #"12 "-" "curl/8" "10.1.2.3:8080" 3.200 3.100"#,
      ["request_time": 3.2, "upstream_response_time": 3.1], call: "10.1.2.3:8080"),
    Case(
      #"12 "-" "curl/8" "10.1.2.3:8080" "3.100" "3.200""#,
      ["request_time": 3.2, "upstream_response_time": 3.1], call: "10.1.2.3:8080"),
    Case(
      #"12 "-" "curl/8" "-" "3.200" "3.000, 0.100 : 0.050""#,
      ["request_time": 3.2, "upstream_response_time": 3.15], call: "upstream"),
    Case(
      #"12 "-" "curl/8" 3.200 0.001 3.100 3.150 "MISS""#,
      ["request_time": 3.2, "upstream_response_time": 3.15], call: "upstream"),
    // By name, with several servers.
    Case(
      #"12 "-" "curl/8" rt=5.003 uct="0.001, 0.002" uht="-, 0.003" urt="5.000, 0.003""#,
      ["rt": 5.003, "uct": 0.003, "urt": 5.003], call: "upstream"),
    Case(#"12 "-" "curl/8" rt=3.200 uct="-" uht="-" urt="-""#, ["rt": 3.2]),
    // Apache: `%T/%D`, `**%T/%D**`, `D=%D`, `%D`.
    Case(#"12 "-" "curl/8" 3/3200123"#, ["time": 3.200123]),
    Case(#"12 "-" "curl/8" **3/3200123**"#, ["time": 3.200123]),
    Case(#"12 "-" "curl/8" 0/250"#, ["time": 0.00025]),
    Case(#"12 "-" "curl/8" D=3200123"#, ["D": 3.200123]),
    Case(#"12 "-" "curl/8" duration_us=3200123"#, ["duration_us": 3.200123]),
    Case(#"12 "-" "curl/8" 250123"#, ["time": 0.250123]),
    // Traefik.
    Case(#"12 "-" "curl/8" 17 "web@docker" "http://10.1.2.3:80" 3200ms"#, ["time": 3.2]),
  ])
  func tails(one: Case) throws {
    let found = digest(Self.head + one.tail + "\n")
    let times = Dictionary(
      uniqueKeysWithValues: found.operations.map { ($0.field, $0.timings.longest) })
    #expect(Set(times.keys) == Set(one.times.keys), "\(times)")
    for (field, value) in one.times {
      #expect(abs(try #require(times[field]) - value) < 1e-9, "\(field)")
    }
    #expect(found.calls.first { $0.timings != nil }?.host == one.call)
  }

  @Test(
    "What may be anything is nothing",
    arguments: [
      // `%T`, a port, two sizes, a browser's version, one that has three decimals, a size alone.
      #"12 "-" "curl/8" 3"#, #"12 "-" "curl/8" 443"#, #"12 "-" "curl/8" 532 12034"#, "12 17",
      #"12 "-" "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)""#, #"12 "-" "Foo 1.234""#,
      #"12 "-" "Foo 17""#, "12 0.5", #""-" "curl/8" 320012"#, #"12 "-" "curl/8" 3/250"#,
      #"12 "-" "curl/8" 0/0"#, #"12 "-" "curl/8" 1.25.3"#, #"12 "-" "curl/8" 1795600800.123"#,
      #"12 "-" "curl/8" duration=3200"#,
    ])
  func nothing(tail: String) {
    #expect(digest(Self.head + tail + "\n").operations.isEmpty)
  }

  @Test("Words of the browser's name move nothing")
  func uneven() throws {
    let agents = [
      "curl/8", "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101", "Foo 1.234",
    ]
    let lines = (0..<30).map { number in
      Self.head
        + #"12 "-" "\#(agents[number % 3])" 3.\#(200 + number) "#
        + (number % 2 == 0 ? "-" : "3.100")
        + "\n"
    }
    let found = digest(lines.joined())
    let request = try #require(found.operations.first { $0.field == "request_time" })
    #expect(request.timings.count == 30)
    #expect(request.timings.longest == 3.229)
    let call = try #require(found.operations.first { $0.isCall })
    #expect(call.timings.count == 15)
    #expect(call.timings.longest == 3.1)
  }

  @Test("Fields of nginx's JSON are found by their names")
  func json() throws {
    let agents = ["curl/8", "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101", "a b c d"]
    let lines = (0..<30).map { number in
      #"{"time":"2026-11-25T10:00:00+00:00","request":"GET /a HTTP/1.1","status":200,"agent":"\#(agents[number % 3])","body_bytes_sent":512,"request_time":0.\#(100 + number),"port":8080}"#
        + "\n"
    }
    let operation = try #require(digest(lines.joined()).operations.first)
    #expect(operation.field == "request_time")
    #expect(operation.timings.count == 30)
    #expect(operation.timings.longest == 0.129)
  }

  /// Lines with a whole number each at the end.
  private func whole(_ numbers: [Int]) -> [LogOperation] {
    digest(
      numbers.map { Self.head + #"12 "-" "curl/8" \#($0)"# + "\n" }.joined()
    ).operations
  }

  @Test("All numbers together tell millionths from thousandths, and from what is no time")
  func together() throws {
    let fast = (0..<200).map { 150 + $0 * 37 }
    let micros = try #require(whole(fast + [250_000, 3_200_000, 5_000_000, 120_000]).first)
    #expect(micros.timings.longest == 5)
    #expect(abs(try #require(micros.timings.median) - 0.00385) < 0.0001)
    let millis = try #require(
      whole((0..<200).map { $0 % 8 == 0 ? $0 / 16 : 20 + $0 * 3 } + [60_000]).first)
    #expect(millis.timings.longest == 60)
    // Fast in millionths or slow in thousandths; seconds; a port; requests on a connection.
    #expect(whole(fast).isEmpty)
    let seconds = (0..<200).map { Self.head + #"12 "-" "curl/8" \#($0 % 10 == 0 ? 3 : 0)"# + "\n" }
    let unknown = digest(seconds.joined())
    #expect(unknown.operations.isEmpty)
    #expect(unknown.oddities.undecided == 200)
    #expect(whole((0..<200).map { $0 % 20 == 0 ? 120 + $0 : 0 }).isEmpty)
    #expect(whole(Array(repeating: 443, count: 50)).isEmpty)
    #expect(whole((0..<200).map { $0 % 100 }).isEmpty)
    // Apache's `%O`: what was sent, with its headers.
    let sizes = (0..<200).map { number in
      Self.head + #"\#(number * 7000) "-" "curl/8" \#(number * 7000 + 312 + number % 50)"# + "\n"
    }
    #expect(digest(sizes.joined()).operations.isEmpty)
  }

  @Test("Envoy's default format, and Istio's")
  func envoy() throws {
    let lines = [
      #"[2026-11-25T10:00:00.123Z] "GET /a HTTP/1.1" 200 - 0 1234 3200 3190 "-" "curl/7.88 17" "5f2c-1" "web.example:80" "10.0.0.5:8080""#,
      #"[2026-11-25T10:00:01.123Z] "GET /b HTTP/2" 503 UF,URX 0 91 3200 - "203.0.113.9" "curl/8" "5f2c-2" "web.example" "10.0.0.5:8080""#,
      #"[2026-11-25T10:00:02.123Z] "GET /c HTTP/1.1" 200 - via_upstream - "-" 0 1234 3200 3190 "-" "curl/8" "5f2c-3" "web.example" "10.0.0.5:8080" outbound|80||web.shop.svc.cluster.local 10.244.0.9:51234 10.96.0.3:80 10.244.0.9:40000 - default"#,
    ]
    for (number, line) in lines.enumerated() {
      let found = digest(line + "\n")
      let all = try #require(found.operations.first { $0.field == "duration" }, "\(number)")
      #expect(all.timings.longest == 3.2)
      let call = found.calls.first { $0.timings != nil }
      #expect(call?.host == (number == 1 ? nil : "10.0.0.5:8080"))
      #expect(call?.timings?.longest == (number == 1 ? nil : 3.19))
    }
  }
}
