import Model

/// Whether pages are read again soon after they were evicted.
struct MemoryRefaults: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Evicted pages each second that were needed again soon after"
  let reason = """
    Eviction of what nobody needs again is free; a refault is the proof that the working set does \
    not fit. Reading more files than memory holds, as a backup does, refaults in good health, and \
    so does a cgroup at its own limit: without pressure or direct reclaim it is a note.
    """
  var thresholds: [Threshold] = [
    .warning(
      500, .pagesPerSecond, source: "node-mixin NodeMemoryMajorPagesFaults, for want of a rule",
      reason: "A refault costs a read from disk, as a major fault does."),
    memoryStallFloor, memoryReclaimFloor,
  ]
  let byHand = "grep workingset_refault /proc/vmstat; sleep 3; grep workingset_refault /proc/vmstat"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let memory = observation.memory
    let activity = try memory.activity.get()
    let rate: Double
    var evidence: [Measurement] = []
    if let anonymous = try? activity.rate(.refaultAnon) {
      let file = try activity.rate(.refaultFile)
      rate = anonymous + file
      evidence = [
        Measurement("of files", file, .pagesPerSecond),
        Measurement("from swap", anonymous, .pagesPerSecond),
      ]
    } else {
      rate = try activity.rate(.refault)
    }
    let refaults = Measurement("refaults", rate, .pagesPerSecond)
    let isShort = isStrained(memory) == true
    let found = finding(
      refaults, atMost: isShort ? .warning : .note,
      isShort
        ? "The working set does not fit in memory: evicted pages are read again."
        : isStrained(memory) == nil
          ? "Evicted pages are read again; nothing here tells whether anybody waits for them."
          : "Evicted pages are read again; the machine as a whole does not wait for memory.",
      evidence: evidence + memory.strainEvidence)
    return .of([found].compactMap { $0 }, clear: refaults)
  }
}
