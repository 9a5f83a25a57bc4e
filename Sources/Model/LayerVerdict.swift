/// Whose doing it is that a workload lacks a resource.
public struct LayerVerdict: Sendable {
  /// The four answers there are.
  public enum Blame: String, Sendable, CaseIterable {
    /// A limit of the workload's own holds it back while its host has plenty.
    case limit
    /// Its host has too little for all that runs there, and no other takes most of it.
    case shortage
    /// Something else on the host takes what the workload wants.
    case neighbour
    /// Neither layer lacks anything: the next place to look is the application.
    case neither
  }

  /// What is lacking.
  public var resource: Resource
  /// Whose doing it is; why it is not known, where it is not.
  public var blame: Measured<Blame>
  /// The answer in one plain sentence.
  public var statement: String
  /// What the answer weighs and the number that decided, with its threshold; nil for neither.
  public var finding: Finding?
  /// Who takes the resource, the greatest first; empty but for a neighbour.
  public var neighbours: [Neighbour] = []
  /// What each layer shows.
  public var workload: [Measurement] = [], host: [Measurement] = []

  /// An answer about `resource`.
  public init(
    _ resource: Resource, _ blame: Measured<Blame>, _ statement: String, finding: Finding? = nil
  ) {
    self.resource = resource
    self.blame = blame
    self.statement = statement
    self.finding = finding
  }

  /// What it weighs; nil for neither.
  public var severity: Severity? { finding?.severity }

  /// Another one on the same host and what it takes.
  public struct Neighbour: Sendable, Hashable {
    /// Its control group or process.
    public var subject: Subject
    /// What people call it; not yet sanitised.
    public var name: String
    /// What it takes of the resource.
    public var takes: Measurement

    /// The neighbour called `name`.
    public init(_ name: String, takes: Measurement) {
      self.name = name
      self.takes = takes
      subject = takes.subject
    }
  }
}

/// What both layers of a target show together.
public struct LayeredDiagnosis: Sendable {
  /// What is slow, as its host knows it.
  public var workload: Workload
  /// Why nothing was read inside it; nil where it was, or where there is nothing to read.
  public var insideGap: Gap?
  /// Whose doing it is, by resource.
  public var verdicts: [LayerVerdict]
  /// Where the host is, as on the command line.
  public var hostTarget: String
  /// The host as it is judged by itself; it convicts nobody else.
  public var host: HostDiagnosis
  /// What people call the control groups of the workload and its neighbours, by their paths.
  public var names: [String: String] = [:]

  /// Both layers of `workload`.
  public init(
    workload: Workload, insideGap: Gap?, verdicts: [LayerVerdict], hostTarget: String,
    host: HostDiagnosis
  ) {
    self.workload = workload
    self.insideGap = insideGap
    self.verdicts = verdicts
    self.hostTarget = hostTarget
    self.host = host
  }

  /// The answers that blame somebody, the gravest first.
  public var blamed: [LayerVerdict] {
    verdicts.enumerated().filter { $0.element.finding != nil }.sorted { left, right in
      (right.element.severity ?? .note, left.offset) < (
        left.element.severity ?? .note, right.offset
      )
    }.map(\.element)
  }

  /// The answer of the gravest; neither where none blames anybody, and a gap where one might.
  public var blame: Measured<LayerVerdict.Blame> {
    if let first = blamed.first { return first.blame }
    return verdicts.lazy.compactMap(\.blame.gap).first.map { .failure($0) } ?? .success(.neither)
  }
}

/// The machine that a workload runs on, judged by itself.
public struct HostDiagnosis: Sendable {
  /// What it is.
  public var machine: Machine
  /// The time that its rates are over.
  public var window: Window
  /// The verdict of every check.
  public var judgements: [Judgement]
  /// Who takes what was found wanting.
  public var attributions: [Attribution]
  /// What was asked and not read.
  public var gaps: [Gap]
  /// Why the machine itself was not read; nil where it was.
  public var gap: Gap?

  /// What `diagnosis` says of a machine.
  public init(_ diagnosis: Diagnosis) {
    machine = diagnosis.machine
    window = diagnosis.window
    judgements = diagnosis.judgements
    attributions = diagnosis.attributions
    gaps = diagnosis.gaps
  }
}
