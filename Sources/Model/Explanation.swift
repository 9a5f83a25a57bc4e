/// How sure it is that one thing made another: three steps, the least first.
public enum Sureness: Int, Sendable, CaseIterable, Comparable {
  /// It agrees with what was seen; so do other things.
  case possible
  /// It is what usually stands behind this, and the numbers agree; another way is left.
  case likely
  /// The kernel counted it under this name, or it is so by definition.
  case certain

  /// The name for people and for JSON.
  public var name: String {
    switch self {
    case .possible: "possible"
    case .likely: "likely"
    case .certain: "certain"
    }
  }

  /// Whether `left` is less sure than `right`.
  public static func < (left: Sureness, right: Sureness) -> Bool { left.rawValue < right.rawValue }

  /// The next step down.
  public var weaker: Sureness { Sureness(rawValue: rawValue - 1) ?? .possible }
}

/// A finding with the name of who found it.
public struct Fact: Sendable, Hashable {
  /// The check's name, or `layers` where two layers of a target were compared.
  public let source: String
  /// What was found.
  public let finding: Finding

  /// `finding` of `source`.
  public init(source: String, _ finding: Finding) {
    self.source = source
    self.finding = finding
  }
}

/// One edge of a chain: what made a finding.
public struct Link: Sendable, Hashable {
  /// The finding that made it; nil for the cause itself.
  public let from: Fact?
  /// What was made.
  public let to: Fact
  /// How sure it is that the one made the other.
  public let sureness: Sureness
  /// Why it does, in half a sentence.
  public let why: String

  /// The edge from `from` to `to`.
  public init(from: Fact?, to: Fact, sureness: Sureness, why: String) {
    self.from = from
    self.to = to
    self.sureness = sureness
    self.why = why
  }
}

/// A number that speaks against a cause.
public struct Objection: Sendable, Hashable {
  /// The check that has the number.
  public let source: String
  /// The number.
  public let measurement: Measurement
  /// What it says of the cause, in half a sentence.
  public let why: String

  /// `measurement` of `source` speaks against a cause.
  public init(source: String, _ measurement: Measurement, why: String) {
    self.source = source
    self.measurement = measurement
    self.why = why
  }
}

/// A cause that could have made one of the findings, and did not.
public struct RuledOut: Sendable, Hashable {
  /// The cause.
  public let cause: String, title: String
  /// The number that rules it out.
  public let objection: Objection

  /// `cause` is ruled out by `objection`.
  public init(cause: String, title: String, by objection: Objection) {
    self.cause = cause
    self.title = title
    self.objection = objection
  }
}

/// Another cause that explains the same no worse, and what would decide between the two.
public struct Tie: Sendable, Hashable {
  /// The other cause.
  public let cause: String, title: String
  /// The one measurement that decides, in words, and the command that makes it.
  public let decides: String, command: String

  /// A tie with `cause`.
  public init(cause: String, title: String, decides: String, command: String) {
    self.cause = cause
    self.title = title
    self.decides = decides
    self.command = command
  }
}

/// Who is behind a cause: a process, a group, a device, a peer.
public struct Culprit: Sendable, Hashable {
  /// Who; not yet sanitised.
  public let subject: Subject
  /// How many further processes of the same name are counted in.
  public let others: Int
  /// What it takes or suffers, if that was measured.
  public let measurement: Measurement?

  /// `subject` with the number that shows its part.
  public init(_ subject: Subject, others: Int = 0, _ measurement: Measurement?) {
    self.subject = subject
    self.others = others
    self.measurement = measurement
  }
}

/// A cause that was found to explain findings.
public struct ExplainedCause: Sendable, Hashable {
  /// The cause's name, as in docs/causes.md.
  public let name: String
  /// What is wrong, in a few words.
  public let title: String
  /// The resource that it is about.
  public let resource: Resource
  /// The gravest of what it explains.
  public let severity: Severity
  /// How sure it is, and what that rests on.
  public let sureness: Sureness, grounds: [String]
  /// Who is behind it, the greatest first; empty where it is the machine.
  public let culprits: [Culprit]
  /// From the cause to each finding that it explains, what makes a finding before it.
  public let links: [Link]
  /// What speaks against it without refuting it.
  public let contradictions: [Objection]
  /// What explains the same no worse.
  public let ties: [Tie]
  /// What to do about it; nothing of it is ever done by the product.
  public var remedies: [Remedy]
  /// Whether it may be over: all that proves it is what the kernel's log remembers.
  public var isRemembered = false

  /// A cause with its chain.
  public init(
    name: String, title: String, resource: Resource, severity: Severity, sureness: Sureness,
    grounds: [String], culprits: [Culprit], links: [Link], contradictions: [Objection],
    ties: [Tie], remedies: [Remedy]
  ) {
    self.name = name
    self.title = title
    self.resource = resource
    self.severity = severity
    self.sureness = sureness
    self.grounds = grounds
    self.culprits = culprits
    self.links = links
    self.contradictions = contradictions
    self.ties = ties
    self.remedies = remedies
  }
}

/// The fewest causes that explain what was found.
public struct Explanation: Sendable, Hashable {
  /// The gravest first.
  public var causes: [ExplainedCause] = []
  /// What is no fault and bounds how fast something can be, as one thread that fills a processor: causes
  /// that notes alone prove, of which no other cause has made any.
  public var bounds: [ExplainedCause] = []
  /// Causes that could have made some finding, and the number that speaks against each.
  public var ruledOut: [RuledOut] = []
  /// Warnings and criticals that no cause explains.
  public var unexplained: [Fact] = []
  /// Whether fewer causes are known not to do; false where there were too many ways to try all.
  public var isFewest = true

  /// Nothing found and nothing to explain.
  public init() {}
}
