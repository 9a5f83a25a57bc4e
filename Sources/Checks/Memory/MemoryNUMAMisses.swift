import Model

/// Whether memory has to be taken from another node than wanted.
struct MemoryNUMAMisses: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Share of each node's allocations that had to go to another node"
  let reason = """
    Another node's memory is slower by half or more, for as long as it is used. The share is of \
    what was wanted on the node, in the window; what a program spreads on purpose is no miss. A \
    node full of page cache sends allocations elsewhere in good health, so misses alone are no \
    more than a warning. A node with processors and no memory distorts the counters.
    """
  var thresholds: [Threshold] = [
    .note(
      5, .percent, source: "melisai anomaly.go NUMA misses, its warning",
      reason: "One allocation of twenty gets slower memory."),
    .warning(
      20, .percent, source: "melisai anomaly.go NUMA misses, its critical",
      reason: "One of five does: the node is too small for what runs on it."),
    enough,
  ]
  private static let enough = Threshold.floor(
    1000, .pagesPerSecond, source: "whyslow: 4 MiB of new memory a second",
    reason: "With fewer allocations, where they go makes no program slower.")
  let byHand = "numastat; sleep 3; numastat"
  let toMeasure: String? = "sysctl vm.numa_stat=1, on a machine whose nodes all have memory."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let nodes = try observation.memory.equalNodes()
    guard nodes.count > 1 else { return .clear(oneNode) }
    try requireCounting(observation.memory, nodes)
    return try judgeEach(nodes, nothing: Measurement("allocations", 0, .pagesPerSecond)) { node in
      node.activity.flatMap { activity in
        Measured { () throws(Gap) in
          (hit: try activity.rate(.hit), foreign: try activity.rate(.foreign))
        }
      }
    } _: { node, rates in
      judged(node, hit: rates.hit, foreign: rates.foreign)
    }
  }

  /// Throws where the counters stand still or say something else than what is asked.
  private func requireCounting(_ memory: MemoryObservation, _ nodes: [MemoryNode]) throws(Gap) {
    let bare = try memory.nodes.get().contains { node in
      !node.processors.isEmpty && !nodes.contains { $0.number == node.number }
    }
    if bare {
      throw Gap(
        .malformed, "/sys/devices/system/node",
        "a node has processors and no memory, which distorts the counters")
    }
    let hits = nodes.compactMap { try? $0.activity.value?.rate(.hit) }
    guard hits.allSatisfy({ $0 == 0 }) else { return }
    let faults = try memory.activity.get().rate(.fault)
    if effective(Self.enough).isPassed(by: faults) {
      throw Gap(.missing, "numa_hit", "memory is allocated and not counted: vm.numa_stat is 0")
    }
  }

  private func judged(_ node: MemoryNode, hit: Double, foreign: Double) -> JudgedPart? {
    guard effective(Self.enough).isPassed(by: hit + foreign) else { return nil }
    let subject = Subject.node(node.number)
    let share = Measurement(
      "allocated elsewhere", foreign / (hit + foreign) * 100, .percent, on: subject)
    var evidence = [Measurement("allocations", hit + foreign, .pagesPerSecond, on: subject)]
    if let farthest = node.distances.max(), let own = node.distances.min(), own > 0 {
      evidence.append(Measurement("distance of the farthest", farthest / own, .ratio, on: subject))
    }
    if let available = try? node.availablePercent() {
      evidence.append(Measurement("available", available, .percent, on: subject))
    }
    return JudgedPart(
      measurement: share,
      finding: finding(
        share, "Memory wanted on node \(node.number) is taken from other nodes.",
        evidence: evidence))
  }
}
