import Model
import Testing

@testable import Report

private func found(_ name: String, _ severity: Severity = .warning) -> EndpointFinding {
  EndpointFinding(
    Finding(
      severity, Measurement("TCP", 1.03, .seconds),
      passed: .warning(0.1, .seconds, source: "a source", reason: "a reason"),
      "Making the connection to \(name) takes long.",
      evidence: [Measurement("p95", 1.2, .seconds)], quotes: [name]),
    means: "A packet to \(name) was lost.", next: "whyslow path --to \(name)")
}

private func timing(_ name: String = "web.lab") -> TimingReport {
  var one = HTTPExchange()
  one.url = "http://\(name)/"
  one.marks.nameLookup = 21
  one.marks.connect = 1_030_228
  one.marks.startTransfer = 1_040_000
  one.marks.total = 1_040_500
  one.status = 302
  one.version = "1.1"
  one.tls = name
  one.address = "\(name):80"
  one.tried = [name]
  one.bytes = 12_345
  one.encoding = name
  one.contentType = name
  one.connections = 1
  one.redirect = name
  var failed = one
  failed.failure = HTTPFailure(
    .transfer, after: 500, "The answer of \(name) did not end.", means: "\(name) is stuck.")
  var here = EndpointTiming(vantage: "local")
  here.runs = [[one, failed], [one, one]]
  here.ipv4 = .success(one)
  here.reused = .success(one)
  here.certificates = .success([
    Certificate(subject: name, issuer: name, expiry: name, expirySeconds: 1e9)
  ])
  here.baseline = .success([.tcp: 0.01])
  here.findings = [found(name)]
  var there = EndpointTiming(vantage: "ssh:\(name)")
  there.gap = Gap(.missing, "curl", "not installed at \(name)")
  return TimingReport(
    url: "http://\(name)/", method: "GET", vantages: [here, there], comparison: [name])
}

private func ping(_ name: String = "esp32") -> PingReport {
  var report = PingReport(host: name, vantage: "local", method: "ping", interval: 0.2)
  report.address = name
  report.answers = [1, nil, 3, 104, 205, 2]
  report.routers = 1
  (report.shape, report.shapeDetail, report.shapeMeaning) = (.spikes, name, name)
  report.findings = [found(name)]
  return report
}

private func dns(_ name: String = "web.lab") -> DNSReport {
  var report = DNSReport(name: name, vantage: "local")
  var answer = DNSAnswer(type: "A")
  (answer.status, answer.milliseconds, answer.records) = (name, 12, [name])
  (answer.timeToLive, answer.complaint) = (1, name)
  var resolver = ResolverReport(server: name)
  resolver.answers = [answer, DNSAnswer(type: "AAAA")]
  resolver.unchecked = answer
  report.resolvers = [resolver]
  report.system = .success(5010)
  report.systemAddresses = [name]
  report.search = [name]
  report.wasted = [(name, 3), (name, nil)]
  report.findings = [found(name, .critical)]
  report.gaps = [Gap(.missing, "dig", name)]
  return report
}

private func path(_ name: String = "far") -> PathReport {
  var end = PathEnd(target: "local", destination: name)
  var route = Route(interface: name)
  (route.gateway, route.source, route.mtu) = ("10.1.0.1", "10.1.0.2", 1400)
  end.route = .success(route)
  end.addresses = .success([InterfaceAddress(interface: name, address: "10.1.0.2", prefix: 23)])
  end.between = [name]
  end.hops = .success([
    Hop(number: 1, addresses: ["10.1.0.1"], times: [0.1], lost: 0, sent: 3),
    Hop(number: 2, addresses: [], times: [], lost: 3, sent: 3),
  ])
  end.tracer = "mtr"
  end.ping = ping(name)
  end.mtu = .success(PathMTU(largest: 1400, interface: 1500, isHole: true, toldBy: name))
  end.neighbour = .success(name)
  end.claimants = .success([name])
  var link = WirelessLink(interface: name)
  (link.network, link.signal, link.sendRate, link.savesPower) = (name, -70, 100, true)
  end.wireless = link
  end.resolved = [name]
  var report = PathReport(from: "local", to: name, forward: end, back: .success(end))
  report.isOneSegment = false
  report.findings = [found(name)]
  return report
}

