import Model

/// Whether memory makes errors that cannot be corrected.
struct MemoryEDACUncorrected: Check {
  let resource = Resource.memory
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Errors in the window that the memory controllers could not correct"
  let reason = """
    What was in memory is lost: the kernel kills who owned it or stops the machine, and what was \
    not noticed is wrong data. What was counted before the window is context; the log tells when \
    it was.
    """
  var thresholds: [Threshold] = [
    .critical(
      0, .count, source: "netdata health.d/memory.conf 1hour_ecc_memory_uncorrectable",
      reason: "Any error in the window: content was lost."),
    errorsBefore,
  ]
  let byHand = "grep . /sys/devices/system/edac/mc/mc*/ue_count; ras-mc-ctl --error-count"
  let toMeasure: String? = toMeasureControllers

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeErrors(
      observation.memory.controllers.get(), "uncorrected errors", \.uncorrected, of: \.uncorrected,
      "A memory module makes errors that cannot be corrected.")
  }
}
