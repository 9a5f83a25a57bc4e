import Model

/// Whether the kernel refused a cgroup a new process or thread.
struct LimitsForkRejected: Check {
  let resource = Resource.limits
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Forks rejected by the pids controller, as the kernel's log tells"
  let reason = """
    A cgroup was at its limit of tasks and a fork or a new thread failed with EAGAIN, which \
    programs report as "Resource temporarily unavailable". The kernel writes this once for each \
    cgroup: LimitsCgroupPidsRefused tells whether it goes on.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "Linux Documentation/admin-guide/cgroup-v1/pids.rst",
      reason: "A program wanted a process or thread and did not get it.")
  ]
  let byHand = "dmesg -T | grep 'fork rejected'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEvents(
      [.forkRejected: thresholds], within: anHour, in: observation.kernelLog.get(),
      clear: "forks rejected"
    ) { event in
      "The kernel refused \(event.about?.name ?? "a cgroup") a new process or thread."
    }
  }
}
