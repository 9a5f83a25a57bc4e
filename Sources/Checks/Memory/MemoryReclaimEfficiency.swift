import Model

/// Whether looking for memory to free still finds some.
struct MemoryReclaimEfficiency: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Share of the pages scanned for reclaim that could be freed"
  let reason = """
    While page cache is dropped, nearly every page that is looked at is freed. A low share means \
    that all pages are in use, dirty or locked, and that the kernel goes round and round among \
    them: thrashing begins here. Only a real search counts, and where memory pressure does not \
    agree it is a note.
    """
  var thresholds: [Threshold] = [
    .warning(
      30, .percent, .below, source: "sysstat sar(1), %vmeff",
      reason: "Of ten pages looked at, seven are needed or cannot be freed."),
    searching, memoryStallFloor,
  ]
  private static let searching = Threshold.floor(
    1000, .pagesPerSecond, label: "searching", source: "melisai anomaly.go, direct reclaim",
    reason: "A few pages in a window make any share.")
  let byHand = "sar -B 1 3 (%vmeff)"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let memory = observation.memory
    let activity = try memory.activity.get()
    let scanned = try activity.rate(.scanDirect) + activity.rate(.scanKswapd)
    let freed = try activity.rate(.stealDirect) + activity.rate(.stealKswapd)
    let scan = Measurement("scanned", scanned, .pagesPerSecond)
    guard effective(Self.searching).isPassed(by: scanned) else { return .clear(scan) }
    let share = Measurement("freed of scanned", min(100, freed / scanned * 100), .percent)
    let found = finding(
      share, atMost: mostWithoutPressure(memory),
      "The kernel looks for memory to free and finds little.",
      evidence: [scan, Measurement("freed", freed, .pagesPerSecond)] + memory.strainEvidence)
    return .of([found].compactMap { $0 }, clear: share)
  }
}
