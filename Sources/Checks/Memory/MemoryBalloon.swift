import Model

/// Whether the host has taken memory back from this guest.
struct MemoryBalloon: Check {
  let resource = Resource.memory
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Memory that the host has taken back from this guest by its balloon"
  let reason = """
    The size a guest was given is not seen from inside, but what its balloon driver gave back is: \
    the guest then has less than its owner believes. Overcommitted hosts do so by plan, and it \
    hurts only a guest that needs the memory: without strain it is a note.
    """
  var thresholds: [Threshold] = [
    .note(
      1, .percent, source: "the performance runbook's own incident: 4 GB set, 1.8 GB seen",
      reason: "More than a stray page is held back by the host."),
    .warning(
      10, .percent, source: "the performance runbook's own incident: 4 GB set, 1.8 GB seen",
      reason: "A tenth of the memory is at the host, and here it is short."),
    tight, memoryStallFloor, memoryReclaimFloor,
  ]
  private static let tight = tightMemory
  let byHand = "grep -i balloon /proc/vmstat /proc/meminfo; on the host: virsh dommemstat NAME"
  let toMeasure: String? =
    "A kernel with CONFIG_MEMORY_BALLOON; Hyper-V and Xen tell the host only."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let memory = observation.memory
    let held = try memory.ballooned.get()
    let info = try memory.info.get()
    let total = try info[.memTotal], available = try info[.memAvailable]
    guard total > 0 else { throw Gap(.malformed, info.source, "MemTotal is 0") }
    let share = Measurement("held by the host", held / (total + held) * 100, .percent)
    let used = Measurement("used", (1 - available / total) * 100, .percent)
    let isShort =
      isStrained(memory) == true || effective(Self.tight).isPassed(by: used.quantity.value)
    let found = finding(
      share, atMost: isShort ? .warning : .note,
      isShort
        ? "The host has taken memory back that this guest needs."
        : "The host has taken memory back that nobody here misses.",
      evidence: [
        Measurement("held by the host", held, .bytes), Measurement("left here", total, .bytes),
        used,
      ] + memory.strainEvidence)
    return .of([found].compactMap { $0 }, clear: share)
  }
}

private let tightMemory = Threshold.floor(
  90, .percent, label: "tight", source: "netdata health.d/ram.conf ram_in_use",
  reason: "With more than a tenth of what is left available, the guest has enough.")
