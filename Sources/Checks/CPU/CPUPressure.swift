import Model

/// Whether tasks stall for want of a processor.
struct CPUPressure: Check {
  let resource = Resource.cpu
  let aspect = Aspect.saturation
  let persistence = Persistence.share
  let summary = "Share of the window in which some task waited for a processor"
  let reason = """
    Pressure counts the time in which at least one runnable task waited. A task held back by the \
    quota of its cgroup counts as well, and so does niced or pinned work, so waiting convicts the \
    machine only where its processors are busy too. The line `full` means nothing for a whole \
    machine.
    """
  var thresholds: [Threshold] =
    [
      .note(
        20, .percent, source: "cv4pve-diag: 10 to 20 is its lowest level, the higher is taken",
        reason: "Healthy busy machines wait for a tenth of the time."),
      .warning(
        40, .percent, source: "cv4pve-diag node CPU pressure; below",
        reason: "For two fifths of the time something could not run."),
      .critical(
        70, .percent, source: "cv4pve-diag node CPU pressure",
        reason: "Waiting is the normal state."),
      Contention.busy, Contention.lastingPressure,
    ]
  let byHand = "cat /proc/pressure/cpu; mpstat 1 3"
  let toMeasure: String? = toMeasurePressure

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let some = try observation.cpu.pressure.get().some
    let clear = Measurement("CPU pressure", some.window, .percent)
    guard thresholds.passed(by: some.window) != nil else { return .clear(clear) }
    let contention = try contention(in: observation)
    let found = stall(
      "CPU pressure", some, contention.statement, evidence: contention.evidence)
    return .of([limited(to: contention.most, found)].compactMap { $0 }, clear: clear)
  }
}
