import Model

extension LayerView {
  /// The answer for a pod that has no place because nodes lack `resource`; nil where that is not so.
  ///
  /// The scheduler says `Insufficient cpu`, `Insufficient memory` and so on:
  /// pkg/scheduler/framework/plugins/noderesources/fit.go. The kubelet evicts for what is
  /// `low on resource`: pkg/kubelet/eviction/helpers.go.
  func lackOfRoom(_ resource: Resource) -> LayerVerdict? {
    guard let pod = workload.pod, let found = found(["ServicePodPlacement"], in: part) else {
      return nil
    }
    let said: String
    if pod.node == nil, let message = pod.unscheduled?.message {
      guard resource.wanted.contains(where: { message.contains("Insufficient \($0)") }) else {
        return nil
      }
      said = "finds no node with room for what it requests: \(message)"
    } else if pod.reason == "Evicted", let message = pod.message {
      guard resource.wanted.contains(where: { message.contains("low on resource: \($0)") }) else {
        return nil
      }
      said = "was evicted: \(message)"
    } else {
      return nil
    }
    let end = said.hasSuffix(".") ? "" : "."
    var verdict = LayerVerdict(
      resource, .success(.shortage), "\(name) \(said.trimmed)\(end)", finding: found)
    verdict.workload = [found.measurement] + found.evidence
    return verdict
  }
}

extension Resource {
  /// What Kubernetes calls it.
  fileprivate var wanted: [String] {
    switch self {
    case .cpu: ["cpu"]
    case .memory: ["memory"]
    case .disk: ["ephemeral-storage", "imagefs", "nodefs"]
    default: []
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    String(reversed().drop { $0.isWhitespace }.reversed())
  }
}
