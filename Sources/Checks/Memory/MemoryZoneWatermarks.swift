import Model

/// Whether a zone of memory is below the mark at which processes must free memory themselves.
struct MemoryZoneWatermarks: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Free memory of each zone against its minimum, while processes free memory"
  let reason = """
    The machine's total may look fine while one zone is empty: a kernel object that must lie there \
    then waits. Between the low and the high mark is where kswapd keeps any machine with a full \
    page cache, so only the minimum is judged, and only while processes really free memory \
    themselves. Where memory pressure does not agree, each step weighs one less.
    """
  var thresholds: [Threshold] = [
    .warning(
      100, .percent, .below, source: "Linux mm/page_alloc.c, WMARK_MIN",
      reason: "Below its minimum, a zone gives memory only to who may not wait."),
    size, memoryReclaimFloor, memoryStallFloor,
  ]
  private static let size = Threshold.floor(
    5, .percent, label: "size", source: "arithmetic: zone DMA is 16 MiB of any machine",
    reason: "A zone this small is kept for old devices and stands empty or full for good.")
  let byHand = "grep -E 'zone|free |min|low|high' /proc/zoneinfo; sar -B 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let memory = observation.memory
    let zones = try memory.zones.get()
    let all = zones.reduce(0) { $0 + $1.managed }
    let direct = try memory.activity.get().rate(.scanDirect)
    let judged = zones.filter {
      $0.min > 0 && effective(Self.size).isPassed(by: $0.managed / all * 100)
    }
    guard let lowest = judged.min(by: { $0.free / $0.min < $1.free / $1.min }) else {
      throw Gap(.malformed, "/proc/zoneinfo", "no zone of any size has a minimum")
    }
    let share = Measurement(
      "free in zone \(lowest.name), of its minimum", lowest.free / lowest.min * 100, .percent,
      on: .node(lowest.node))
    guard effective(memoryReclaimFloor).isPassed(by: direct) else { return .clear(share) }
    let found = finding(
      share, atMost: mostWithoutPressure(memory),
      "Zone \(lowest.name) of node \(lowest.node) is below its minimum of free memory.",
      evidence: [
        Measurement("free", lowest.free, .bytes, on: .node(lowest.node)),
        Measurement("minimum", lowest.min, .bytes, on: .node(lowest.node)),
        Measurement("zone", lowest.managed, .bytes, on: .node(lowest.node)),
      ] + memory.strainEvidence)
    return .of([found].compactMap { $0 }, clear: share)
  }
}
