/// A certificate of a server's chain.
public struct Certificate: Sendable, Hashable {
  /// Whom it names, and who vouches for it.
  public var subject, issuer: String
  /// The end of its validity: in words as openssl(1) prints it, and in seconds since 1970.
  public var expiry: String, expirySeconds: Double

  /// A certificate of `subject` from `issuer`.
  public init(subject: String, issuer: String, expiry: String, expirySeconds: Double) {
    self.subject = subject
    self.issuer = issuer
    self.expiry = expiry
    self.expirySeconds = expirySeconds
  }
}

/// A URL measured from one place.
public struct EndpointTiming: Sendable {
  /// From where: `local` or a target as on the command line.
  public var vantage: String
  /// Each repetition with its hops: the request, and one for each redirect that it led to.
  public var runs: [[HTTPExchange]] = []
  /// The same over either family of addresses; a gap where there is none to compare.
  public var ipv4, ipv6: Measured<HTTPExchange>
  /// A second request on the connection of a first.
  public var reused: Measured<HTTPExchange>
  /// The server's own certificate first; empty without TLS.
  public var certificates: Measured<[Certificate]>
  /// Median seconds of each phase in an earlier report.
  public var baseline: Measured<[Phase: Double]>
  /// What is wrong, the gravest first.
  public var findings: [EndpointFinding] = []
  /// Why nothing at all was measured from there.
  public var gap: Gap?

  /// A place from which nothing has been measured yet.
  public init(vantage: String) {
    self.vantage = vantage
    ipv4 = .failure(.unasked("IPv4"))
    ipv6 = .failure(.unasked("IPv6"))
    reused = .failure(.unasked("connection reuse"))
    certificates = .failure(.unasked("certificates"))
    baseline = .failure(Gap(.missing, "baseline", "no earlier report was given"))
  }

  /// Seconds of `phase` over all hops, for each repetition that reached it.
  public func seconds(of phase: Phase) -> [Double] {
    runs.compactMap { hops in
      let parts = hops.compactMap { $0.microseconds(of: phase) }
      return parts.isEmpty ? nil : Double(parts.reduce(0, +)) / 1e6
    }
  }

  /// Seconds of the whole, for each repetition.
  public var totals: [Double] {
    runs.map { Double($0.reduce(0) { $0 + $1.marks.total }) / 1e6 }
  }

  /// The last answer of the last repetition.
  public var last: HTTPExchange? { runs.last?.last }
}

/// A URL measured from one or more places.
public struct TimingReport: Sendable {
  /// What was asked for, secrets masked.
  public var url: String
  /// The method of HTTP.
  public var method: String
  /// The places, this machine first.
  public var vantages: [EndpointTiming]
  /// What comparing the places shows, in sentences.
  public var comparison: [String]
  /// Seconds over which a phase is slow, and the whole.
  public var limits: [Phase: Double] = [:], totalLimit: Double?

  /// A URL as it was measured from `vantages`.
  public init(
    url: String, method: String, vantages: [EndpointTiming], comparison: [String] = []
  ) {
    self.url = url
    self.method = method
    self.vantages = vantages
    self.comparison = comparison
  }

  /// The gravest severity found; nil where nothing was.
  public var severity: Severity? { vantages.flatMap(\.findings).severity }
}
