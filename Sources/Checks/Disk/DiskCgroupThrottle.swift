import Model

/// Whether cgroups use up their I/O limits.
struct DiskCgroupThrottle: Check {
  let resource = Resource.disk
  let aspect = Aspect.saturation
  let summary = "Bytes and requests of each cgroup as a share of its I/O limits"
  let reason = """
    The kernel holds back whatever exceeds io.max, or blkio.throttle in v1, and counts it \
    nowhere: the device looks idle and the workload slow. Using a limit up is the only trace it \
    leaves.
    """
  var thresholds: [Threshold] = [
    .warning(
      95, .percent, source: "Linux Documentation/admin-guide/cgroup-v2.rst io.max",
      reason: "The kernel enforces limits in short slices, so full use shows as a little less.")
  ]
  let byHand = "cat /sys/fs/cgroup/PATH/io.max; cat /sys/fs/cgroup/PATH/io.stat, twice"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.cgroups.get(), lost: observation.cgroupGap,
      nothing: Measurement("cgroups with an I/O limit", 0, .count),
      absenceIsNothing: true
    ) { group in
      group.io
    } _: { group, io in
      guard let limit = io.limits.max(by: { $0.percent < $1.percent }) else { return nil }
      let subject = Subject.cgroup(group.path)
      let share = Measurement("\(limit.name) of its limit", limit.percent, .percent, on: subject)
      let device = Subject.device(limit.device)
      let some = group.ioPressure.value?.some
      return JudgedPart(
        measurement: share,
        finding: finding(
          share, "\(group.path) is held back by its I/O limit.",
          evidence: [
            Measurement("used", limit.used, limit.unit, on: device),
            Measurement("limit", limit.limit, limit.unit, on: device),
          ]
            + (some.map { [Measurement("I/O pressure some", $0.window, .percent, on: subject)] }
              ?? [])))
    }
  }
}

extension Cgroup.IO.Limit {
  fileprivate var percent: Double { limit > 0 ? used / limit * 100 : 0 }
  fileprivate var unit: Unit { name.hasSuffix("bps") ? .bytesPerSecond : .perSecond }
}
