import Model

/// Whether all tasks wait for memory at once.
struct MemoryPressureFull: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let persistence = Persistence.share
  let summary = "Share of time in which every runnable task waited for memory"
  let reason = """
    While all wait, the machine does nothing: it thrashes. The figure comes from total= over the \
    own window; a critical also needs the average over 60 s past the warning. cv4pve-diag warns \
    on a node from 5 % and turns critical at 15 %; its figures for guests are taken, which \
    convict less. systemd-oomd kills at 60 % over 30 s.
    """
  var thresholds: [Threshold] = [
    .warning(
      10, .percent, source: "cv4pve-diag PSI memory full, guest",
      reason: "A tenth of all work is lost to waiting for pages."),
    .critical(
      30, .percent, source: "cv4pve-diag PSI memory full, guest",
      reason: "Nearly a third of all work is lost to waiting for pages."),
  ]
  let byHand = "cat /proc/pressure/memory"
  let toMeasure: String? = toMeasurePressure

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let full = try observation.memory.pressure.get().fullLine(of: "/proc/pressure/memory")
    let found = stall(
      "memory pressure full", full, "All tasks wait for memory at once: the machine thrashes.")
    return .of(
      [found].compactMap { $0 },
      clear: Measurement("memory pressure full", full.window, .percent))
  }
}
