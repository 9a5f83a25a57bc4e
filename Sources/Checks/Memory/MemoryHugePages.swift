import Model

/// Whether reserved huge pages starve everybody else.
struct MemoryHugePages: Check {
  let resource = Resource.memory
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Memory reserved as huge pages while little is left for anything else"
  let reason = """
    Reserved huge pages serve only who asks for them, used or not. A database or hypervisor may \
    rightly hold most of a machine that way, so the share convicts only where next to nothing is \
    available besides.
    """
  var thresholds: [Threshold] = [
    .warning(
      80, .percent, source: "hotsos kernel scenarios, huge pages",
      reason: "Most memory is out of reach for ordinary pages."),
    availabilityFloor,
  ]
  let byHand = "grep -E 'MemAvailable|Huge' /proc/meminfo"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let info = try observation.memory.info.get()
    let total = try info[.memTotal], available = try info[.memAvailable]
    guard total > 0 else { throw Gap(.malformed, info.source, "MemTotal is 0") }
    let (reserved, free) = try pools(observation.memory)
    let share = Measurement("reserved as huge pages", reserved / total * 100, .percent)
    guard effective(availabilityFloor).isPassed(by: (1 - available / total) * 100) else {
      return .clear(share)
    }
    let found = finding(
      share, "Reserved huge pages leave next to no memory for anything else.",
      evidence: [
        Measurement("reserved", reserved, .bytes), Measurement("reserved and unused", free, .bytes),
        Measurement("available", available, .bytes),
      ])
    return .of([found].compactMap { $0 }, clear: share)
  }
}

extension MemoryHugePages {
  /// Bytes reserved in pools of all sizes, and those of them that nobody uses.
  ///
  /// The totals of `/proc/meminfo` are of the default size alone.
  private func pools(_ memory: MemoryObservation) throws(Gap) -> (reserved: Double, free: Double) {
    if let pools = memory.hugePagePools.value {
      return pools.reduce((0, 0)) {
        ($0.0 + $1.total * $1.pageSize, $0.1 + $1.free * $1.pageSize)
      }
    }
    let info = try memory.info.get()
    let size = try info[.hugePageSize], free = try info[.hugePagesFree] * size
    let ofThisSize = try info[.hugePagesTotal] * size
    return ((try? info[.hugetlb]) ?? ofThisSize, free)
  }
}

private let availabilityFloor = Threshold.floor(
  97, .percent, label: "used", source: "hotsos kernel scenarios, huge pages",
  reason: "With more than 3 % of memory available, nobody starves.")
