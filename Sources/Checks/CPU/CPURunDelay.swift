import Model

/// How long processes wait on the run queue.
struct CPURunDelay: Check {
  let resource = Resource.cpu
  let aspect = Aspect.saturation
  let summary = "Time that processes spend runnable and waiting, for each processor"
  let reason = """
    The scheduler keeps for every task the time it was runnable without running. Added up and \
    divided by the processors it is the mean number of waiting tasks, and it is there on kernels \
    without pressure. /proc/schedstat has it for all tasks; on kernels without that file only main \
    threads are read, and the number is a lower bound, which convicts and never clears where other \
    threads ran. It grows under a cgroup's quota too, so the \
    processors have to be busy as well.
    """
  var thresholds: [Threshold] =
    [
      .note(
        200, .millisecondsPerSecond, source: "arithmetic: one waiting task for five processors",
        reason: "Bursts of waking tasks leave less than this on a machine that keeps up."),
      .warning(
        500, .millisecondsPerSecond, source: "arithmetic: one waiting task for two processors",
        reason: "A task waits half as long as it could have run."),
      .critical(
        1000, .millisecondsPerSecond,
        source: "Brendan Gregg, USE method for Linux: a run queue of twice the processors",
        reason: "As many tasks wait as run."),
      Contention.busy, runDelayCoverage,
    ] + Contention.lasting
  let byHand = "pidstat -u 1 3 (%wait); cat /proc/schedstat; cat /proc/PID/schedstat"
  let toMeasure: String? = "A kernel with CONFIG_SCHED_INFO, and /proc mounted without hidepid."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let delay = Measurement(
      "run delay per processor", try runDelay(in: observation), .millisecondsPerSecond)
    guard thresholds.passed(by: delay.quantity.value) != nil else {
      if observation.cpu.runDelay.value == nil, let gap = observation.runDelayGap { throw gap }
      return .clear(delay)
    }
    let contention = try contention(in: observation)
    let worst = (observation.processes.value ?? []).filter { $0.threads < 2 }
      .compactMap { process in process.runDelayPercent.value.map { (process, $0) } }
      .sorted { $0.1 > $1.1 }.prefix(3)
      .map { process, delay in
        Measurement(
          "run delay", delay, .percent, on: .process(pid: process.pid, name: process.name))
      }
    let found = finding(
      delay, contention.statement, evidence: contention.evidence + worst)
    return .of([limited(to: contention.most, found)].compactMap { $0 }, clear: delay)
  }
}

extension Observation {
  /// Why nobody can say that no task waited, where only main threads were read.
  fileprivate var runDelayGap: Gap? {
    if let processGap { return processGap }
    let unread = (processes.value ?? []).filter {
      !$0.isKernelThread && $0.threads > 1 && $0.cpuPercent > 0
    }
    guard !unread.isEmpty else { return nil }
    return Gap(
      .missing, "/proc/schedstat",
      "what threads wait is in no file of this kernel but each thread's own; \(unread.count) "
        + "processes with more than one ran")
  }
}
