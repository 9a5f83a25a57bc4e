import KernelText
import Model

// The fields are those of the Pod, Event and Node of Kubernetes' API, version v1:
// staging/src/k8s.io/api/core/v1/types.go.

extension Observer {
  /// What the cluster tells of the pod that is looked at.
  func pod() -> Measured<Pod> {
    answer(PodSection.podPrefix).flatMap { section, json in
      guard var pod = Pod(json, at: last.wallTime) else {
        return .failure(Gap(.malformed, section, "no pod with its phase"))
      }
      pod.events = events()
      return .success(pod)
    }
  }

  /// What it tells of the node that the pod runs on.
  func podNode() -> Measured<PodNode> {
    answer(PodSection.nodePrefix).flatMap { section, json in
      PodNode(json, at: last.wallTime).map { .success($0) }
        ?? .failure(Gap(.malformed, section, "no node with its conditions"))
    }
  }

  private func events() -> Measured<[Pod.Event]> {
    answer(PodSection.eventsPrefix).flatMap { section, json in
      guard !json.isDamaged(at: last.wallTime), let items = json["items"]?.elements else {
        return .failure(Gap(.malformed, section, "no list of events"))
      }
      return .success(items.compactMap { Pod.Event($0, at: last.wallTime) })
    }
  }

  /// The section whose name begins with `prefix`, and what is in it.
  private func answer(_ prefix: String) -> Measured<(String, JSON)> {
    guard let section = last.order.first(where: { $0.hasPrefix(prefix) }) else {
      return .failure(Gap(.missing, prefix.trimmed, "the cluster was not asked"))
    }
    return last.text(section).flatMap { text in
      JSON(text.array).map { .success((section, $0)) }
        ?? .failure(Gap(.malformed, section, "this is no JSON"))
    }
  }
}

extension String {
  fileprivate var trimmed: String { hasSuffix(" ") ? String(dropLast()) : self }
}

extension Pod {
  /// What `json` tells at `now`, in seconds since 1970.
  package init?(_ json: JSON, at now: Double) {
    guard !json.isDamaged(at: now), let metadata = json["metadata"],
      let name = metadata["name"]?.string,
      let namespace = metadata["namespace"]?.string, let status = json["status"],
      let phase = status["phase"]?.string
    else { return nil }
    self.init(namespace: namespace, name: name, phase: phase)
    // A pod that its node has by itself is known there by another name than in the API.
    uid = metadata["annotations"]?[JSON.configHash]?.string ?? metadata["uid"]?.string
    reason = status["reason"]?.string
    message = status["message"]?.string
    node = json["spec"]?["nodeName"]?.string
    quality = status["qosClass"]?.string
    age = metadata["creationTimestamp"]?.age(at: now)
    let conditions = (status["conditions"]?.elements ?? []).compactMap { Condition($0, at: now) }
    unscheduled = conditions.first { $0.kind == "PodScheduled" && $0.status == "False" }
    containers =
      Self.containers(json, "initContainers", "initContainerStatuses", now)
      + Self.containers(json, "containers", "containerStatuses", now)
  }

  private static func containers(
    _ json: JSON, _ specs: String, _ statuses: String, _ now: Double
  ) -> [Container] {
    let told = json["status"]?[statuses]?.elements ?? []
    return (json["spec"]?[specs]?.elements ?? []).compactMap { spec in
      guard let name = spec["name"]?.string else { return nil }
      var container = Container(name: name)
      container.isPreparing = specs == "initContainers"
      container.probes = Set(
        ["readiness", "liveness", "startup"].filter { spec[$0 + "Probe"] != nil })
      container.requests = Size(spec["resources"]?["requests"])
      container.limits = Size(spec["resources"]?["limits"])
      if let status = told.first(where: { $0["name"]?.string == name }) {
        container.take(status, at: now)
      }
      return container
    }
  }
}

extension Pod.Container {
  fileprivate mutating func take(_ status: JSON, at now: Double) {
    isReady = status["ready"] == .bool(true)
    restarts = status["restartCount"]?.integer.map { Double($0) } ?? 0
    id = status["containerID"]?.string.flatMap { $0.split(separator: "/").last.map(String.init) }
    last = status["lastState"]?["terminated"].map { Pod.End($0, at: now) }
    let state = status["state"]
    if let waiting = state?["waiting"] {
      self.state = .waiting(
        reason: waiting["reason"]?.string ?? "", message: waiting["message"]?.string)
    } else if let running = state?["running"] {
      self.state = .running(running["startedAt"]?.age(at: now))
    } else if let ended = state?["terminated"] {
      self.state = .ended(Pod.End(ended, at: now))
    }
  }
}

