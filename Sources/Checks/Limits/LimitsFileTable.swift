import Model

/// Whether the system ran out of open files.
struct LimitsFileTable: Check {
  let resource = Resource.limits
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Opens that failed because the whole system had too many, as the kernel's log tells"
  let reason = """
    At fs.file-max every open, socket and pipe fails with ENFILE for all but root. The kernel \
    writes it when a new record is set, so once may stand for many. In the window it is critical, \
    in the last hour a warning.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "Linux fs/file_table.c alloc_empty_file()",
      reason: "Any in the last hour: some program leaks descriptors or the limit is too low."),
    .critical(
      0, .count, source: "Linux Documentation/admin-guide/sysctl/fs.rst file-max",
      reason: "Any in the window: opens fail while we look."),
  ]
  let byHand = "dmesg -T | grep 'file-max limit'; cat /proc/sys/fs/file-nr"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let findings = recentFindings(
      [.fileTableFull: thresholds], within: anHour, in: log, during: observation.window
    ) { _ in "The system reached its limit of open files: opens fail." }
    return try verdict(
      findings, on: [.fileTableFull], within: anHour, in: log, clear: "file table full")
  }
}
