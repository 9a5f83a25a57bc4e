import Model

/// Whether processes wait while memory is compacted.
struct MemoryCompaction: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Times each second that a process stopped to compact memory"
  let reason = """
    Free memory in small pieces is of no use to who needs a large one, a huge page for example. \
    The process then moves pages itself and waits. kcompactd does the same in the background and \
    does not count. That huge pages are switched on says nothing; these stalls do. The time they \
    take is memory pressure: where that does not agree, each step weighs one less.
    """
  var thresholds: [Threshold] = [
    .warning(
      1, .perSecond, source: "melisai anomaly.go, compaction stalls",
      reason: "Processes have begun to wait for contiguous memory."),
    .critical(
      100, .perSecond, source: "melisai anomaly.go, compaction stalls",
      reason: "Nearly every large allocation waits, for milliseconds at a time."),
    memoryStallFloor,
  ]
  let byHand = "grep compact_ /proc/vmstat; cat /proc/buddyinfo"
  let toMeasure: String? = "A kernel with CONFIG_COMPACTION."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let activity = try observation.memory.activity.get()
    let stalls = Measurement("compaction stalls", try activity.rate(.compactStall), .perSecond)
    let failed = (try? activity.rate(.compactFail)).map { Measurement("failed", $0, .perSecond) }
    let found = finding(
      stalls, atMost: cap(stalls, by: observation.memory),
      "Processes wait while memory is compacted.",
      evidence: [failed].compactMap { $0 } + observation.memory.strainEvidence)
    return .of([found].compactMap { $0 }, clear: stalls)
  }
}
