import Model

/// Whether snapshots of LVM have room left.
struct DiskSnapshotSpace: Check {
  let resource = Resource.disk
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Share taken of the room that each LVM snapshot was given"
  let reason = """
    Every first write to the origin is copied to each of its snapshots, so each costs a write \
    more while it lives. One that runs over is lost; the origin works on.
    """
  var thresholds: [Threshold] = [
    .note(
      80, .percent, source: "lvm.conf(5) snapshot_autoextend_threshold, the example there",
      reason: "Where LVM would make it larger, if it was told to."),
    .warning(
      90, .percent, source: "netdata health.d/lvm.conf lvm_lv_data_space_utilization",
      reason: "With the next tenth it is lost, and the backup that is made from it."),
  ]
  let byHand = "lvs -o name,origin,data_percent"
  let toMeasure: String? = toMeasureMapped

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.disk.mapped.get().snapshots, nothing: Measurement("snapshots", 0, .count)
    ) { snapshot in
      snapshot.used
    } _: { snapshot, percent in
      let used = Measurement("snapshot used", percent, .percent, on: .device(snapshot.name))
      return JudgedPart(
        measurement: used,
        finding: finding(
          used,
          percent >= 100
            ? "The snapshot \(snapshot.name) has run over and is lost."
            : "The snapshot \(snapshot.name) is running full."))
    }
  }
}
