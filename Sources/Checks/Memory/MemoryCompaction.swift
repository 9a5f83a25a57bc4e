import Model

/// Whether processes wait while memory is compacted.
struct MemoryCompaction: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Times each second that a process stopped to compact memory"
  let reason = """
    Free memory in small pieces is of no use to who needs a large one, a huge page for example. \
    The process then moves pages itself and waits. kcompactd does the same in the background and \
    does not count. That huge pages are switched on says nothing; these stalls do.
    """
  let thresholds: [Threshold] = [
    .warning(
      1, .perSecond, source: "melisai anomaly.go compaction_stall_rate",
      reason: "Processes have begun to wait for contiguous memory."),
    .critical(
      100, .perSecond, source: "melisai anomaly.go compaction_stall_rate",
      reason: "Nearly every large allocation waits, for milliseconds at a time."),
    memoryStallFloor,
  ]
  let byHand = "grep compact_ /proc/vmstat; cat /proc/buddyinfo"
  let toMeasure: String? = "A kernel with CONFIG_COMPACTION."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let activity = try observation.memory.activity.get()
    let stalls = Measurement("compaction stalls", try activity.rate(.compactStall), .perSecond)
    let failed = (try? activity.rate(.compactFail)).map { Measurement("failed", $0, .perSecond) }
    // Time spent in direct compaction is counted as memory pressure, so it must show there.
    let stalled = observation.memory.pressure.value?.some.window ?? 0
    let found = finding(
      stalls, atMost: memoryStallFloor.isPassed(by: stalled) ? .critical : .warning,
      "Processes wait while memory is compacted.",
      evidence: [failed].compactMap { $0 } + observation.memory.strainEvidence)
    return .of([found].compactMap { $0 }, clear: stalls)
  }
}
