import Model

extension LayerSummary {
  /// What the cluster tells of the pod and its node, a sentence a line; none of what is no pod.
  var podInWords: [String?] {
    guard let pod = layers.workload.pod else { return [] }
    let place = pod.node.map { " on \($0)" } ?? ""
    var lines = pod.meant.map { "\($0.name)\(place): \($0.inWords)." as String? }
    if pod.node != nil, let gap = layers.host.gap {
      lines.append("Its node is not measured: \(gap.detail).")
    }
    return lines
  }
}

extension Pod.Container {
  fileprivate var inWords: String {
    let doing =
      switch state {
      case .waiting(let reason, _)?: reason.isEmpty ? "waits" : "waits (\(reason))"
      case .running?: isReady ? "runs and is ready" : "runs and is not ready"
      case .ended(let end)?: "ended (\(end.reason))"
      case nil: "has not been started"
      }
    // Plain spaces: what comes from elsewhere is made harmless after it is put together.
    let times = restarts == 1 ? "once" : "\(Int(clamping: restarts)) times"
    let again = restarts > 0 ? ", started again \(times)" : ""
    let before = last.map {
      ", last end \($0.reason)\($0.status.map { " (\(Int(clamping: $0)))" } ?? "")"
    }
    return doing + again + (before ?? "") + size(requests, "requests") + size(limits, "limits")
  }

  private func size(_ size: Pod.Size, _ name: String) -> String {
    let parts = [
      size.processors.map { "\(Quantity($0, .ratio)) CPUs" },
      size.memory.map { "\(Quantity($0, .bytes))" },
    ].compactMap { $0 }
    return parts.isEmpty ? "" : "; \(name) \(parts.joined(separator: " and "))"
  }
}

extension Int {
  fileprivate init(clamping number: Double) {
    self = Int(exactly: number.rounded()) ?? 0
  }
}
