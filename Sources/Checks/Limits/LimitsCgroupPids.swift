import Model

/// Whether a cgroup comes near its limit of tasks.
struct LimitsCgroupPids: Check {
  let resource = Resource.limits
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Tasks of each cgroup against its own limit"
  let reason = """
    A service or container that has a limit of tasks and comes near it will fail to start threads \
    while the machine has plenty left. Cgroups without a limit of their own are not judged.
    """
  private static let smallest = Threshold.floor(
    10, .count, source: "whyslow; systemd's default for TasksMax is in the thousands",
    reason: "A limit this small was chosen to fit, and being near it is its purpose.")
  var thresholds: [Threshold] = [
    Self.smallest,
    .warning(
      90, .percent, source: "netdata health.d/processes.conf active_processes",
      reason: "Its share of the system's process numbers, taken for a cgroup's."),
    .critical(
      95, .percent, source: "netdata health.d/processes.conf active_processes",
      reason: "Forks are about to fail."),
  ]
  let byHand = "systemd-cgtop -m; cat /sys/fs/cgroup/PATH/pids.current /sys/fs/cgroup/PATH/pids.max"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let cgroups = try observation.cgroups.get()
    let nothing = Measurement("cgroups with a limit", 0, .count)
    return try judgeEach(
      cgroups, lost: observation.cgroupGap, nothing: nothing, absenceIsNothing: true, \.pids
    ) {
      cgroup, pids in
      guard let limit = pids.limit, limit >= effective(Self.smallest).quantity.value else {
        return nil
      }
      let subject = Subject.cgroup(cgroup.path)
      let tasks = Measurement("tasks", pids.current / limit * 100, .percent, on: subject)
      let found = finding(
        tasks, "\(cgroup.path) comes near its limit of processes and threads.",
        evidence: [
          Measurement("processes and threads", pids.current, .count, on: subject),
          Measurement("limit", limit, .count, on: subject),
        ])
      return JudgedPart(measurement: tasks, finding: found)
    }
  }
}
