import Model

/// The answers of a host on the wire.
struct JSONPing: Encodable {
  let version = wireVersion
  let kind = "ping"
  let host, vantage, method: String
  let address: String?
  let severity: String?
  let intervalSeconds: Finite?
  /// Milliseconds of each question; null where no answer came.
  let answers: [Finite?]
  let duplicates: Int
  let routers: Int?
  let lossPercent: Finite?
  let milliseconds: JSONDistribution?
  let shape, shapeDetail, shapeMeaning: String
  let findings: [JSONEndpointFinding]
  let gap: JSONGap?

  init(_ report: PingReport) {
    host = sanitized(report.host)
    vantage = sanitized(report.vantage)
    method = sanitized(report.method)
    address = report.address.map(sanitized)
    severity = report.severity?.name
    intervalSeconds = Finite(report.interval)
    answers = report.answers.map { $0.flatMap { Finite($0) } }
    duplicates = report.duplicates
    routers = report.routers
    lossPercent = report.lossPercent.flatMap { Finite($0) }
    milliseconds = Distribution(report.times).map(JSONDistribution.init)
    shape = report.shape.rawValue
    shapeDetail = sanitized(report.shapeDetail)
    shapeMeaning = sanitized(report.shapeMeaning)
    findings = report.findings.map(JSONEndpointFinding.init)
    gap = report.gap.map(JSONGap.init)
  }

  private enum CodingKeys: CodingKey {
    case version, kind, host, vantage, method, address, severity, intervalSeconds, answers
    case duplicates, routers, lossPercent, milliseconds, shape, shapeDetail, shapeMeaning
    case findings, gap
  }
}

/// How a name is found, on the wire.
struct JSONDNS: Encodable {
  let version = wireVersion
  let kind = "dns"
  let name, vantage: String
  let severity: String?
  let systemMilliseconds: Finite?
  let systemAddresses: [String]
  let search: [String]
  let ndots: Int
  let resolvers: [JSONResolver]
  let wasted: [JSONWastedName]
  let findings: [JSONEndpointFinding]
  let gaps: [JSONGap]

  init(_ report: DNSReport) {
    name = sanitized(report.name)
    vantage = sanitized(report.vantage)
    severity = report.severity?.name
    systemMilliseconds = report.system.value.flatMap { Finite($0) }
    systemAddresses = report.systemAddresses.map(sanitized)
    search = report.search.map(sanitized)
    ndots = report.dots
    resolvers = report.resolvers.map(JSONResolver.init)
    wasted = report.wasted.map { JSONWastedName(name: sanitized($0.name), $0.milliseconds) }
    findings = report.findings.map(JSONEndpointFinding.init)
    gaps = (report.gaps + [report.system.gap].compactMap { $0 }).map(JSONGap.init)
  }

  private enum CodingKeys: CodingKey {
    case version, kind, name, vantage, severity, systemMilliseconds, systemAddresses, search
    case ndots, resolvers, wasted, findings, gaps
  }
}

struct JSONWastedName: Encodable {
  let name: String
  let milliseconds: Finite?

  init(name: String, _ milliseconds: Double?) {
    self.name = name
    self.milliseconds = milliseconds.flatMap { Finite($0) }
  }
}

struct JSONResolver: Encodable {
  let server: String
  let answers: [JSONDNSAnswer]
  let unchecked: JSONDNSAnswer?

  init(_ resolver: ResolverReport) {
    server = sanitized(resolver.server)
    answers = resolver.answers.map(JSONDNSAnswer.init)
    unchecked = resolver.unchecked.map(JSONDNSAnswer.init)
  }
}

struct JSONDNSAnswer: Encodable {
  let type: String
  let status: String?
  let milliseconds: Finite?
  let records: [String]
  let timeToLive: Int?
  let truncated, authenticated: Bool
  let complaint: String?

