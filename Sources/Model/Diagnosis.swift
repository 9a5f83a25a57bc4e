/// Everything that was found out, and the path taken to it.
public struct Diagnosis: Sendable {
  /// Where the samples came from: this machine, or a recording of any.
  public var target: Target
  /// What the user said was slow, if anything.
  public var symptom: String?
  /// The machine that was sampled, which for a recording need not be this one.
  public var machine: Machine
  /// The time that every rate is over.
  public var window: Window
  /// The verdict of every check, in the order of the checklist.
  public var judgements: [Judgement]
  /// Who takes each resource that was found wanting.
  public var attributions: [Attribution]
  /// The steps of the runbook, in its order, taken or not.
  public var path: [Step]
  /// What was asked of the machine and not read.
  public var gaps: [Gap]
  /// What collecting cost; nil for a recording, where it cannot be measured afterwards.
  public var ownCost: OwnCost?
  /// Both layers of something that runs on a machine, of which all else here is the workload's;
  /// nil for a machine.
  public var layers: LayeredDiagnosis?
  /// The endpoint that was asked about; nil where none was.
  public var endpoint: EndpointDiagnosis?
  /// What the application's logs say; nil where they were not read.
  public var logs: LogDigest?
  /// The causes that explain what was found; nil where nobody has looked for them.
  public var explanation: Explanation?
  /// A closer look at each resource to blame, in their order.
  public var dives: [Dive] = []

  /// A diagnosis of `target`.
  public init(
    target: Target, symptom: String?, machine: Machine, window: Window, judgements: [Judgement],
    attributions: [Attribution], path: [Step], gaps: [Gap], ownCost: OwnCost?
  ) {
    self.target = target
    self.symptom = symptom
    self.machine = machine
    self.window = window
    self.judgements = judgements
    self.attributions = attributions
    self.path = path
    self.gaps = gaps
    self.ownCost = ownCost
  }

  /// The gravest severity found; nil where nothing was.
  ///
  /// Of a host counts what slows the workload, and nothing else that may be wrong with it.
  public var severity: Severity? {
    (judgements.compactMap(\.verdict.severity) + blames.compactMap(\.severity)
      + [endpoint?.timing.severity].compactMap { $0 }).max()
  }

  /// The resources with a warning or worse, in the order of the grid.
  public var resourcesToBlame: [Resource] {
    Resource.allCases.filter { (severity(of: $0) ?? .note) >= .warning }
  }

  /// Whether there is not one check that could look at what it is about.
  public var isUnmeasured: Bool {
    !judgements.isEmpty && severity == nil
      && judgements.allSatisfy { if case .unmeasured = $0.verdict { true } else { false } }
  }

  /// The gravest severity found of `resource`; nil where nothing was.
  public func severity(of resource: Resource) -> Severity? {
    let found = judgements.filter { $0.check.resource == resource }
    return
      (found.compactMap(\.verdict.severity)
      + blames.filter { $0.resource == resource }.compactMap(\.severity)).max()
  }

  /// Whether its own numbers convict `resource`, and not its host's alone.
  public func blamesItself(for resource: Resource) -> Bool {
    judgements.contains {
      $0.check.resource == resource && ($0.verdict.severity ?? .note) >= .warning
    }
  }

  private var blames: [LayerVerdict] { layers?.verdicts ?? [] }
}

/// A step of the runbook and why it was or was not taken.
public struct Step: Sendable, Hashable {
  /// What became of it.
  public enum Outcome: Sendable, Hashable {
    /// Taken; what it showed.
    case taken(String)
    /// The flow did not lead there; why.
    case skipped(String)
    /// The flow leads there and this version cannot go; what the reader can do meanwhile.
    case unavailable(String)
  }

  /// The name of the step in the runbook.
  public var name: String
  /// Whether the step was taken, with what it showed or why it was not.
  public var outcome: Outcome

  /// The step `name` with its outcome.
  public init(_ name: String, _ outcome: Outcome) {
    self.name = name
    self.outcome = outcome
  }
}

/// Who takes a resource, by the right measure, the greatest first.
public struct Attribution: Sendable, Hashable {
  /// A process or cgroup, with its share.
  public struct Suspect: Sendable, Hashable {
    /// Of several processes of one name, the one with the most CPU time.
    public var subject: Subject
    /// How many further processes of the same name are counted in.
    public var others: Int
    /// The measures, the one it is ranked by first.
    public var measurements: [Measurement]
    /// The command line with secrets masked, where it was read.
    public var command: String?
    /// The cgroup it belongs to, where it was read.
    public var cgroup: String?

    /// A suspect with its measures.
    public init(
      subject: Subject, others: Int = 0, measurements: [Measurement], command: String? = nil,
      cgroup: String? = nil
    ) {
      self.subject = subject
      self.others = others
      self.measurements = measurements
      self.command = command
      self.cgroup = cgroup
    }
  }

  /// The resource that was found wanting.
  public var resource: Resource
  /// What the ranking is by, in words such as `CPU time` or `resident memory`.
  public var measure: String
  /// The greatest first; a ranking in which nobody stands out is not made.
  public var suspects: [Suspect]

  /// Who takes `resource`, ranked by `measure`.
  public init(resource: Resource, measure: String, suspects: [Suspect]) {
    self.resource = resource
    self.measure = measure
    self.suspects = suspects
  }
}
