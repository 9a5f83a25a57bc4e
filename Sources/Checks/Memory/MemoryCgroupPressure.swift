import Model

/// Whether the tasks of a cgroup wait for memory.
struct MemoryCgroupPressure: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let persistence = Persistence.share
  let summary = "Share of time in which all tasks of a cgroup waited for memory"
  let reason = """
    A workload short of memory inside its own limit does not show on the machine, which may have \
    plenty. The line full is judged, because in a busy group some task always waits; the figure \
    comes from total= over the own window, and a critical also needs the average over 60 s past \
    the warning. A parent shows its children's stalls and is left out where a child was found.
    """
  var thresholds: [Threshold] = [
    .warning(
      10, .percent, source: "cv4pve-diag PSI memory full, guest",
      reason: "A tenth of the group's work is lost to waiting for pages."),
    .critical(
      30, .percent, source: "cv4pve-diag PSI memory full, guest",
      reason: "Nearly a third of the group's work is lost to waiting for pages."),
  ]
  let byHand = "cat /sys/fs/cgroup/PATH/memory.pressure"
  let toMeasure: String? = "cgroup v2, " + toMeasurePressure

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeCgroupStalls(
      observation, "memory pressure full", \.memoryPressure
    ) { group in
      "All tasks of \(group) wait for memory at once."
    }
  }
}
