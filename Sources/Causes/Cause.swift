public import Model

/// A hypothesis: what it would make, what proves it, what refutes it, and what to do about it.
///
/// A cause is a value in the file of its family. It names checks by `CheckName`, so that the compiler
/// catches one that does not exist, and looks at findings and numbers alone.
public struct Cause: Sendable {
  /// Its name, which nothing else has.
  public let name: String
  /// The resource that it is about.
  public let resource: Resource
  /// What is wrong, in a few words that stand for themselves.
  public let title: String
  /// What it is and how it shows, in a few sentences.
  public let about: String
  /// Whether there may be several of it at once, one for each subject of its proof.
  public let scope: Scope
  /// What has to be found, any one of it, for the cause to be thought of at all.
  public let proof: [Edge]
  /// What else it makes by itself; what these make in turn is in `Consequence.all`.
  public let effects: [Edge]
  /// Numbers that show it cannot be.
  public let refutations: [Refutation]
  /// Checks that should have found something as well: where one is clear, it speaks against.
  public let expects: [CheckName]
  /// Whether a clear check of its proof shows that it is not there; not where the check sees only the
  /// worst of it, or the whole machine where it befalls a part.
  public let showsIfAbsent: Bool
  /// Whether a finding that is only noted shows that it bounds work, though nothing is wrong; nil where
  /// it is always a fault.
  public let bounds: (@Sendable (Finding, Scene) -> Bool)?
  /// Who is behind it.
  public let blame: Blame
  /// The one measurement that tells it from others, in words and as a command.
  public let decides: String, decidingCommand: String
  /// What to do about it.
  public let remedies: @Sendable (Case) -> [Remedy]

  /// Whether a cause is one, or one for each thing it befalls.
  public enum Scope: String, Sendable {
    case machine, each
  }

  /// A cause called `name`.
  public init(
    _ name: String, _ resource: Resource, _ title: String, about: String, scope: Scope = .machine,
    proof: [Edge], effects: [Edge] = [], refutedBy refutations: [Refutation] = [],
    expects: [CheckName] = [], showsIfAbsent: Bool = true,
    bounds: (@Sendable (Finding, Scene) -> Bool)? = nil, blame: Blame = .subject, decides: String,
    _ command: String,
    remedies: @escaping @Sendable (Case) -> [Remedy]
  ) {
    self.name = name
    self.resource = resource
    self.title = title
    self.about = about
    self.scope = scope
    self.proof = proof
    self.effects = effects
    self.refutations = refutations
    self.expects = expects
    self.showsIfAbsent = showsIfAbsent
    self.bounds = bounds
    self.blame = blame
    self.decides = decides
    decidingCommand = command
    self.remedies = remedies
  }

  /// Everything that it explains by itself.
  public var edges: [Edge] { proof + effects }

  /// The checks that it explains by itself, each once, in their order.
  public var checks: [CheckName] {
    edges.flatMap(\.checks).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

/// What a cause makes: the findings of some checks, and how sure that is.
public final class Edge: Sendable {
  /// The checks whose findings it makes; empty for an answer about two layers.
  public let checks: [CheckName]
  /// The answer about two layers that it makes.
  public let blame: (resource: Resource, blame: LayerVerdict.Blame)?
  /// How sure it is that such a finding is this cause's.
  public let sureness: Sureness
  /// Why, in half a sentence.
  public let why: String
  /// Checks of which one has to have found something too, be it a note.
  public let together: [CheckName]
  /// What else has to hold of the finding.
  public let holds: (@Sendable (Finding, Scene) -> Bool)?
  /// What the finding is about as this cause sees it, where that is not what was measured.
  public let about: (@Sendable (Finding, Scene) -> Subject)?

  private init(
    checks: [CheckName], blame: (resource: Resource, blame: LayerVerdict.Blame)?,
    sureness: Sureness, why: String, together: [CheckName] = [],
    holds: (@Sendable (Finding, Scene) -> Bool)? = nil,
    about: (@Sendable (Finding, Scene) -> Subject)? = nil
  ) {
    self.checks = checks
    self.blame = blame
    self.sureness = sureness
    self.why = why
    self.together = together
    self.holds = holds
    self.about = about
  }

  /// Findings of `checks`, `why` being half a sentence.
  public static func finds(
    _ checks: CheckName..., as sureness: Sureness, _ why: String, together: [CheckName] = [],
    where holds: (@Sendable (Finding, Scene) -> Bool)? = nil,
    about: (@Sendable (Finding, Scene) -> Subject)? = nil
  ) -> Edge {
    Edge(
      checks: checks, blame: nil, sureness: sureness, why: why, together: together, holds: holds,
      about: about)
  }

  /// The answer `blame` about `resource` where two layers were compared.
  public static func layers(
    _ resource: Resource, _ blame: LayerVerdict.Blame, as sureness: Sureness = .certain,
    _ why: String, where holds: (@Sendable (Finding, Scene) -> Bool)? = nil
  ) -> Edge {
    Edge(
      checks: [], blame: (resource, blame), sureness: sureness, why: why, holds: holds)
  }
}

/// What shows that a cause cannot be.
public enum Refutation: Sendable {
  /// The check is clear; what that says, in half a sentence.
  case clear(CheckName, String)
  /// The check has found a warning or worse; what that says.
  case found(CheckName, String)
  /// A number of the observation, where it refutes; the words say how.
  case number(String, @Sendable (Case) -> Measurement?)
}

/// Who is behind a cause.
public enum Blame: Sendable {
  /// What its proof is about, where that is not the machine.
  case subject
  /// The first suspects of an attribution, by the words of its measure.
  case suspects(Resource, String)
  /// What the evidence of its proof is about: the hottest process, the peer.
  case evidence
  /// As the cause has it.
  case custom(@Sendable (Case) -> [Culprit])
}
