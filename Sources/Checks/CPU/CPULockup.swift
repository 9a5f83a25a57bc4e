import Model

/// Whether the kernel saw a processor or a task that made no progress.
struct CPULockup: Check {
  let resource = Resource.cpu
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Lockups, RCU stalls and hung tasks in the kernel's log of the last hour"
  let reason = """
    The kernel's watchdogs speak where a processor ran one thing for some twenty seconds, or a \
    task slept uninterruptibly for two minutes. In a virtual machine that was paused or starved by \
    its host they speak as well, so look at steal too. A hung task mostly waits for storage.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Linux Documentation/scheduler/sched-rt-group.rst",
      reason: "The kernel says only once after boot that it held back a real-time task."),
    .warning(
      0, .count, source: "node-problem-detector kernel-monitor.json",
      reason: "A healthy kernel never reports one; up to an hour ago it explains what users saw."),
    .critical(
      0, .count, source: "Linux admin-guide/lockup-watchdogs: a soft lockup repeats while it lasts",
      reason: "A processor that was stuck within ten minutes is likely to be stuck again."),
  ]
  let byHand = "dmesg | grep -iE 'lockup|rcu.*stall|blocked for more than'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let isFresh = !log.recent([.softLockup, .hardLockup], within: 600).isEmpty
    let warning = thresholds.filter { $0.level == .warning }
    let lockup = isFresh ? thresholds.filter { $0.level == .critical } : warning
    let kinds: [KernelEvent.Kind: [Threshold]] = [
      .softLockup: lockup, .hardLockup: lockup, .rcuStall: warning, .hungTask: warning,
      .realTimeThrottled: thresholds.filter { $0.level == .note },
    ]
    return try judgeEvents(kinds, within: anHour, in: log, clear: "lockups") { event in
      switch event.kind {
      case .hungTask: "\(event.about?.name ?? "A task") hung for minutes in uninterruptible sleep."
      case .realTimeThrottled: "A real-time task had to be held back, or all others would starve."
      default: "A processor was stuck."
      }
    }
  }
}
