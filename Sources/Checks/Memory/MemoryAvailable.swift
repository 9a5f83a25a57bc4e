import Model

/// Whether memory is left for a new demand.
struct MemoryAvailable: Check {
  let resource = Resource.memory
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Share of memory that could not be given to a new demand without swapping"
  let reason = """
    Counted from MemAvailable: free memory is low on every machine that has read a few files, \
    because the page cache takes what nobody needs and gives it back. High use hurts only when \
    tasks wait for pages, so without pressure or direct reclaim it is no more than a note, and \
    no more than a warning where neither could be read. What ZFS caches is given back too, and \
    MemAvailable does not know of it.
    """
  var thresholds: [Threshold] = [
    .note(
      80, .percent, source: "the performance runbook",
      reason: "A fifth is left for a burst."),
    .warning(
      90, .percent, source: "netdata health.d/ram.conf ram_in_use; node-mixin 10 % available",
      reason: "Less than a tenth is left, and tasks already wait for pages."),
    .critical(
      98, .percent, source: "netdata health.d/ram.conf ram_in_use",
      reason: "Next to nothing is left, and the OOM killer is near."),
    memoryStallFloor, memoryReclaimFloor,
  ]
  let byHand = "free -m"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let info = try observation.memory.info.get()
    let total = try info[.memTotal]
    let cache = observation.disk.zfsCache.value?.spare ?? 0
    let available = min(total, try info[.memAvailable] + cache)
    guard total > 0 else { throw Gap(.malformed, info.source, "MemTotal is 0") }
    let used = Measurement("used", (1 - available / total) * 100, .percent)
    let memory = observation.memory
    let cap: Severity =
      switch isStrained(memory) {
      case .some(true): .critical
      case .some(false): .note
      case .none: .warning
      }
    let found = finding(
      used, atMost: cap,
      cap == .note
        ? "Most memory is in use, and nobody waits for it." : "Memory is nearly used up.",
      evidence: [
        Measurement("available", available, .bytes), Measurement("total", total, .bytes),
      ] + (cache > 0 ? [Measurement("ZFS cache to spare", cache, .bytes)] : [])
        + memory.strainEvidence)
    return .of([found].compactMap { $0 }, clear: used)
  }
}
