import Model

/// What a cluster tells of a pod, on the wire.
struct JSONPod: Encodable {
  let phase: String
  let reason: String?
  let message: String?
  let node: String?
  let quality: String?
  let containers: [JSONContainer]

  init(_ pod: Pod) {
    phase = sanitized(pod.phase)
    reason = (pod.reason ?? pod.unscheduled?.reason).map(sanitized)
    message = (pod.message ?? pod.unscheduled?.message).map(sanitized)
    node = pod.node.map(sanitized)
    quality = pod.quality.map(sanitized)
    containers = pod.meant.map(JSONContainer.init)
  }
}

struct JSONContainer: Encodable {
  let name: String
  let state: String
  let reason: String?
  let isReady: Bool
  let restarts: Finite?
  let lastEnd: String?
  let lastStatus: Finite?
  let requests: JSONSize?
  let limits: JSONSize?

  init(_ container: Pod.Container) {
    name = sanitized(container.name)
    switch container.state {
    case .waiting(let word, _)?: (state, reason) = ("waiting", sanitized(word))
    case .running?: (state, reason) = ("running", nil)
    case .ended(let end)?: (state, reason) = ("ended", sanitized(end.reason))
    case nil: (state, reason) = ("unknown", nil)
    }
    isReady = container.isReady
    restarts = Finite(container.restarts)
    lastEnd = container.last.map { sanitized($0.reason) }
    lastStatus = container.last?.status.flatMap(Finite.init)
    requests = JSONSize(container.requests)
    limits = JSONSize(container.limits)
  }
}

struct JSONSize: Encodable {
  let processors: Finite?
  let memory: Finite?

  init?(_ size: Pod.Size) {
    guard size.processors != nil || size.memory != nil else { return nil }
    processors = size.processors.flatMap(Finite.init)
    memory = size.memory.flatMap(Finite.init)
  }
}
