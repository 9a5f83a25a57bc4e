import Model

/// Whether the kernel itself failed.
struct CPUKernelFault: Check {
  let resource = Resource.cpu
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Faults of the kernel itself in its log of the last hour: oops, BUG, corruption"
  let reason = """
    After an oops the task that caused it is gone with the locks it held, and whoever wants them \
    waits for ever: processes pile up in uninterruptible sleep until the next boot. A fault in the \
    window is critical, one of the last hour a warning. One fault is told in many lines.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "node-problem-detector kernel-monitor KernelOops",
      reason: "A healthy kernel never faults; up to an hour ago it explains what users saw."),
    .critical(
      0, .count, source: "Linux Documentation/admin-guide/bug-hunting.rst",
      reason: "A fault in the window: the kernel goes on with what it has lost."),
  ]
  let byHand =
    "dmesg -T | grep -E 'BUG|Oops|kernel BUG|general protection'; cat /proc/sys/kernel/tainted"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let faults = log.recent([.kernelFault], within: anHour)
    let now = log.recent([.kernelFault], within: observation.window.seconds)
    let isNow = !now.isEmpty
    let count = Measurement(
      "kernel faults", Double((isNow ? now : faults).incidents(within: 5)), .count)
    let level: Threshold.Level = isNow ? .critical : .warning
    let finding = eventFinding(
      count, isNow ? now : faults, thresholds.filter { $0.level == level }, in: log
    ) { _ in "The kernel itself failed." }
    return try verdict(
      finding.map { [$0] } ?? [], on: [.kernelFault], within: anHour, in: log,
      clear: "kernel faults")
  }
}
