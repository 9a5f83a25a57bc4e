import Model

/// Whether free memory lies in pieces too small for who asks.
struct MemoryFragmentation: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Sizes of free blocks that have run out, while compaction fails"
  let reason = """
    Memory may be free and still not serve a network card or a huge page that needs it in one \
    piece. Few large blocks are normal where the page cache fills memory, since the kernel makes \
    them when asked: it counts only while compaction fails in the window, and where tasks do not \
    wait for memory it is a note.
    """
  var thresholds: [Threshold] = [
    .warning(
      5, .count, source: "hotsos kernel/memory.py max_contiguous_unavailable_block_sizes",
      reason: "More than the five largest of eleven sizes are gone."),
    stalls, failures, memoryStallFloor,
  ]
  private static let stalls = Threshold.floor(
    1, .perSecond, label: "stalls", source: "melisai anomaly.go, compaction stalls",
    reason: "With fewer, nobody waits for a large block.")
  private static let failures = Threshold.floor(
    10, .percent, label: "failures",
    source: "hotsos kernel/memory.yaml max_compaction_failures_pcent",
    reason: "As long as compaction makes the blocks, having few in store is no fault.")
  let byHand = "cat /proc/buddyinfo; grep compact_ /proc/vmstat"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let memory = observation.memory
    let zones = try memory.freeBlocks.get()
    guard let worst = zones.judged.max(by: { $0.emptySizes < $1.emptySizes }) else {
      throw Gap(.malformed, "/proc/buddyinfo", "no zone is listed")
    }
    let subject = Subject.node(worst.node)
    let empty = Measurement(
      "sizes without a free block", Double(worst.emptySizes), .count, on: subject)
    let activity = try memory.activity.get()
    let stalls = try activity.delta(.compactStall), failed = try activity.delta(.compactFail)
    let rate = try activity.rate(.compactStall)
    guard effective(Self.stalls).isPassed(by: rate),
      effective(Self.failures).isPassed(by: failed / stalls * 100)
    else { return .clear(empty) }
    let found = finding(
      empty, atMost: mostWithoutPressure(memory),
      "Free memory of node \(worst.node) lies in small pieces, and compaction fails.",
      evidence: [
        Measurement("compaction stalls", rate, .perSecond),
        Measurement("of them failed", failed / stalls * 100, .percent),
        Measurement("free in zone \(worst.zone)", worst.freePages, .count, on: subject),
      ] + memory.strainEvidence)
    return .of([found].compactMap { $0 }, clear: empty)
  }
}

extension [ZoneBlocks] {
  /// The zone of each node that serves nearly everybody: `Normal`, else the one with most free.
  fileprivate var judged: [ZoneBlocks] {
    Set(map(\.node)).sorted().compactMap { node in
      let zones = filter { $0.node == node }
      return zones.first { $0.zone == "Normal" } ?? zones.max { $0.freePages < $1.freePages }
    }
  }
}
