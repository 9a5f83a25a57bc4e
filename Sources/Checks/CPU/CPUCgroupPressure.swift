import Model

/// Whether the tasks of a cgroup stall for want of a processor.
struct CPUCgroupPressure: Check {
  let resource = Resource.cpu
  let aspect = Aspect.saturation
  let persistence = Persistence.share
  let summary = "Share of the window in which some task of a cgroup waited for a processor"
  let reason = """
    It tells whose tasks wait. Waiting for the group's own quota is counted too and is \
    CPUThrottling's to tell, so groups that were held back, and those above and below them, are \
    left out. A group of low weight waits by its owner's wish: at most a warning.
    """
  var thresholds: [Threshold] = [
    .note(
      20, .percent, source: "cv4pve-diag: 10 to 20 is its lowest level, the higher is taken",
      reason: "Healthy busy groups wait for a tenth of the time."),
    .warning(
      40, .percent, source: "cv4pve-diag node CPU pressure; below",
      reason: "For two fifths of the time something in the group could not run."),
    Contention.busy,
  ]
  let byHand = "cat /sys/fs/cgroup/GROUP/cpu.pressure; cat /sys/fs/cgroup/GROUP/cpu.stat"
  let toMeasure: String? = "Version 2 of cgroups; \(toMeasurePressure)"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let groups = try observation.cgroups.get()
    let throttled = groups.filter { ($0.cpu.value?.throttledPeriods ?? 0) > 0 }.map(\.path)
    let nothing = Measurement("groups held back by a quota", Double(throttled.count), .count)
    let contention = try contention(in: observation)
    return try judgeEach(groups, lost: observation.cgroupGap, nothing: nothing) {
      $0.cpuPressure
    } _: { group, pressure in
      guard !throttled.contains(where: { group.path.isRelated(to: $0) }) else { return nil }
      let subject = Subject.cgroup(group.path)
      let name = "CPU pressure"
      let found = stall(
        name, pressure.some, on: subject, "Tasks of \(group.path) wait for a processor.",
        evidence: contention.evidence)
      return JudgedPart(
        measurement: Measurement(name, pressure.some.window, .percent, on: subject),
        finding: limited(to: contention.most, found))
    }
  }
}

extension String {
  /// Whether one of the cgroup paths is the other or lies below it.
  fileprivate func isRelated(to other: String) -> Bool {
    (self + "/").hasPrefix(other + "/") || (other + "/").hasPrefix(self + "/")
  }
}
