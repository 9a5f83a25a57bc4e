import Foundation
import Model
import Testing

@testable import Endpoints

private func exchange(
  dns: Int = 1000, tcp: Int = 1000, tls: Int? = nil, wait: Int = 2000, transfer: Int = 500
) -> HTTPExchange {
  var exchange = HTTPExchange()
  exchange.status = 200
  exchange.marks.nameLookup = dns
  exchange.marks.connect = dns + tcp
  if let tls { exchange.marks.appConnect = dns + tcp + tls }
  exchange.marks.startTransfer = dns + tcp + (tls ?? 0) + wait
  exchange.marks.total = exchange.marks.startTransfer + transfer
  return exchange
}

private func judged(
  _ exchanges: [HTTPExchange], by limits: EndpointThresholds = EndpointThresholds(),
  _ change: (inout EndpointTiming) -> Void = { _ in }
)
  throws -> [EndpointFinding]
{
  var timing = EndpointTiming(vantage: "local")
  timing.runs = exchanges.map { [$0] }
  change(&timing)
  return judge(
    timing, try HTTPRequest(url: "https://web.lab/"), now: 1_800_000_000,
    by: limits)
}

@Suite struct TimingJudgementTests {
  @Test(
    "The slow phase and no other",
    arguments: [
      (exchange(dns: 400_000), "DNS"), (exchange(tcp: 1_030_000), "TCP"),
      (exchange(tls: 700_000), "TLS"), (exchange(tls: 10_000, wait: 900_000), "server wait"),
      (exchange(transfer: 1_500_000), "transfer"),
    ])
  func slow(one: HTTPExchange, name: String) throws {
    let findings = try judged([one])
    #expect(findings.map(\.finding.measurement.name) == [name])
    #expect(findings.first?.finding.threshold != nil)
  }

  @Test func quickIsClear() throws {
    #expect(try judged([exchange(tls: 30_000)]).isEmpty)
    // Exactly the limit has not passed it.
    #expect(try judged([exchange(dns: 100_000)]).isEmpty)
  }

  @Test func aLostSYNIsKnownByItsTime() throws {
    let meaning = try #require(try judged([exchange(tcp: 1_030_000)]).first?.meaning)
    #expect(meaning.contains("SYN"))
    let other = try #require(try judged([exchange(tcp: 600_000)]).first?.meaning)
    #expect(!other.contains("SYN"))
  }

  @Test func manySmallDelays() throws {
    let findings = try judged([
      exchange(dns: 90_000, tcp: 90_000, tls: 190_000, wait: 400_000, transfer: 900_000)
    ])
    #expect(findings.map(\.finding.measurement.name) == ["total"])
  }

  @Test func onlySometimes() throws {
    let quick = exchange(), slow = exchange(dns: 5_010_000)
    let findings = try judged([quick, slow, quick, quick])
    #expect(findings.count == 1)
    #expect(findings.first?.finding.statement.contains("1 of 4") == true)
    #expect(findings.first?.meaning.contains("five seconds") == true)
    #expect(try judged([quick, quick, quick, quick]).isEmpty)
  }

  @Test func aFailureIsCriticalAndNotSlowAsWell() throws {
    var failed = HTTPExchange()
    failed.marks.nameLookup = 1000
    failed.marks.total = 3_001_000
    failed.failure = HTTPFailure(
      .tcp, after: 3_000_000, "It does not answer.", means: "It is down.")
    let findings = try judged([failed])
    #expect(findings.count == 1)
    #expect(findings.first?.severity == .critical)
    #expect(failed.microseconds(of: .tcp) == 3_000_000)
  }

  @Test func certificates() throws {
    func found(_ days: Double) throws -> [Severity] {
      try judged([exchange()]) {
        $0.certificates = .success([
          Certificate(
            subject: "CN = web.lab", issuer: "CN = CA", expiry: "then",
            expirySeconds: 1_800_000_000 + days * 86_400)
        ])
      }.map(\.severity)
    }
    #expect(try found(-1) == [.critical])
    #expect(try found(3) == [.warning])
    #expect(try found(60) == [])
  }

