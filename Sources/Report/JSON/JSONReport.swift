import Model

/// A diagnosis on the wire; docs/report.schema.json describes it.
///
/// The wire types stand apart from the model so that the model may change without breaking
/// those who read reports. What is absent in the model is absent here.
struct JSONReport: Encodable {
  let version = wireVersion
  let target: String
  let symptom: String?
  let machine: JSONMachine
  let window: JSONWindow
  let verdict: JSONVerdict
  let layers: JSONLayers?
  /// Absent where the flow does not lead to the logs.
  let logs: JSONLogs?
  let endpoint: JSONEndpoint?
  /// Absent where nobody has looked for causes.
  let explanation: JSONExplanation?
  let judgements: [JSONJudgement]
  let gaps: [JSONGap]
  let attributions: [JSONAttribution]
  let dives: [JSONDiveBody]
  let path: [JSONStep]
  let ownCost: JSONOwnCost?

  init(_ diagnosis: Diagnosis) {
    target = sanitized(diagnosis.target.description)
    symptom = diagnosis.symptom.map(sanitized)
    machine = JSONMachine(diagnosis.machine)
    window = JSONWindow(diagnosis.window)
    verdict = JSONVerdict(Summary(diagnosis))
    layers = diagnosis.layers.map(JSONLayers.init)
    logs = diagnosis.logs.map { JSONLogs($0, target: diagnosis.target.description) }
    endpoint = diagnosis.endpoint.map(JSONEndpoint.init)
    explanation = diagnosis.explanation.map {
      JSONExplanation($0, names: diagnosis.layers?.names ?? [:])
    }
    let layer = diagnosis.layers == nil ? nil : "workload"
    judgements = diagnosis.judgements.map { JSONJudgement($0, layer: layer) }
    gaps = diagnosis.gaps.map(JSONGap.init)
    attributions = diagnosis.attributions.map(JSONAttribution.init)
    dives = diagnosis.dives.map(JSONDiveBody.init)
    path = diagnosis.path.map(JSONStep.init)
    ownCost = diagnosis.ownCost.map(JSONOwnCost.init)
  }

  private enum CodingKeys: CodingKey {
    case version, target, symptom, machine, window, verdict, layers, judgements, gaps
    case attributions, dives, path, ownCost, logs, endpoint, explanation
  }
}

struct JSONMachine: Encodable {
  let hostName: String?
  let kernel: String?
  let processors: Int?
  let memoryBytes: Finite?
  let uptimeSeconds: Finite?
  /// When the last sample was taken.
  let time: String?

  init(_ machine: Machine) {
    hostName = machine.hostName.map(sanitized)
    kernel = machine.kernel.map(sanitized)
    processors = machine.processors
    memoryBytes = machine.memoryBytes.flatMap(Finite.init)
    uptimeSeconds = machine.uptime.flatMap(Finite.init)
    time = machine.wallTime.flatMap(timestamp)
  }
}

struct JSONWindow: Encodable {
  let seconds: Finite?
  let interrupted: Bool

  init(_ window: Window) {
    seconds = Finite(window.seconds)
    interrupted = window.interrupted
  }
}

struct JSONVerdict: Encodable {
  let severity: String?
  /// The verdict in the words of the text report.
  let summary: String
  /// The resources with a warning or worse.
  let resources: [String]
  let counts: JSONCounts

  init(_ summary: Summary) {
    severity = summary.severity?.name
    self.summary = "\(summary.headline) \(summary.counts)".untied
    resources = summary.blamed.map(\.resource).sorted().map(\.rawValue)
    counts = JSONCounts(summary)
  }
}

struct JSONCounts: Encodable {
  let checks: Int
  let clear: Int
  let unmeasured: Int
  let critical: Int
  let warning: Int
  let note: Int

  init(_ summary: Summary) {
    checks = summary.checks
    clear = summary.clear
    unmeasured = summary.unmeasured
    critical = summary.count(of: .critical)
    warning = summary.count(of: .warning)
    note = summary.count(of: .note)
  }
}

struct JSONOwnCost: Encodable {
  let cpuSeconds: Finite?
  let peakBytes: Finite?

  init(_ cost: OwnCost) {
    cpuSeconds = Finite(cost.cpuSeconds)
    peakBytes = Finite(cost.peakBytes)
  }
}