private func all(_ name: String, _ format: Format, width: Int = 80) -> [String] {
  let style = Style(width: width, colour: false)
  var asked = diagnosis([], path: [])
  asked.endpoint = EndpointDiagnosis(
    timing: timing(name), comparison: [name],
    links: [
      EndpointDiagnosis.Link(
        .tcp, from: "local", "TCP is slow, and \(name) too.", check: "NetworkSYNDrops",
        evidence: Measurement("drops", 3, .count))
    ])
  return [
    render(timing(name), as: format, style: style), render(ping(name), as: format, style: style),
    render(dns(name), as: format, style: style), render(path(name), as: format, style: style),
    render(asked, page: .diagnose, as: format, style: style),
  ]
}

@Suite struct EndpointTests {
  @Test("Within 80 columns, each with its verdict first")
  func widths() {
    for report in all("web.lab", .text) {
      #expect(report.split(separator: "\n").allSatisfy { $0.count <= 80 })
      #expect(report.hasSuffix("\n"))
      #expect(report.contains("Making the connection to web.lab takes long."))
      #expect(report.contains("warning above 0.1 s (a source)"))
      #expect(report.contains("next: whyslow path --to web.lab"))
      #expect(["⚠", "✗"].contains(String(report.prefix(1))))
    }
    for report in all("web.lab", .text, width: 20) {
      #expect(report.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }
  }

  @Test("A hostile name stays where it is put", arguments: Format.allCases)
  func hostileNames(format: Format) {
    for report in all(hostile, format) {
      for scalar in report.unicodeScalars {
        #expect(scalar == "\n" || scalar.value >= 0x20 && scalar.value != 0x7F)
        #expect(!["\u{202E}", "\u{2028}", "\u{9B}"].contains(scalar))
      }
      #expect(!report.contains("\n✓ Nothing found"))
    }
  }

  @Test(.enabled(if: Validator.isAvailable, "python3 with jsonschema is not installed"))
  func validatesAgainstTheSchema() throws {
    var nothing = EndpointTiming(vantage: "local")
    nothing.gap = Gap(.missing, "curl", "not installed")
    let style = Style(width: 80, colour: false)
    let empty = [
      render(
        TimingReport(url: "u", method: "GET", vantages: [nothing]), as: .json, style: style),
      render(
        PingReport(host: "h", vantage: "local", method: "ping", interval: 1), as: .json,
        style: style),
      render(DNSReport(name: "n", vantage: "local"), as: .json, style: style),
      render(
        PathReport(
          from: "local", to: "b", forward: PathEnd(target: "local", destination: "b"),
          back: .failure(Gap(.missing, "back", "none"))), as: .json, style: style),
    ]
    for report in all("web.lab", .json) + all(hostile, .json) + empty {
      #expect(try Validator.complaint(about: report) == "")
    }
  }

  @Test("A way that nobody could look at is told as that")
  func anUnmeasuredWay() {
    var end = PathEnd(target: "docker:web", destination: "10.2.0.2")
    end.route = .failure(Gap(.missing, "ip", "not installed at docker:web"))
    let report = render(
      PathReport(
        from: "docker:web", to: "10.2.0.2", forward: end,
        back: .failure(Gap(.missing, "back", "none"))),
      as: .text, style: Style(width: 80, colour: false))
    #expect(report.hasPrefix("? docker:web to 10.2.0.2: not measured."))
    #expect(report.contains("? ip: not installed at docker:web"))
  }

  @Test func thePlotOfFastAnswersHasTheirTime() {
    #expect(plot([0.0015, 0.001], .seconds).first?.contains("1.5 ms |") == true)
    #expect(plot([2, 1], .seconds).first?.contains("2 s |") == true)
  }

  @Test func theEndpointIsInTheVerdict() {
    let report = all("web.lab", .text)[4]
    #expect(report.hasPrefix("⚠ warning: the endpoint."))
  }

  @Test func thePlotShowsWhatIsMissing() {
    let report = render(ping(), as: .text, style: Style(width: 80, colour: false))
    let rows = report.split(separator: "\n").filter { $0.contains(" |") }
    #expect(rows.count == 5)
    #expect(rows.last?.contains("x") == true)
    #expect(rows.first?.contains("205 ms") == true)
  }
}
