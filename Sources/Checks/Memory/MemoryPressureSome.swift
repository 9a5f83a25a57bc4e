import Model

/// Whether some tasks wait for memory.
struct MemoryPressureSome: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let persistence = Persistence.share
  let summary = "Share of time in which at least one task waited for memory"
  let reason = """
    The one number that tells a machine whose memory is used from one whose memory is short: time \
    lost to reclaim, swapping in and reading evicted pages again. It comes from total= over the \
    own window; a critical also needs the average over 60 s past the warning. Coroot warns from \
    2 %; the greater is taken.
    """
  var thresholds: [Threshold] = [
    .warning(
      5, .percent, source: "melisai anomaly.go memory_psi_pressure",
      reason: "A task loses a twentieth of its time to waiting for pages."),
    .critical(
      25, .percent, source: "melisai anomaly.go memory_psi_pressure",
      reason: "A quarter of the time, work stands still for want of memory."),
  ]
  let byHand = "cat /proc/pressure/memory"
  let toMeasure: String? = toMeasurePressure

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let some = try observation.memory.pressure.get().some
    let found = stall("memory pressure some", some, "Tasks wait for memory.")
    return .of(
      [found].compactMap { $0 },
      clear: Measurement("memory pressure some", some.window, .percent))
  }
}
