import Model

/// Whether the pod's probes succeed.
struct ServiceProbes: Check {
  let resource = Resource.service
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Probes of a pod that fail: readiness, liveness and startup"
  let reason = """
    While its readiness probe fails, a container gets no requests, and the others get its share. \
    One whose liveness probe fails is ended and started again. A probe has a second to succeed \
    where nothing else is said: a container that is throttled or busy misses it without being \
    broken, and to restart it makes things worse.
    """
  var thresholds: [Threshold] = [Self.starting, Self.unready, Self.failing, Self.recent]
  private static let starting = Threshold.note(
    0, .seconds, label: "starting", source: "Kubernetes ContainersReady",
    reason: "It runs and is not ready: it gets no requests.")
  private static let unready = Threshold.warning(
    30, .seconds, label: "unready", source: "Kubernetes probes: every 10 s, three failures",
    reason: "After three probes by default it is not a start that takes its time.")
  private static let failing = Threshold.warning(
    0, .count, label: "failing", source: "netdata and Coroot: any failing probe",
    reason: "A probe that failed within five minutes says that it served nobody then.")
  private static let recent = Threshold.floor(
    300, .seconds, label: "age", source: "kubelet: probes every 10 s by default",
    reason: "What failed before has succeeded thirty times since.")
  let byHand = "kubectl describe pod POD | grep -iE 'ready|unhealthy|probe'"
  let toMeasure: String? = toMeasurePods

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let pod = try observation.pod.get()
    let findings = pod.meant.compactMap { judged($0, in: pod) }
    // A liveness probe that fails shows in the events alone.
    if findings.isEmpty, pod.meant.contains(where: { $0.probes.contains("liveness") }) {
      _ = try pod.events.get()
    }
    return .of(findings, clear: Measurement("failing probes", 0, .count))
  }

  private func judged(_ container: Pod.Container, in pod: Pod) -> Finding? {
    let subject = pod.subject(container)
    let failures = (pod.events.value ?? []).filter { event in
      event.container == container.name && event.reason == "Unhealthy"
        && event.age.map { !effective(Self.recent).isPassed(by: $0) } ?? false
    }
    if !failures.isEmpty {
      let count = failures.map(\.count).reduce(0, +)
      let kinds = ["Readiness", "Liveness", "Startup"].filter { kind in
        failures.contains { $0.message.hasPrefix(kind) }
      }
      let probes = kinds.isEmpty ? "probe fails" : "\(kinds[0].lowercased()) probe fails"
      return finding(
        Measurement("failed probes", count, .count, on: subject), past: Self.failing,
        "\(container.name): its \(probes).", quotes: Array(failures.map(\.message).suffix(2)))
    }
    guard !container.isPreparing, !container.isReady, case .running(let age?)? = container.state
    else { return nil }
    let unready = Measurement("not ready for", age, .seconds, on: subject)
    let statement = "\(container.name) runs and is not ready: it gets no requests."
    return finding(unready, past: effective(Self.unready), statement)
      ?? finding(unready, past: effective(Self.starting), statement)
  }
}