extension Pod.End {
  fileprivate init(_ json: JSON, at now: Double) {
    self.init(
      json["reason"]?.string ?? "ended", status: json["exitCode"]?.integer.map { Double($0) },
      age: json["finishedAt"]?.age(at: now))
  }
}

extension Pod.Condition {
  fileprivate init?(_ json: JSON, at now: Double) {
    guard let kind = json["type"]?.string, let status = json["status"]?.string else { return nil }
    self.init(
      kind, status, reason: json["reason"]?.string, message: json["message"]?.string,
      age: json["lastTransitionTime"]?.age(at: now))
  }
}

extension Pod.Event {
  fileprivate init?(_ json: JSON, at now: Double) {
    guard let reason = json["reason"]?.string, let message = json["message"]?.string else {
      return nil
    }
    // `spec.containers{app}`
    let path = json["involvedObject"]?["fieldPath"]?.string
    let container = path?.split(separator: "{").last?.split(separator: "}").first.map(String.init)
    let series = json["series"]
    self.init(
      reason, message, container: path?.contains("{") == true ? container : nil,
      count: Double(json["count"]?.integer ?? series?["count"]?.integer ?? 1),
      age: json["lastTimestamp"]?.age(at: now) ?? series?["lastObservedTime"]?.age(at: now)
        ?? json["eventTime"]?.age(at: now))
  }
}

extension PodNode {
  /// What `json` tells at `now`, in seconds since 1970.
  package init?(_ json: JSON, at now: Double) {
    guard !json.isDamaged(at: now), let name = json["metadata"]?["name"]?.string,
      let conditions = json["status"]?["conditions"]?.elements
    else { return nil }
    self.init(name: name)
    self.conditions = conditions.compactMap { Pod.Condition($0, at: now) }
    capacity = Pod.Size(json["status"]?["capacity"])
    allocatable = Pod.Size(json["status"]?["allocatable"])
    bootID = json["status"]?["nodeInfo"]?["bootID"]?.string
    isCordoned = json["spec"]?["unschedulable"] == .bool(true)
  }
}

extension Pod.Size {
  fileprivate init(_ json: JSON?) {
    self.init()
    processors = json?["cpu"]?.amount
    memory = json?["memory"]?.amount
  }
}

extension JSON {
  /// The fields that hold a time, all of them as RFC 3339 has it.
  private static let times: Set<String> = [
    "creationTimestamp", "startTime", "startedAt", "finishedAt", "lastTransitionTime",
    "lastHeartbeatTime", "firstTimestamp", "lastTimestamp", "lastObservedTime", "eventTime",
  ]

  /// The fields that count something.
  private static let counts: Set<String> = ["restartCount", "count"]

  /// Whether a time in it is none, or a number no count: what follows from them could not be told.
  fileprivate func isDamaged(at now: Double) -> Bool {
    switch self {
    case .object(let members):
      members.contains { name, value in
        value.isDamaged(at: now)
          || Self.times.contains(name) && value != .null && value.age(at: now) == nil
          || Self.counts.contains(name) && (value.integer ?? 0) < 0
      }
    case .array(let values): values.contains { $0.isDamaged(at: now) }
    case .number(let number): !(abs(number) < 0x1p53)
    case .string, .bool, .null: false
    }
  }

  /// Seconds between the time it is and `now`; clocks of two machines may differ a little.
  fileprivate func age(at now: Double) -> Double? {
    bytes.flatMap { Text($0).instant }.map { max(0, now - $0) }
  }

  /// The number of a quantity: `500m`, `128Mi`, `1e3`, `2`.
  ///
  /// staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go
  fileprivate var amount: Double? {
    if case .number(let number) = self { return number }
    guard let text = string else { return nil }
    let suffixes: [(String, Double)] = [
      ("Ki", 0x1p10), ("Mi", 0x1p20), ("Gi", 0x1p30), ("Ti", 0x1p40), ("Pi", 0x1p50),
      ("Ei", 0x1p60), ("n", 1e-9), ("u", 1e-6), ("m", 1e-3), ("k", 1e3), ("M", 1e6), ("G", 1e9),
      ("T", 1e12), ("P", 1e15), ("E", 1e18), ("", 1),
    ]
    guard let (suffix, scale) = suffixes.first(where: { text.hasSuffix($0.0) }),
      let number = Double(text.dropLast(suffix.count)), number.isFinite, number >= 0
    else { return nil }
    return number * scale
  }
}
