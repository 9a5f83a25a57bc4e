import Model

/// Whether processes wait for pages to be read from disk.
struct MemoryMajorFaults: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Page faults each second that had to read from disk"
  let reason = """
    A process that starts reads its program by major faults, and node-mixin waits 15 min before \
    it warns. A window of seconds cannot, so here the number needs a sign that memory is short; \
    without one it is a note about cold files.
    """
  var thresholds: [Threshold] = [
    .warning(
      500, .perSecond, source: "node-mixin NodeMemoryMajorPagesFaults",
      reason: "Each costs a read from disk before its process goes on."),
    memoryStallFloor, memoryReclaimFloor,
  ]
  let byHand = "sar -B 1 3; pidstat -r 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let memory = observation.memory
    let faults = Measurement(
      "major faults", try memory.activity.get().rate(.majorFault), .perSecond)
    let isShort = isStrained(memory) == true
    let found = finding(
      faults, atMost: isShort ? .warning : .note,
      isShort
        ? "Processes wait for pages that memory could not keep."
        : isStrained(memory) == nil
          ? "Processes read pages from disk; nothing here tells whether memory is short for them."
          : "Processes read pages from disk; the machine as a whole is not short of memory.",
      evidence: memory.strainEvidence)
    return .of([found].compactMap { $0 }, clear: faults)
  }
}
