import Model

/// A URL on the wire; docs/endpoint.schema.json describes it.
struct JSONTiming: Encodable {
  let version = wireVersion
  let kind = "timing"
  let url: String
  let method: String
  let severity: String?
  let vantages: [JSONVantage]
  let comparison: [String]

  init(_ report: TimingReport) {
    url = sanitized(report.url)
    method = sanitized(report.method)
    severity = report.severity?.name
    vantages = report.vantages.map(JSONVantage.init)
    comparison = report.comparison.map(sanitized)
  }

  private enum CodingKeys: CodingKey {
    case version, kind, url, method, severity, vantages, comparison
  }
}

struct JSONVantage: Encodable {
  let vantage: String
  let gap: JSONGap?
  let phases: [JSONPhase]
  let total: JSONDistribution?
  let runs: [[JSONExchange]]
  let ipv4, ipv6, reused: JSONExchange?
  let certificates: [JSONCertificate]?
  /// What of the comparisons was not to be had, by its name.
  let gaps: [JSONGap]
  let baseline: [String: Finite]?
  let findings: [JSONEndpointFinding]

  init(_ timing: EndpointTiming) {
    vantage = sanitized(timing.vantage)
    gap = timing.gap.map(JSONGap.init)
    phases = Phase.allCases.compactMap { phase in
      Distribution(timing.seconds(of: phase)).map { JSONPhase(phase, $0) }
    }
    total = Distribution(timing.totals).map(JSONDistribution.init)
    runs = timing.runs.map { $0.map(JSONExchange.init) }
    ipv4 = timing.ipv4.value.map(JSONExchange.init)
    ipv6 = timing.ipv6.value.map(JSONExchange.init)
    reused = timing.reused.value.map(JSONExchange.init)
    certificates = timing.certificates.value?.map(JSONCertificate.init)
    gaps = [
      timing.ipv4.gap, timing.ipv6.gap, timing.reused.gap, timing.certificates.gap,
      timing.baseline.gap,
    ].compactMap { $0 }.map(JSONGap.init)
    baseline = timing.baseline.value.map { before in
      Dictionary(
        uniqueKeysWithValues: before.compactMap { phase, seconds in
          Finite(seconds).map { (phase.rawValue, $0) }
        })
    }
    findings = timing.findings.map(JSONEndpointFinding.init)
  }
}

/// Seconds, over all repetitions.
struct JSONPhase: Encodable {
  let phase: String
  let count: Int
  let minimum, median, p95, maximum, jitter: Finite?

  init(_ phase: Phase, _ all: Distribution) {
    self.phase = phase.rawValue
    count = all.count
    minimum = Finite(all.minimum)
    median = Finite(all.median)
    p95 = Finite(all.p95)
    maximum = Finite(all.maximum)
    jitter = Finite(all.jitter)
  }
}

struct JSONDistribution: Encodable {
  let count: Int
  let minimum, median, p95, maximum, jitter: Finite?

  init(_ all: Distribution) {
    count = all.count
    minimum = Finite(all.minimum)
    median = Finite(all.median)
    p95 = Finite(all.p95)
    maximum = Finite(all.maximum)
    jitter = Finite(all.jitter)
  }
}

struct JSONExchange: Encodable {
  let url: String
  let status: Int?
  let httpVersion, tls, address: String?
  let tried: [String]
  let proxied: Bool
  let bytes: Finite?
  let encoding, contentType: String?
  let connections: Int?
  let redirect: String?
  /// Microseconds each phase took by itself.
  let microseconds: [String: Int]
  /// Microseconds since the beginning, as curl counts them.
  let marks: [String: Int]
  let failure: JSONHTTPFailure?

  init(_ exchange: HTTPExchange) {
    url = sanitized(exchange.url)
    status = exchange.status
    httpVersion = exchange.version.map(sanitized)
    tls = exchange.tls.map(sanitized)
    address = exchange.address.map(sanitized)
    tried = exchange.tried.map(sanitized)
    proxied = exchange.isProxied
    bytes = Finite(exchange.bytes)
    encoding = exchange.encoding.map(sanitized)
    contentType = exchange.contentType.map(sanitized)
    connections = exchange.connections
    redirect = exchange.redirect.map(sanitized)
    microseconds = Dictionary(
      uniqueKeysWithValues: Phase.allCases.compactMap { phase in
        exchange.microseconds(of: phase).map { (phase.rawValue, $0) }
      })
    let marks = exchange.marks
    self.marks = [
      "namelookup": marks.nameLookup, "connect": marks.connect, "appconnect": marks.appConnect,
      "starttransfer": marks.startTransfer, "total": marks.total,
    ]
    failure = exchange.failure.map(JSONHTTPFailure.init)
  }
}

struct JSONHTTPFailure: Encodable {
  let phase: String
  let microseconds: Int
  let sentence: String

  init(_ failure: HTTPFailure) {
    phase = failure.phase.rawValue
    microseconds = failure.microseconds
    sentence = sanitized(failure.sentence)
  }
}

struct JSONCertificate: Encodable {
  let subject, issuer, expiry: String
  let expirySeconds: Finite?

  init(_ certificate: Certificate) {
    subject = sanitized(certificate.subject)
    issuer = sanitized(certificate.issuer)
    expiry = sanitized(certificate.expiry)
    expirySeconds = Finite(certificate.expirySeconds)
  }
}

struct JSONEndpointFinding: Encodable {
  let severity: String
  let statement: String
  let measurement: JSONMeasurement
  let threshold: JSONThreshold?
  let evidence: [JSONMeasurement]
  let quotes: [String]
  let meaning: String
  let next: String

  init(_ found: EndpointFinding) {
    severity = found.severity.name
    statement = sanitized(found.finding.statement)
    measurement = JSONMeasurement(found.finding.measurement)
    threshold = found.finding.threshold.map(JSONThreshold.init)
    evidence = found.finding.evidence.map(JSONMeasurement.init)
    quotes = found.finding.quotes.map(sanitized)
    meaning = sanitized(found.meaning)
    next = sanitized(found.next)
  }
}

/// The endpoint within a diagnosis.
struct JSONEndpoint: Encodable {
  let timing: JSONTiming
  let comparison: [String]
  let links: [JSONEndpointLink]

  init(_ endpoint: EndpointDiagnosis) {
    timing = JSONTiming(endpoint.timing)
    comparison = endpoint.comparison.map(sanitized)
    links = endpoint.links.map(JSONEndpointLink.init)
  }
}

struct JSONEndpointLink: Encodable {
  let phase, vantage, statement, check: String
  let evidence: JSONMeasurement

  init(_ link: EndpointDiagnosis.Link) {
    phase = link.phase.rawValue
    vantage = sanitized(link.vantage)
    statement = sanitized(link.statement)
    check = link.check
    evidence = JSONMeasurement(link.evidence)
  }
}