  init(_ answer: DNSAnswer) {
    type = answer.type
    status = answer.status.map(sanitized)
    milliseconds = answer.milliseconds.flatMap { Finite($0) }
    records = answer.records.map(sanitized)
    timeToLive = answer.timeToLive
    truncated = answer.isTruncated
    authenticated = answer.isAuthenticated
    complaint = answer.complaint.map(sanitized)
  }
}

/// A way on the wire.
struct JSONPath: Encodable {
  let version = wireVersion
  let kind = "path"
  let from, to: String
  let severity: String?
  let oneSegment: Bool?
  let forward: JSONPathEnd
  let back: JSONPathEnd?
  let backGap: JSONGap?
  let findings: [JSONEndpointFinding]

  init(_ report: PathReport) {
    from = sanitized(report.from)
    to = sanitized(report.to)
    severity = report.severity?.name
    oneSegment = report.isOneSegment
    forward = JSONPathEnd(report.forward)
    back = report.back.value.map(JSONPathEnd.init)
    backGap = report.back.gap.map(JSONGap.init)
    findings = report.findings.map(JSONEndpointFinding.init)
  }

  private enum CodingKeys: CodingKey {
    case version, kind, from, to, severity, oneSegment, forward, back, backGap, findings
  }
}

struct JSONPathEnd: Encodable {
  let target, destination: String
  let addresses: [JSONInterfaceAddress]
  let route: JSONRoute?
  let between: [String]
  let tracer: String
  let hops: [JSONHop]
  let ping: JSONPing?
  let mtu: JSONPathMTU?
  let neighbour: String?
  let claimants: [String]?
  let wireless: JSONWireless?
  let resolved: [String]
  let gaps: [JSONGap]

  init(_ end: PathEnd) {
    target = sanitized(end.target)
    destination = sanitized(end.destination)
    addresses = (end.addresses.value ?? []).map(JSONInterfaceAddress.init)
    route = end.route.value.map(JSONRoute.init)
    between = end.between.map(sanitized)
    tracer = end.tracer
    hops = (end.hops.value ?? []).map(JSONHop.init)
    ping = end.ping.map(JSONPing.init)
    mtu = end.mtu.value.map(JSONPathMTU.init)
    neighbour = end.neighbour.value.map(sanitized)
    claimants = end.claimants.value?.map(sanitized)
    wireless = end.wireless.map(JSONWireless.init)
    resolved = end.resolved.map(sanitized)
    gaps = (end.gaps + [end.route.gap].compactMap { $0 }).map(JSONGap.init)
  }
}

struct JSONInterfaceAddress: Encodable {
  let interface, address: String
  let prefix: Int

  init(_ address: InterfaceAddress) {
    interface = sanitized(address.interface)
    self.address = address.address
    prefix = address.prefix
  }
}

struct JSONRoute: Encodable {
  let interface: String
  let gateway, source: String?
  let local: Bool
  let mtu: Int?

  init(_ route: Route) {
    interface = sanitized(route.interface)
    gateway = route.gateway
    source = route.source
    local = route.isLocal
    mtu = route.mtu
  }
}

struct JSONHop: Encodable {
  let number: Int
  let addresses: [String]
  let milliseconds: [Finite?]
  let lost, sent: Int

  init(_ hop: Hop) {
    number = hop.number
    addresses = hop.addresses
    milliseconds = hop.times.map { Finite($0) }
    lost = hop.lost
    sent = hop.sent
  }
}

struct JSONPathMTU: Encodable {
  let largest, interface: Int
  let hole: Bool
  let toldBy: String?

  init(_ mtu: PathMTU) {
    largest = mtu.largest
    interface = mtu.interface
    hole = mtu.isHole
    toldBy = mtu.toldBy.map(sanitized)
  }
}

struct JSONWireless: Encodable {
  let interface: String
  let network: String?
  let signal, sendRate: Finite?
  let savesPower: Bool?

  init(_ link: WirelessLink) {
    interface = sanitized(link.interface)
    network = link.network.map(sanitized)
    signal = link.signal.flatMap { Finite($0) }
    sendRate = link.sendRate.flatMap { Finite($0) }
    savesPower = link.savesPower
  }
}
