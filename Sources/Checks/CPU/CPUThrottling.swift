import Model

/// Whether cgroups are held back by their CPU quota.
struct CPUThrottling: Check {
  let resource = Resource.cpu
  let aspect = Aspect.saturation
  let persistence = Persistence.share
  let summary = "Share of its periods in which a cgroup ran into its CPU quota"
  let reason = """
    A group that has used its quota stands still for the rest of the period, mostly 100 ms, while \
    the machine may be idle: the cause of slow containers that no number of the machine shows. \
    Being held back briefly at the end of a period costs little, so a critical also needs time.
    """
  var thresholds = [often, nearlyAlways, enough, long]
  private static let often = Threshold.warning(
    25, .percent, source: "kubernetes-mixin CPUThrottlingHigh",
    reason: "Every fourth period ends with the group standing still.")
  private static let nearlyAlways = Threshold.critical(
    75, .percent, source: "whyslow: three times kubernetes-mixin CPUThrottlingHigh",
    reason: "The group needs more than its quota nearly always; its queue cannot drain.")
  private static let enough = Threshold.floor(
    5, .count, label: "periods", source: "whyslow: half a second of the default period of 100 ms",
    reason: "In fewer periods one burst makes a large share.")
  private static let long = Threshold.floor(
    100, .millisecondsPerSecond, label: "throttled time", source: "whyslow: a tenth of a processor",
    reason: "Held back for less, added up over its tasks, the group loses little work.")
  let byHand = "cat /sys/fs/cgroup/GROUP/cpu.stat (nr_periods, nr_throttled, throttled_usec)"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let groups = try observation.cgroups.get()
    let limited = groups.filter { $0.cpu.value?.quota != nil }.count
    let seconds = observation.window.seconds
    return try judgeEach(
      groups, lost: observation.cgroupGap,
      nothing: Measurement("groups with a quota", Double(limited), .count),
      absenceIsNothing: true
    ) {
      $0.cpu
    } _: { group, cpu in
      guard observation.window.perLook(cpu.periods) >= effective(Self.enough).quantity.value else {
        return nil
      }
      return judged(group, cpu, seconds: seconds)
    }
  }

  private func judged(_ group: Cgroup, _ cpu: Cgroup.CPU, seconds: Double) -> JudgedPart {
    let subject = Subject.cgroup(group.path)
    let share = Measurement("throttled periods", cpu.throttledPercent, .percent, on: subject)
    let held = seconds > 0 ? cpu.throttledSeconds / seconds * 1000 : 0
    var evidence = [
      Measurement("throttled time", held, .millisecondsPerSecond, on: subject),
      Measurement("periods", cpu.periods, .count, on: subject),
    ]
    if let quota = cpu.quota {
      evidence.append(Measurement("quota in processors", quota, .ratio, on: subject))
    }
    if let usage = cpu.usage.value {
      evidence.append(Measurement("processors used", usage, .ratio, on: subject))
    }
    let found = finding(share, "\(group.path) is held back by its CPU quota.", evidence: evidence)
    let most = effective(Self.long).isPassed(by: held) ? Severity.critical : .warning
    return JudgedPart(measurement: share, finding: self.limited(to: most, found))
  }
}
