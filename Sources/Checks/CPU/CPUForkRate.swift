import Model

/// Whether very many processes are started.
struct CPUForkRate: Check {
  let resource = Resource.cpu
  let aspect = Aspect.saturation
  let summary = "New processes and threads each second for each processor"
  let reason = """
    A shell loop or a restarting service that starts short programs burns time in which no tool \
    that looks twice sees a process. The kernel counts threads too, which cost far less, so the \
    rate is a warning only where the processors are busy as well.
    """
  var thresholds = [many, veryMany, busy]
  private static let many = Threshold.note(
    100, .perSecond, source: "time sh -c 'for i in $(seq 1000); do /bin/true; done'",
    reason: "At about 0.7 ms for the smallest program, 7 % of every processor goes to starting.")
  private static let veryMany = Threshold.warning(
    500, .perSecond, source: "time sh -c 'for i in $(seq 1000); do /bin/true; done'",
    reason: "A third of every processor goes to starting programs.")
  private static let busy = Threshold.floor(
    50, .percent, label: "busy",
    source: "arithmetic: what that many programs take at least, with their own work",
    reason: "On a machine with more time left it is threads that are started, or nobody waits.")
  let byHand = "sar -w 1 3 (proc/s); execsnoop"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let scheduler = try observation.cpu.scheduler.get()
    let share = try observation.cpu.total.get()
    let count = try observation.processorCount()
    let forks = Measurement("forks per processor", scheduler.forksPerSecond / count, .perSecond)
    let found = finding(
      forks, "Very many processes or threads are started.",
      evidence: [
        Measurement("forks", scheduler.forksPerSecond, .perSecond),
        Measurement("busy", share.demand, .percent),
        Measurement("system", share.kernel, .percent),
      ])
    let most = effective(Self.busy).isPassed(by: share.demand) ? Severity.warning : .note
    return .of([limited(to: most, found)].compactMap { $0 }, clear: forks)
  }
}
