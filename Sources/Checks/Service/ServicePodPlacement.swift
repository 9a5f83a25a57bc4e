import Model

/// Whether the pod was given a node, may stay on it, and could be started there.
struct ServicePodPlacement: Check {
  let resource = Resource.service
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "A pod for which no node is found, that was evicted, or that cannot be started"
  let reason = """
    A pod runs where all that it requests is free, whatever is used there in fact: the scheduler \
    says which of the nodes lacks what. The kubelet evicts pods when its node runs short, first \
    those that use more than they requested. A container may also lack a volume, a secret or a \
    setting that it names.
    """
  var thresholds: [Threshold] = [Self.placing, Self.evicted, Self.starting, Self.long]
  private static let placing = Threshold.critical(
    0, .seconds, label: "placing", source: "Kubernetes PodScheduled, Unschedulable",
    reason: "The scheduler has looked at every node and found none: nothing runs.")
  private static let evicted = Threshold.critical(
    0, .count, label: "evicted", source: "kubelet eviction manager",
    reason: "The pod was ended, so that its node has room for others.")
  private static let starting = Threshold.critical(
    0, .count, label: "starting", source: "kubernetes-mixin KubeContainerWaiting",
    reason: "The kubelet has tried to start it and could not.")
  private static let long = Threshold.warning(
    60, .seconds, label: "long", source: "kubelet WaitForAttachAndMount tries for 123 s",
    reason: "A minute for volumes, network and image is long; then one of them hangs.")
  let byHand =
    "kubectl describe pod POD | tail; kubectl get events --field-selector involvedObject.name=POD"
  let toMeasure: String? = toMeasurePods

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let pod = try observation.pod.get()
    let whole = [unplaced(pod), ended(pod)].compactMap { $0 }
    return .of(
      whole + pod.meant.compactMap { waiting($0, in: pod) },
      clear: Measurement("waiting containers", 0, .count))
  }

  private func unplaced(_ pod: Pod) -> Finding? {
    guard pod.node == nil, let condition = pod.unscheduled else { return nil }
    let age = max(condition.age ?? pod.age ?? 0, 0.001)
    return finding(
      Measurement("without a node for", age, .seconds, on: .unit(pod.path)), past: Self.placing,
      "No node is found for \(pod.path).", evidence: pod.requested,
      quotes: [condition.message ?? condition.reason].compactMap { $0 })
  }

  private func ended(_ pod: Pod) -> Finding? {
    guard pod.phase == "Failed", pod.reason == "Evicted" else { return nil }
    return finding(
      Measurement("evicted", 1, .count, on: .unit(pod.path)), past: Self.evicted,
      "\(pod.path) was evicted from its node.", quotes: [pod.message].compactMap { $0 })
  }

  private func waiting(_ container: Pod.Container, in pod: Pod) -> Finding? {
    guard pod.node != nil, case .waiting(let reason, let message)? = container.state,
      reason != "CrashLoopBackOff", !ServiceImagePull.isFailing(container)
    else { return nil }
    let subject = pod.subject(container)
    guard Pod.starting.contains(reason) else {
      return finding(
        Measurement("cannot be started", 1, .count, on: subject), past: Self.starting,
        "\(container.name) cannot be started (\(reason)).",
        quotes: [message].compactMap { $0 })
    }
    // One that is prepared by others waits for them; they are judged themselves.
    guard reason != "PodInitializing", let age = pod.age else { return nil }
    let quotes = pod.events.value?.filter { $0.reason.hasPrefix("Failed") }.suffix(1) ?? []
    return finding(
      Measurement("starting for", age, .seconds, on: subject), past: effective(Self.long),
      "\(container.name) has not started yet.", quotes: quotes.map(\.message))
  }
}

extension Pod {
  /// What is kept for all of its containers together.
  fileprivate var requested: [Measurement] {
    let processors = containers.compactMap(\.requests.processors).reduce(0, +)
    let memory = containers.compactMap(\.requests.memory).reduce(0, +)
    return [
      processors > 0 ? Measurement("CPUs requested", processors, .ratio) : nil,
      memory > 0 ? Measurement("memory requested", memory, .bytes) : nil,
    ].compactMap { $0 }
  }
}
