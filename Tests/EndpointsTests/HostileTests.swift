import Model
import TestSupport
import Testing

@testable import Endpoints

/// What comes from tools may have been changed, cut or made up: no parser may trap over it.
@Suite struct HostileTests {
  private static let texts = [
    "curl-tls.txt", "curl-redirect.txt", "dig-answer.txt", "dig-refused.txt",
    "ip-addr.txt", "ip-link.txt", "ip-route-gateway.txt", "mtr-loopback.txt", "openssl-ended.txt",
    "ping-loopback.txt", "tracepath-loopback.txt", "traceroute-loopback.txt",
  ]

  @Test("Damaged texts do no harm", arguments: texts)
  func damaged(name: String) throws {
    let bytes = Array(try Recorded.text(name).utf8)
    var chance = Seeded(state: UInt64(bytes.count))
    for _ in 0..<100 {
      var text = bytes
      for _ in 0..<Int.random(in: 1...8, using: &chance) { chance.damage(&text) }
      try parse(String(decoding: text, as: UTF8.self))
    }
  }

  @Test(
    "Strange texts do no harm",
    arguments: [
      "", "\n", "\r\n", "\0", "64 bytes from : icmp_seq=99999999999999999999 time=1e999 ms\n",
      "64 bytes from x: icmp_seq=1 time=-1 ms\n", "PING )(\n",
      "whyslow-json {\"time_total\": 1e300}\n",
      "whyslow-plain time_total=1e300 http_code=99999999999999999999 remote_port=1e14\n",
      "* Trying \n*   Trying ...\n",
      " 0 s:\n   v:NotBefore: x; NotAfter: Xyz 99 99:99:99 99999 GMT\n",
      "1: \n2:\n999999999999.|-- ??? 100.0 5 1 1 1 1 1\n", " 1 ms ms ms * \n", "a dev\n",
      "dev via src\n",
      "From 1.1.1.1 icmp_seq=\n", "x 1 IN\nx 999999999999999999999 IN A 1\n",
    ])
  func strange(text: String) throws { try parse(text) }

  private func parse(_ text: String) throws {
    let request = try HTTPRequest(url: "https://web.lab/")
    for status in [0, 7, 28, 35, 60, nil] as [Int32?] {
      for one in CurlOutput(request, output: text, status: status).exchanges {
        for phase in Phase.allCases { _ = one.exchange.microseconds(of: phase) }
      }
    }
    _ = CertificateText(text)
    let ping = PingText(text)
    _ = shape(of: ping.answers, interval: 0.2)
    _ = DigText.answer("A", text)
    _ = addresses(inHosts: text)
    _ = ResolverConfiguration(text).wasted(before: "a")
    _ = RouteText.addresses(text)
    _ = RouteText.route(text)
    _ = RouteText.link(text)
    _ = RouteText.neighbour(text)
    _ = claimants(text)
    _ = wirelessLink("w", link: text, power: text)
    _ = lossBegins(TraceText.hops(text), to: "10.0.0.4", destinationLoss: 10)
    _ = readBaseline(Array(text.utf8), url: "u", vantage: "local")
  }
}
