import Model

/// Whether the kernel's own objects grow without end.
struct MemorySlabGrowth: Check {
  let resource = Resource.memory
  let aspect = Aspect.utilization
  let summary = "Time until unreclaimable kernel objects fill what is available, as they grow now"
  let reason = """
    A leak in the kernel shows in no process. Every burst of connections or files makes objects \
    too, so growth counts only where they hold a large share of memory already, and it is told by \
    the time that is left and not by its size.
    """
  var thresholds: [Threshold] = [
    .note(
      3600, .seconds, .below,
      source: "netdata health.d/disks.conf out_of_disk_space_time, the form",
      reason: "Within an hour nothing is left, if it goes on."),
    .warning(
      600, .seconds, .below,
      source: "netdata health.d/disks.conf out_of_disk_space_time, the form",
      reason: "Within ten minutes nothing is left: sooner than anybody restarts anything."),
    large,
  ]
  private static let large = Threshold.floor(
    20, .percent, source: "own reasoning: twice what busy container hosts hold",
    reason: "Below this share of memory, growth is the kernel at its work.")
  let byHand = "slabtop -o -s c; grep nr_slab_unreclaimable /proc/vmstat"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let memory = observation.memory
    let info = try memory.info.get()
    let total = try info[.memTotal], held = try info[.sUnreclaim]
    let available = try info[.memAvailable]
    guard total > 0 else { throw Gap(.malformed, info.source, "MemTotal is 0") }
    let growth = try memory.slabGrowth.get()
    let rate = Measurement("unreclaimable slab growth", growth, .bytesPerSecond)
    guard growth > 0, effective(Self.large).isPassed(by: held / total * 100) else {
      return .clear(rate)
    }
    let left = Measurement("time until memory is full", available / growth, .seconds)
    let found = finding(
      left, "The kernel's own objects grow and hold much of memory.",
      evidence: [
        rate, Measurement("SUnreclaim", held, .bytes),
        Measurement("available", available, .bytes),
      ] + memory.largestCaches)
    return .of([found].compactMap { $0 }, clear: rate)
  }
}
