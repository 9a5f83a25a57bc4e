/// What one resolver said to one question.
public struct DNSAnswer: Sendable, Hashable {
  /// `A` or `AAAA`.
  public var type: String
  /// `NOERROR`, `NXDOMAIN`, `SERVFAIL` and the like; nil where no answer came.
  public var status: String?
  /// Milliseconds to the answer; nil where none came.
  public var milliseconds: Double?
  /// The addresses and names that it gave, sorted.
  public var records: [String] = []
  /// The least time that one of them may be kept, in seconds.
  public var timeToLive: Int?
  /// Whether the answer was too long for a datagram.
  public var isTruncated = false
  /// Whether the resolver vouches that the signatures hold.
  public var isAuthenticated = false
  /// What the tool said instead of an answer.
  public var complaint: String?

  /// A question for `type` without an answer yet.
  public init(type: String) { self.type = type }

  /// Whether the resolver did its work: also a name that does not exist is an answer.
  public var isAnswer: Bool { status == "NOERROR" || status == "NXDOMAIN" }
}

/// A resolver that the machine is configured with, and what it said.
public struct ResolverReport: Sendable, Hashable {
  /// Its address as the configuration has it.
  public var server: String
  /// Its answers: A, then AAAA.
  public var answers: [DNSAnswer] = []
  /// The answer with signatures unchecked, asked where the usual one failed.
  public var unchecked: DNSAnswer?

  /// The resolver at `server`, not asked yet.
  public init(server: String) { self.server = server }

  /// Its answer to `type`.
  public func answer(_ type: String) -> DNSAnswer? { answers.first { $0.type == type } }
}

/// How a name is found, by each resolver and by the system's own way.
public struct DNSReport: Sendable {
  /// The name, and from where it was asked.
  public var name: String, vantage: String
  /// The resolvers in their order.
  public var resolvers: [ResolverReport] = []
  /// Milliseconds that the system's own way took, as a program would wait.
  public var system: Measured<Double>
  /// What the system's own way gave.
  public var systemAddresses: [String] = []
  /// The search list, and how many dots a name needs to be asked as it is first.
  public var search: [String] = [], dots = 1
  /// Names that are asked before the right one, in their order, with the milliseconds each cost.
  public var wasted: [(name: String, milliseconds: Double?)] = []
  /// What is wrong, the gravest first.
  public var findings: [EndpointFinding] = []
  /// What could not be asked.
  public var gaps: [Gap] = []

  /// A name that has not been asked for yet.
  public init(name: String, vantage: String) {
    self.name = name
    self.vantage = vantage
    system = .failure(.unasked("getent"))
  }

  /// The gravest severity found; nil where nothing was.
  public var severity: Severity? { findings.severity }
}
