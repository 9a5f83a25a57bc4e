import Model

/// Whether the system runs out of process numbers.
struct LimitsPids: Check {
  let resource = Resource.limits
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Processes and threads against pid_max"
  let reason = """
    Every thread takes a number. When none is free, forks and new threads fail with EAGAIN. The \
    default of 32,768 on small machines is soon reached by programs with a thread for each request.
    """
  var thresholds: [Threshold] = [
    .warning(
      90, .percent, source: "netdata health.d/processes.conf active_processes",
      reason: "What is left goes with one busy service."),
    .critical(
      95, .percent, source: "netdata health.d/processes.conf active_processes",
      reason: "Forks are about to fail."),
  ]
  let byHand = "cat /proc/loadavg /proc/sys/kernel/pid_max"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let pids = try observation.limits.pids.get()
    guard pids.used <= pids.limit else {
      // kernel/pid.c: since Linux 6.14 each PID namespace has its own, and /proc/loadavg counts all.
      throw Gap(
        .malformed, "/proc/sys/kernel/pid_max", "less than there are tasks: not of all of them")
    }
    let share = try percent(pids.used, of: pids.limit, "/proc/sys/kernel/pid_max")
    let taken = Measurement("process numbers", share, .percent)
    let found = finding(
      taken, "The system is running out of process numbers.",
      evidence: [
        Measurement("processes and threads", pids.used, .count),
        Measurement("limit", pids.limit, .count),
      ])
    return .of([found].compactMap { $0 }, clear: taken)
  }
}
