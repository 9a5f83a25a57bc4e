import Model

/// Whether memory modules make errors.
struct MemoryECC: Check {
  let resource = Resource.memory
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Memory errors that the hardware corrected or could not correct, in the last hour"
  let reason = """
    A corrected error costs a little time, and a single one means nothing: cosmic rays make them, \
    too. Many from one module foretell worse and slow a machine without any other sign. An \
    uncorrected one loses data. A machine without error-correcting memory, and most guests, never \
    log any.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "netdata health.d/memory.conf, ECC correctable",
      reason: "Any corrected error in the last hour: it was handled, and is worth remembering."),
    .warning(
      10, .count, label: "corrected", source: "mcelog.conf, ce-error-threshold = 10 / 24h",
      reason: "As many from one module in an hour: the module is failing."),
    .critical(
      0, .count, label: "uncorrected",
      source: "netdata health.d/memory.conf, ECC uncorrectable",
      reason: "Any uncorrected error in the last hour: content was lost."),
  ]
  let byHand = "dmesg -T | grep -iE 'EDAC|Hardware Error'; edac-util -v"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let corrected = thresholds.filter { $0.level != .critical }
    let uncorrected = thresholds.filter { $0.level == .critical }
    return try judgeEvents(
      [.memoryErrorCorrected: corrected, .memoryErrorUncorrected: uncorrected], within: anHour,
      in: observation.kernelLog.get(), clear: "memory errors"
    ) { event in
      event.kind == .memoryErrorCorrected
        ? "A memory module makes errors that the hardware corrects."
        : "A memory module made an error that could not be corrected."
    }
  }
}
