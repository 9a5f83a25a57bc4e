import Model

/// Whether containers of the pod end and are started again, over and over.
struct ServiceContainerRestarts: Check {
  let resource = Resource.service
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Containers of a pod that end and are started again and again"
  let reason = """
    A container that ends is started again at once, then after 10 s, and after twice as long each \
    time up to five minutes: CrashLoopBackOff is that wait, in which nothing serves. The kubelet \
    counts restarts for as long as the pod lives, so old ones are told and no more. Exit status 137 \
    is a kill: for want of memory where the reason is OOMKilled, by a failing liveness probe where \
    the events say so.
    """
  var thresholds: [Threshold] = [Self.past, Self.loop, Self.waiting, Self.recent]
  private static let past = Threshold.note(
    1, .count, label: "past", source: "Coroot model/check.go, container restarts",
    reason: "One may be a node that was restarted; the others may be of last month.")
  private static let loop = Threshold.warning(
    2, .count, label: "loop", source: "node_exporter node-mixin NodeSystemdServiceCrashlooping",
    reason: "One or two may be a fault that passed; a third within five minutes is a loop.")
  private static let waiting = Threshold.critical(
    0, .count, label: "waiting", source: "kubernetes-mixin KubePodCrashLooping",
    reason: "While the kubelet waits to start it again, nothing serves.")
  private static let recent = Threshold.floor(
    300, .seconds, label: "age", source: "kubelet MaxContainerBackOff",
    reason: "Five minutes are the longest that the kubelet waits between two starts.")
  let byHand = "kubectl describe pod POD; kubectl logs POD -c CONTAINER --previous"
  let toMeasure: String? = toMeasurePods

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let pod = try observation.pod.get()
    let most = pod.meant.map(\.restarts).max() ?? 0
    return .of(
      pod.meant.compactMap { judged($0, of: pod) }, clear: Measurement("restarts", most, .count))
  }

  private func judged(_ container: Pod.Container, of pod: Pod) -> Finding? {
    let subject = pod.subject(container)
    let restarts = Measurement("restarts", container.restarts, .count, on: subject)
    let evidence = [
      container.last?.status.map { Measurement("exit status", $0, .count, on: subject) },
      container.last?.age.map { Measurement("last end ago", $0, .seconds, on: subject) },
    ].compactMap { $0 }
    let how = container.last.map { $0.reason == "Completed" ? "" : " (\($0.reason))" } ?? ""
    let statement = "\(container.name) ends\(how) and is started again and again."
    if case .waiting("CrashLoopBackOff", _)? = container.state {
      return finding(
        Measurement("waits to be started again", 1, .count, on: subject), past: Self.waiting,
        statement, evidence: [restarts] + evidence)
    }
    guard let age = container.last?.age else { return nil }
    let isOld = effective(Self.recent).isPassed(by: age)
    if !isOld, let found = finding(restarts, past: Self.loop, statement, evidence: evidence) {
      return found
    }
    return finding(
      restarts, past: Self.past, "\(container.name) was started again.", evidence: evidence)
  }
}

extension Pod {
  /// `container` as what a finding is about.
  func subject(_ container: Container) -> Subject { .unit("\(path)/\(container.name)") }
}

/// What lets a cluster tell of a pod.
let toMeasurePods = """
  Name the pod, -t k8s-pod:NAMESPACE/POD, where kubectl may get it: whyslow target check tells.
  """
