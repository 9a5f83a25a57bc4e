import Model

/// Whether cgroups are being refused new processes or threads.
struct LimitsCgroupPidsRefused: Check {
  let resource = Resource.limits
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Forks refused because a cgroup was at its limit of tasks"
  let reason = """
    The cgroup, or one above it, has as many tasks as it may: forks and new threads fail with \
    EAGAIN. Applications tell of it as "Resource temporarily unavailable" or as a lack of memory \
    for threads. It is counted over the window, so it happens now.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "Linux Documentation/admin-guide/cgroup-v2.rst pids.events max",
      reason: "Each is a process or thread that a program wanted and did not get.")
  ]
  let byHand = "cat /sys/fs/cgroup/PATH/pids.events"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let cgroups = try observation.cgroups.get()
    let nothing = Measurement("cgroups", 0, .count)
    return try judgeEach(
      cgroups, lost: observation.cgroupGap, nothing: nothing, absenceIsNothing: true, refused
    ) {
      cgroup, refused in
      let subject = Subject.cgroup(cgroup.path)
      let measurement = Measurement("forks refused", refused, .count, on: subject)
      let pids = cgroup.pids.value
      let found = finding(
        measurement, "\(cgroup.path) is refused new processes or threads.",
        evidence: [
          pids.map { Measurement("tasks", $0.current, .count, on: subject) },
          pids?.limit.map { Measurement("limit", $0, .count, on: subject) },
        ].compactMap { $0 })
      return JudgedPart(measurement: measurement, finding: found)
    }
  }

  private func refused(_ cgroup: Cgroup) -> Measured<Double> { cgroup.pids.flatMap(\.refused) }
}
