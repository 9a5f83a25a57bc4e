import Model

/// Whether the images of the pod's containers can be had.
struct ServiceImagePull: Check {
  let resource = Resource.service
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Containers of a pod that cannot start, because their image is not to be had"
  let reason = """
    A name that is wrong, a registry that is out of reach or a missing right to pull: the container \
    never starts, and the kubelet tries again ever more seldom, up to five minutes apart. On a node \
    that has the image from before, the same pod starts.
    """
  var thresholds: [Threshold] = [Self.failing]
  private static let failing = Threshold.critical(
    0, .count, label: "failing", source: "kubernetes-mixin KubeContainerWaiting",
    reason: "Without its image the container does not start, and what it serves is missing.")
  let byHand = "kubectl describe pod POD | tail; kubectl get pod POD -o wide"
  let toMeasure: String? = toMeasurePods

  /// pkg/kubelet/images/types.go of Kubernetes.
  private static let reasons: Set<String> = [
    "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull",
    "ImageInspectError", "RegistryUnavailable",
  ]

  static func isFailing(_ container: Pod.Container) -> Bool {
    if case .waiting(let reason, _)? = container.state { reasons.contains(reason) } else { false }
  }

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let pod = try observation.pod.get()
    return .of(
      pod.meant.filter(Self.isFailing).compactMap { container in
        finding(
          Measurement("waits for its image", 1, .count, on: pod.subject(container)),
          past: Self.failing, "\(container.name) cannot start: its image cannot be had.",
          quotes: [saying(container)].compactMap { $0 })
      }, clear: Measurement("containers without an image", 0, .count))
  }

  private func saying(_ container: Pod.Container) -> String? {
    guard case .waiting(let reason, let message)? = container.state else { return nil }
    return message.map { "\(reason): \($0)" } ?? reason
  }
}
