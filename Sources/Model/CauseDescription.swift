/// What a cause says of itself, for its page.
public struct CauseDescription: Sendable {
  /// What it makes, with how sure that is.
  public struct Edge: Sendable, Hashable {
    /// The checks whose findings it makes, or the answers about two layers in words.
    public let checks: [String]
    /// How sure it is that such a finding is its doing, and why.
    public let sureness: Sureness, why: String
    /// Checks of which one has to have found something too.
    public let together: [String]

    /// An edge to the findings of `checks`.
    public init(checks: [String], sureness: Sureness, why: String, together: [String]) {
      self.checks = checks
      self.sureness = sureness
      self.why = why
      self.together = together
    }
  }

  /// Its name, the resource it is about, what is wrong, and how that shows.
  public let name: String, resource: Resource, title: String, about: String
  /// Whether there may be one for each thing that it befalls.
  public let isOfEach: Bool
  /// What proves it, any one of it, and what else it makes.
  public let proof: [Edge], effects: [Edge]
  /// What refutes it, each in a sentence.
  public let refutations: [String]
  /// Checks that should have found something as well.
  public let expects: [String]
  /// The measurement that tells it from others, and its command.
  public let decides: String, command: String
  /// What to do, with made-up names in the places of real ones.
  public let remedies: [Remedy]

  /// A cause's page.
  public init(
    name: String, resource: Resource, title: String, about: String, isOfEach: Bool, proof: [Edge],
    effects: [Edge], refutations: [String], expects: [String], decides: String, command: String,
    remedies: [Remedy]
  ) {
    self.name = name
    self.resource = resource
    self.title = title
    self.about = about
    self.isOfEach = isOfEach
    self.proof = proof
    self.effects = effects
    self.refutations = refutations
    self.expects = expects
    self.decides = decides
    self.command = command
    self.remedies = remedies
  }
}
