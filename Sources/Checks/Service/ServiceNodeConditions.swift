import Model

/// Whether the pod's node is well in its own and its cluster's eyes.
struct ServiceNodeConditions: Check {
  let resource = Resource.service
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Conditions of a Kubernetes node: not ready, or short of memory, disk or processes"
  let reason = """
    A node that is short says so minutes before its pods are evicted: MemoryPressure by memory \
    available, DiskPressure by the room of its filesystems and images, PIDPressure by processes. \
    One that is not ready, or from which nothing was heard for 40 s, gets no pods, and those it has \
    are moved after five minutes.
    """
  var thresholds: [Threshold] = [Self.short, Self.lost]
  private static let short = Threshold.warning(
    0, .count, label: "short", source: "kubelet eviction manager",
    reason: "The kubelet ends pods next.")
  private static let lost = Threshold.critical(
    0, .count, label: "not ready", source: "kubernetes-mixin KubeNotReady",
    reason: "Its pods are not looked after, and none comes.")
  let byHand = "kubectl describe node NODE | grep -A8 Conditions"
  let toMeasure: String? = toMeasurePods

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let node = try observation.podNode.get()
    return .of(
      node.troubles.compactMap { condition in
        let isLost = condition.kind == "Ready"
        let subject = Subject.unit(node.name)
        return finding(
          Measurement(isLost ? "not ready" : condition.kind, 1, .count, on: subject),
          past: isLost ? Self.lost : Self.short,
          isLost
            ? "\(node.name) is not ready (\(condition.reason ?? condition.status))."
            : "\(node.name) reports \(condition.kind).",
          evidence: condition.age.map {
            [Measurement(Measurement.since, $0, .seconds, on: subject)]
          } ?? [],
          quotes: [condition.message].compactMap { $0 })
      }, clear: Measurement("conditions that are not well", 0, .count))
  }
}
