import Model

/// Both layers of a target on the wire.
struct JSONLayers: Encodable {
  let workload: JSONWorkload
  /// `limit`, `shortage`, `neighbour`, `neither` or `unknown`.
  let blame: String
  let verdicts: [JSONLayerVerdict]
  let host: JSONHost

  init(_ layers: LayeredDiagnosis) {
    workload = JSONWorkload(layers)
    blame = layers.blame.value?.rawValue ?? "unknown"
    verdicts = layers.verdicts.map(JSONLayerVerdict.init)
    host = JSONHost(layers)
  }
}

struct JSONWorkload: Encodable {
  let target: String
  let kind: String
  let groups: [String]
  let processes: Int
  let state: String?
  let restarts: Finite?
  /// Why nothing was read inside it.
  let insideGap: JSONGap?
  /// What its cluster tells of it.
  let pod: JSONPod?

  init(_ layers: LayeredDiagnosis) {
    let workload = layers.workload
    target = sanitized(workload.target)
    kind = workload.kind.rawValue
    groups = workload.groups.sorted().map(sanitized)
    processes = workload.processes.count
    state = workload.state.map { sanitized($0.word) }
    restarts = workload.state?.restarts.flatMap(Finite.init)
    insideGap = layers.insideGap.map(JSONGap.init)
    pod = workload.pod.map(JSONPod.init)
  }
}

struct JSONLayerVerdict: Encodable {
  let resource: String
  let blame: String
  let statement: String
  let severity: String?
  let threshold: JSONThreshold?
  let explanations: [String]?
  let gap: JSONGap?
  let neighbours: [JSONNeighbour]
  let workload: [JSONMeasurement]
  let host: [JSONMeasurement]

  init(_ verdict: LayerVerdict) {
    resource = verdict.resource.rawValue
    blame = verdict.blame.value?.rawValue ?? "unknown"
    statement = sanitized(verdict.statement)
    severity = verdict.severity?.name
    threshold = verdict.finding?.threshold.map(JSONThreshold.init)
    explanations = verdict.finding.map { $0.explanations.map(sanitized) }
    gap = verdict.blame.gap.map(JSONGap.init)
    neighbours = verdict.neighbours.map(JSONNeighbour.init)
    workload = verdict.workload.map(JSONMeasurement.init)
    host = verdict.host.map(JSONMeasurement.init)
  }
}

struct JSONNeighbour: Encodable {
  let name: String
  let takes: JSONMeasurement

  init(_ neighbour: LayerVerdict.Neighbour) {
    name = sanitized(neighbour.name)
    takes = JSONMeasurement(neighbour.takes)
  }
}

/// The machine that a workload runs on, judged by itself.
struct JSONHost: Encodable {
  let target: String
  let machine: JSONMachine
  let window: JSONWindow
  let judgements: [JSONJudgement]
  let attributions: [JSONAttribution]
  let gaps: [JSONGap]

  init(_ layers: LayeredDiagnosis) {
    target = sanitized(layers.hostTarget)
    machine = JSONMachine(layers.host.machine)
    window = JSONWindow(layers.host.window)
    judgements = layers.host.judgements.map { JSONJudgement($0, layer: "host") }
    attributions = layers.host.attributions.map(JSONAttribution.init)
    gaps = layers.host.gaps.map(JSONGap.init)
  }
}
