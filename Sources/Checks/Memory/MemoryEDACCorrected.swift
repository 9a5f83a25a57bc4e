import Model

/// Whether the memory controllers correct errors now.
struct MemoryEDACCorrected: Check {
  let resource = Resource.memory
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Errors in the window that the memory controllers corrected"
  let reason = """
    The controllers count every error, the kernel's log only tells of some and forgets. One that \
    recurs within a window of seconds is a failing module, and correcting very many takes the \
    processor's time. What was counted before the window is context.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "netdata health.d/memory.conf 1hour_ecc_memory_correctable",
      reason: "Any error in the window: healthy modules make a few in a year."),
    errorsBefore,
  ]
  let byHand = "grep . /sys/devices/system/edac/mc/mc*/ce_count; ras-mc-ctl --error-count"
  let toMeasure: String? = toMeasureControllers

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeErrors(
      observation.memory.controllers.get(), "corrected errors", \.corrected, of: \.corrected,
      "A memory module makes errors now, which the hardware corrects.")
  }
}
