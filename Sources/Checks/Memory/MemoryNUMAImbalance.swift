import Model

/// Whether one node of memory is full while others have plenty.
struct MemoryNUMAImbalance: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "The fullest node of memory, while others have plenty and memory is reclaimed"
  let reason = """
    A program bound to one node, or one that filled its own before it forked, makes the kernel \
    swap there while half of the machine is free, and the totals look fine. Uneven nodes alone \
    are common and harmless: processes must free memory themselves, or pages go to swap, at the \
    same time. Page cache counts as available.
    """
  var thresholds: [Threshold] = [
    .warning(
      5, .percent, .below, source: "Jeremy Cole, The MySQL swap insanity problem",
      reason: "The node has next to nothing left that could be given out."),
    plenty, swapping, memoryReclaimFloor, memoryStallFloor,
  ]
  private static let plenty = Threshold.floor(
    20, .percent, label: "plenty", source: "the performance runbook: a fifth is room for a burst",
    reason: "Unless another node has this much, the machine is short and not uneven.")
  private static let swapping = Threshold.floor(
    10, .pagesPerSecond, label: "swapping", source: "atop swoutcritperc",
    reason: "Fewer pages out are strays.")
  let byHand = "numactl --hardware; numastat -m; sar -W 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let memory = observation.memory
    let nodes = try memory.equalNodes()
    guard nodes.count > 1 else { return .clear(oneNode) }
    var shares: [(node: Int, percent: Double)] = []
    for node in nodes { shares.append((node.number, try node.availablePercent())) }
    guard let fullest = shares.min(by: { $0.percent < $1.percent }),
      let emptiest = shares.max(by: { $0.percent < $1.percent })
    else { return .clear(oneNode) }
    let left = Measurement("available", fullest.percent, .percent, on: .node(fullest.node))
    let activity = try memory.activity.get()
    let direct = try activity.rate(.scanDirect), out = try activity.rate(.swapOut)
    guard effective(Self.plenty).isPassed(by: emptiest.percent),
      effective(memoryReclaimFloor).isPassed(by: direct)
        || effective(Self.swapping).isPassed(by: out)
    else { return .clear(left) }
    let found = finding(
      left, atMost: mostWithoutPressure(memory),
      "Node \(fullest.node) is full while node \(emptiest.node) has memory left.",
      evidence: [
        Measurement("available", emptiest.percent, .percent, on: .node(emptiest.node)),
        Measurement("swapped out", out, .pagesPerSecond),
      ] + memory.strainEvidence)
    return .of([found].compactMap { $0 }, clear: left)
  }
}
