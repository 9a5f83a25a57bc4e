import Model

/// Whether all tasks wait for I/O at once.
struct DiskPressure: Check {
  let resource = Resource.disk
  let aspect = Aspect.saturation
  let persistence = Persistence.share
  let summary = "Share of time in which every runnable task waited for I/O"
  let reason = """
    A busy disk hurts only when somebody waits for it: here all do, and no work is done. On a \
    machine with little else to do a single copy may show as much, so cv4pve-diag's figures for \
    guests are taken; those for nodes are 10 and 30 %. The figure comes from total= over the own \
    window; a critical also needs the average over 60 s past the warning. Where a disk was busy \
    for as long as tasks waited and keeps up with what it is asked, they wait for no more than \
    their own work, as a copy at full speed or a program that writes a little at a time does, and \
    it is a note.
    """
  var thresholds: [Threshold] =
    [
      .warning(
        20, .percent, source: "cv4pve-diag PSI io full, guest",
        reason: "A fifth of all work is lost to waiting for I/O."),
      .critical(
        50, .percent, source: "cv4pve-diag PSI io full, guest",
        reason: "Half of all work is lost to waiting for I/O."),
    ] + keepingUp
  let byHand = "cat /proc/pressure/io"
  let toMeasure: String? = toMeasurePressure

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let pressure = try observation.disk.pressure.get()
    let full = try pressure.fullLine(of: "/proc/pressure/io")
    let found = stall(
      "I/O pressure full", full, "All tasks wait for I/O at once.",
      evidence: [Measurement("I/O pressure some", pressure.some.window, .percent)])
    let told =
      keepUp(observation, for: full.window)
      .map { found?.limited(to: .note, thresholds, because: $0) } ?? found
    return .of(
      [told].compactMap { $0 }, clear: Measurement("I/O pressure full", full.window, .percent))
  }
}
