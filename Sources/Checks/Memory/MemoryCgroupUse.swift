import Model

/// Whether cgroups are near their memory limit.
struct MemoryCgroupUse: Check {
  let resource = Resource.memory
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Each cgroup's working set as a share of its memory limit"
  let reason = """
    Usage counts page cache, which fills any limit and is dropped when the limit is reached; the \
    working set leaves out the part that nobody used lately. What the kernel kills for is the \
    rest. Without stalls in the cgroup, or events at its limit, each step weighs one less: near \
    the limit is not yet short. It is a warning nonetheless where what no cache is takes that much, \
    and one of its processes grows fast enough to fill the rest within a minute.
    """
  var thresholds: [Threshold] = [
    .note(
      80, .percent, source: "the performance runbook",
      reason: "A fifth is left for a burst."),
    .warning(
      90, .percent, source: "netdata health.d/cgroups.conf cgroup_ram_in_use",
      reason: "Less than a tenth is left before the limit is met."),
    .critical(
      98, .percent, source: "netdata health.d/cgroups.conf cgroup_ram_in_use",
      reason: "The next demand ends with the OOM killer."),
    memoryStallFloor, fillingFloor,
  ]
  let byHand = "systemd-cgtop -m; docker stats --no-stream"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.cgroups.get(), lost: observation.cgroupGap,
      nothing: Measurement("cgroups with a memory limit", 0, .count),
      absenceIsNothing: true
    ) { group in
      group.memory.withWorkingSet(of: group.path)
    } _: { group, memory in
      guard let limit = memory.limit, limit > 0, let working = memory.workingSet else { return nil }
      let subject = Subject.cgroup(group.path)
      let share = Measurement("working set", working / limit * 100, .percent, on: subject)
      let stalls = group.memoryPressure.value.map { isStalled($0) } ?? false
      let isFelt = stalls || memory.limitEvents > 0
      let growth = observation.growth(of: group.path, memory, near: limit, from: nearly)
      let isFilling = growth.map { effective(fillingFloor).isPassed(by: $0.perMinute) } ?? false
      return JudgedPart(
        measurement: share,
        finding: finding(
          share, atMost: isFelt ? .critical : isFilling ? .warning : oneStepLess(share),
          isFilling
            ? "\(group.path) is near its memory limit, and fills what is left within a minute if it "
              + "goes on."
            : "\(group.path) is near its memory limit.",
          evidence: [
            Measurement("working set", working, .bytes, on: subject),
            Measurement("usage with cache", memory.usage, .bytes, on: subject),
            Measurement("limit", limit, .bytes, on: subject),
          ] + group.memoryStallEvidence
            + (isFilling ? [growth?.measurement].compactMap(\.self) : [])))
    }
  }

  /// The share from which a warning is thought of.
  private var nearly: Double {
    thresholds.first { $0.severity == .warning }?.quantity.value ?? 100
  }
}

private let fillingFloor = Threshold.floor(
  100, .percent, label: "growth a minute", source: "arithmetic: all that is left, in a minute",
  reason: "Nobody who is called then has the time to look before the kernel kills.")

extension Observation {
  /// How fast the group at `path` fills what is left of `limit`, in percent of that a minute, and who
  /// does; nil where it does not, or where less than `percent` of the limit is more than cache.
  ///
  /// A process that reads mapped files grows, and so does a group that caches what it reads: what counts
  /// is by how much both grow.
  fileprivate func growth(
    of path: String, _ memory: Cgroup.Memory, near limit: Double, from percent: Double
  ) -> (perMinute: Double, measurement: Measurement)? {
    guard window.seconds > 0, let anonymous = memory.anonymous, anonymous * 100 > limit * percent
    else { return nil }
    let members = (processes.value ?? []).filter { process in
      process.cgroup(of: .memory).map { $0 == path || $0.hasPrefix(path + "/") } ?? false
    }
    guard let most = members.max(by: { $0.residentGrowth < $1.residentGrowth }) else { return nil }
    let rate = min(most.residentGrowth, memory.growth) / window.seconds
    guard rate > 0 else { return nil }
    return (
      rate * 60 / max(1, limit - anonymous) * 100,
      Measurement(
        "growth", rate, .bytesPerSecond, on: .process(pid: most.pid, name: most.name))
    )
  }
}

extension Cgroup {
  /// The share of time its tasks waited for memory, where it was measured.
  var memoryStallEvidence: [Measurement] {
    guard let some = memoryPressure.value?.some else { return [] }
    return [Measurement("memory pressure some", some.window, .percent, on: .cgroup(path))]
  }
}

extension Measured<Cgroup.Memory> {
  /// The memory of the cgroup at `path`; a gap where it has a limit and no known working set.
  fileprivate func withWorkingSet(of path: String) -> Self {
    guard let memory = value, memory.limit != nil, memory.workingSet == nil else { return self }
    return .failure(
      Gap(.malformed, "memory.stat of \(path)", "it does not tell the page cache apart"))
  }
}
