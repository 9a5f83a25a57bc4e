import Model

/// Whether the system runs out of threads.
struct LimitsThreads: Check {
  let resource = Resource.limits
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Processes and threads against threads-max"
  let reason = """
    The kernel sets this limit by the memory of the machine, so that threads' stacks take an \
    eighth of it at most. When it is reached, forks and new threads fail with EAGAIN, whatever \
    pid_max says.
    """
  var thresholds: [Threshold] = [
    .warning(
      90, .percent, source: "netdata health.d/processes.conf active_processes",
      reason: "Its share of process numbers; the other limit on the same tasks."),
    .critical(
      95, .percent, source: "netdata health.d/processes.conf active_processes",
      reason: "Forks are about to fail."),
  ]
  let byHand = "cat /proc/loadavg /proc/sys/kernel/threads-max"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let threads = try observation.limits.threads.get()
    let share = try percent(threads.used, of: threads.limit, "/proc/sys/kernel/threads-max")
    let taken = Measurement("threads", share, .percent)
    let found = finding(
      taken, "The system is running out of threads.",
      evidence: [
        Measurement("processes and threads", threads.used, .count),
        Measurement("limit", threads.limit, .count),
      ])
    return .of([found].compactMap { $0 }, clear: taken)
  }
}