  @Test func deadIPv6() throws {
    var six = HTTPExchange()
    six.failure = HTTPFailure(.tcp, after: 3_000_000, "It does not answer.", means: "It is down.")
    let findings = try judged([exchange()]) {
      ($0.ipv4, $0.ipv6) = (.success(exchange()), .success(six))
    }
    #expect(findings.map(\.severity) == [.warning])
    #expect(findings.first?.finding.statement.contains("IPv6") == true)
    let none = try judged([exchange()]) { $0.ipv4 = .success(exchange()) }
    #expect(none.isEmpty)
  }

  @Test func twoPlaces() {
    func place(_ name: String, _ one: HTTPExchange) -> EndpointTiming {
      var timing = EndpointTiming(vantage: name)
      timing.runs = [[one]]
      return timing
    }
    let slow = exchange(wait: 900_000)
    let both = compare([place("local", slow), place("ssh:a", slow)], by: EndpointThresholds())
    #expect(both.count == 1)
    #expect(both.first?.contains("from both") == true)
    let one = compare(
      [place("local", exchange(tcp: 600_000)), place("ssh:a", exchange())], by: EndpointThresholds()
    )
    #expect(one.first?.contains("from local alone") == true)
    #expect(
      compare([place("local", exchange()), place("ssh:a", exchange())], by: EndpointThresholds())
        .isEmpty)
  }

  @Test func anEarlierReport() throws {
    let report = """
      {"kind": "timing", "url": "http://h/", "vantages": [
        {"vantage": "local", "phases": [{"phase": "wait", "median": 0.01}, {"phase": "no", "median": 1}]}]}
      """
    func read(_ text: String, _ url: String = "http://h/", _ from: String = "local")
      -> Measured<[Phase: Double]>
    { readBaseline(Array(text.utf8), url: url, vantage: from) }
    #expect(read(report).value == [.wait: 0.01])
    #expect(read(report, "http://other/").value == nil)
    #expect(read(report, "http://h/", "ssh:a").value == nil)
    for broken in ["", "{}", "[1", String(report.prefix(60))] { #expect(read(broken).value == nil) }
    let findings = try judged([exchange(wait: 200_000)]) { $0.baseline = .success([.wait: 0.01]) }
    #expect(findings.first?.finding.statement.contains("earlier report") == true)
  }

  @Test func othersNumbers() throws {
    let own = try #require(EndpointThresholds.of(.wait).first)
    let limits = EndpointThresholds([own.with(0.05)])
    let found = try #require(try judged([exchange(wait: 100_000)], by: limits).first)
    #expect(found.finding.measurement.name == "server wait")
    #expect(found.finding.threshold?.original == own.quantity)
    #expect(try judged([exchange(wait: 100_000)]).isEmpty)
    // The runbook's.
    #expect(
      EndpointThresholds().normal
        == NormalRoundTrip(local: 10, remote: 50, slow: 100, broken: 500, jitter: 30))
    let far = EndpointThresholds.all.filter { $0.key == "round trip note" }.map { $0.with(80) }
    #expect(EndpointThresholds(far).normal.remote == 80)
  }

  @Test func everyThresholdHasASourceAndANameOfItsOwn() {
    let all = EndpointThresholds.all
    #expect(all.allSatisfy { !$0.source.isEmpty && !$0.reason.isEmpty && $0.label != nil })
    #expect(Set(all.compactMap(\.label)).count == all.count)
  }

  @Test func everyThresholdStandsOnItsPage() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/endpoints.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    for one in EndpointThresholds.all {
      let number = one.quantity.unit == .count ? "\(Int(one.quantity.value))" : "\(one.quantity)"
      let word = one.direction == .below ? "under" : "over"
      #expect(text.contains("| \(one.key) | \(word) \(number) | \(one.source) |"))
    }
  }
}
