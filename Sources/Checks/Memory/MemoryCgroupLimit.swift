import Model

/// Whether cgroups run into their memory limit.
struct MemoryCgroupLimit: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Times in the window that a cgroup was held back at its memory limit"
  let reason = """
    memory.events counts each time usage met memory.max or memory.high, in v1 memory.failcnt. \
    Page cache alone meets any limit in good health and is dropped there: unless the cgroup's \
    tasks wait for memory, it is a note. Where no pressure tells, as in v1, they do if the working \
    set is most of the limit, or if the major faults of the group's processes, as far as the \
    kernel counts pages that were evicted before, take their share of time at what the disks take \
    for a read. Counts since the cgroup was made convict of nothing.
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
      let isTold = group.memoryPressure.value != nil
      let faults =
        isTold || memory.limitEvents + memory.highEvents == 0
        ? nil : refaulting(group, observation)
      let isFelt =
        isShort(group, memory, limit)
        || faults.map { effective(memoryStallFloor).isPassed(by: $0.waiting) } ?? false
      return JudgedPart(
        measurement: events,
        finding: finding(
          events, atMost: isFelt ? .warning : .note,
          isFelt
            ? "\(group.path) is held back at its memory limit."
            : isTold
              ? "\(group.path) fills its memory limit with page cache, and nobody waits."
              : "\(group.path) meets its memory limit, as page cache does; nothing here tells whether "
                + "anybody waits.",
          evidence: [
            Measurement("at max", memory.limitEvents, .count, on: subject),
            Measurement("at high", memory.highEvents, .count, on: subject),
            Measurement("usage with cache", memory.usage, .bytes, on: subject),
            Measurement("limit", limit, .bytes, on: subject),
          ] + group.memoryStallEvidence
            + (faults.map { faults in
              [
                Measurement("major faults", faults.perSecond, .perSecond, on: subject),
                Measurement("waiting for their reads", faults.waiting, .percent, on: subject),
              ]
            } ?? [])))
    }
  }

  /// The major faults of the processes in `group` and below, and the share of time that these wait.
  ///
  /// Each stops its task until the page is read. Pages that were never in memory are nobody's shortage,
  /// so that no more faults count than evicted pages came back. Nil where one of these was not measured.
  private func refaulting(
    _ group: Cgroup, _ observation: Observation
  ) -> (perSecond: Double, waiting: Double)? {
    guard let processes = observation.processes.value,
      let devices = observation.disk.devices.value?.filter({ $0.isLeaf && $0.readsPerSecond > 0 }),
      let activity = observation.memory.activity.value,
      let refaults = (try? activity.rate(.refaultFile)).map({ files in
        files + ((try? activity.rate(.refaultAnon)) ?? 0)
      }) ?? (try? activity.rate(.refault))
    else { return nil }
    let faults = processes.filter { process in
      let own = process.cgroup(of: .memory)
      return own == group.path || own?.hasPrefix(group.path + "/") ?? false
    }.reduce(0) { $0 + $1.majorFaultsPerSecond }
    let reads = devices.reduce(0) { $0 + $1.readsPerSecond }
    guard faults > 0, reads > 0 else { return nil }
    let latency = devices.reduce(0) { $0 + $1.readAwait * $1.readsPerSecond } / reads
    return (faults, min(faults, refaults) * latency / 1000 * 100)
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
