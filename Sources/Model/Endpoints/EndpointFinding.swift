/// What is wrong with an endpoint or the way to it, what that usually means, and what to ask next.
public struct EndpointFinding: Sendable, Hashable {
  /// What is wrong, with its number and its threshold.
  public let finding: Finding
  /// What this usually means, in a sentence.
  public let meaning: String
  /// The command that tells more.
  public let next: String

  /// `finding`, with what it means and what to run next.
  public init(_ finding: Finding, means meaning: String, next: String) {
    self.finding = finding
    self.meaning = meaning
    self.next = next
  }

  /// How much it weighs.
  public var severity: Severity { finding.severity }
}

extension [EndpointFinding] {
  /// The gravest severity among them; nil where there is none.
  public var severity: Severity? { map(\.severity).max() }

  /// The gravest first; of equals those that were found first.
  public var ranked: [EndpointFinding] {
    enumerated().sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }
      .map(\.element)
  }
}
