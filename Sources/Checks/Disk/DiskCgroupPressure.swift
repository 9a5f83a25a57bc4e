import Model

/// Whether the tasks of a cgroup wait for I/O.
struct DiskCgroupPressure: Check {
  let resource = Resource.disk
  let aspect = Aspect.saturation
  let persistence = Persistence.share
  let summary = "Share of time in which all tasks of a cgroup waited for I/O"
  let reason = """
    A workload that waits for its disk, or for its own I/O limit, hardly shows on a machine that \
    does other work. The figure comes from total= over the own window; a critical also needs the \
    average over 60 s past the warning. A parent shows its children's stalls and is left out \
    where a child was found. By the numbers of DiskPressure it is a note where a disk was busy \
    for as long and keeps up.
    """
  var thresholds: [Threshold] = [
    .warning(
      20, .percent, source: "cv4pve-diag PSI io full, guest",
      reason: "A fifth of the group's work is lost to waiting for I/O."),
    .critical(
      50, .percent, source: "cv4pve-diag PSI io full, guest",
      reason: "Half of the group's work is lost to waiting for I/O."),
  ]
  let byHand = "cat /sys/fs/cgroup/PATH/io.pressure"
  let toMeasure: String? = "cgroup v2, " + toMeasurePressure

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let verdict = try judgeCgroupStalls(
      observation, "I/O pressure full", \.ioPressure
    ) { group in
      "All tasks of \(group) wait for I/O at once."
    }
    guard case .found(let findings) = verdict else { return verdict }
    return .found(
      findings.map { found in
        DiskPressure().keepUp(observation, for: found.measurement.quantity.value)
          .map { found.limited(to: .note, thresholds, because: $0) } ?? found
      })
  }
}
