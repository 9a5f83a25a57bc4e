import Model

/// Whether huge pages are split up.
struct MemoryHugePageSplits: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Transparent huge pages split each second"
  let reason = """
    The kernel splits a huge page to reclaim part of it, which costs time now and address \
    translations later. Programs that free memory piecemeal cause splits in good health too: \
    without pressure, direct reclaim or compaction stalls it is a note, and without pressure each \
    step weighs one less.
    """
  var thresholds: [Threshold] = [
    .warning(
      1, .perSecond, source: "melisai anomaly.go, THP splits",
      reason: "Huge pages are broken up faster than a program's normal life explains."),
    .critical(
      100, .perSecond, source: "melisai anomaly.go, THP splits",
      reason: "Huge pages are made and broken up in a circle."),
    memoryStallFloor, memoryReclaimFloor,
  ]
  let byHand = "grep thp_split_page /proc/vmstat"
  let toMeasure: String? = "A kernel with CONFIG_TRANSPARENT_HUGEPAGE."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let memory = observation.memory
    let activity = try memory.activity.get()
    let splits = Measurement("huge page splits", try activity.rate(.hugePageSplit), .perSecond)
    let stalls = (try? activity.rate(.compactStall)) ?? 0
    let isFelt = isStrained(memory) == true || stalls > 0
    let found = finding(
      splits, atMost: isFelt ? cap(splits, by: memory) : .note,
      "Transparent huge pages are being split.",
      evidence: [Measurement("compaction stalls", stalls, .perSecond)] + memory.strainEvidence)
    return .of([found].compactMap { $0 }, clear: splits)
  }
}
