import Model

/// Whether cgroups run into their memory limit.
struct MemoryCgroupLimit: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Times in the window that a cgroup was held back at its memory limit"
  let reason = """
    memory.events counts each time usage met memory.max or memory.high, in v1 memory.failcnt. \
    Page cache alone meets any limit in good health and is dropped there: unless the cgroup's \
    tasks wait for memory, or in v1, which does not tell, its working set is most of the limit, \
    it is a note. Counts since the cgroup was made convict of nothing.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "Linux Documentation/admin-guide/cgroup-v2.rst memory.events",
      reason: "Any event in the window: its tasks reclaim memory before they get any."),
    memoryStallFloor, workingSetFloor,
  ]
  let byHand = "cat /sys/fs/cgroup/PATH/memory.events; cat memory.failcnt in v1"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.cgroups.get(), lost: observation.cgroupGap,
      nothing: Measurement("cgroups with a memory limit", 0, .count),
      absenceIsNothing: true
    ) { group in
      group.memory
    } _: { group, memory in
      guard let limit = [memory.limit, memory.high].compactMap({ $0 }).min() else { return nil }
      let subject = Subject.cgroup(group.path)
      let events = Measurement(
        "events at the memory limit", memory.limitEvents + memory.highEvents, .count, on: subject)
      let isFelt = isShort(group, memory, limit)
      return JudgedPart(
        measurement: events,
        finding: finding(
          events, atMost: isFelt ? .warning : .note,
          isFelt
            ? "\(group.path) is held back at its memory limit."
            : "\(group.path) fills its memory limit with page cache, and nobody waits.",
          evidence: [
            Measurement("at max", memory.limitEvents, .count, on: subject),
            Measurement("at high", memory.highEvents, .count, on: subject),
            Measurement("usage with cache", memory.usage, .bytes, on: subject),
            Measurement("limit", limit, .bytes, on: subject),
          ] + group.memoryStallEvidence))
    }
  }

  /// Whether tasks wait or, where pressure was not measured, whether cache cannot be the reason.
  private func isShort(_ group: Cgroup, _ memory: Cgroup.Memory, _ limit: Double) -> Bool {
    if let pressure = group.memoryPressure.value { return isStalled(pressure) }
    guard let working = memory.workingSet, limit > 0 else { return false }
    return effective(workingSetFloor).isPassed(by: working / limit * 100)
  }
}

private let workingSetFloor = Threshold.floor(
  90, .percent, label: "working set",
  source: "netdata health.d/cgroups.conf cgroup_ram_in_use",
  reason: "Below this, dropping page cache makes the room that is asked for.")
