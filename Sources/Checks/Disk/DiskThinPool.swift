import Model

/// Whether thin pools have room left.
struct DiskThinPool: Check {
  let resource = Resource.disk
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Share taken of each thin pool's data and metadata, and whether it still writes"
  let reason = """
    Thin volumes promise more than their pool has. When it runs full, writes wait for a minute and \
    then fail, in every volume at once, and the filesystems on them are damaged; df inside shows \
    free space to the end. A pool whose metadata is full needs a repair.
    """
  var thresholds: [Threshold] = [
    .note(
      80, .percent, label: "metadata early", source: "cv4pve-diag LVM-thin metadata, its warning",
      reason: "A fifth of the metadata is left; it does not grow by itself unless told to."),
    .warning(
      90, .percent, label: "metadata",
      source: "netdata health.d/lvm.conf lvm_lv_metadata_space_utilization",
      reason: "A tenth of the metadata is left."),
    .warning(
      90, .percent, label: "data",
      source: "netdata health.d/lvm.conf lvm_lv_data_space_utilization; cv4pve-diag",
      reason: "A tenth is left for all volumes together."),
    .critical(
      98, .percent, label: "full", source: "netdata health.d/lvm.conf",
      reason: "Writes to every volume of the pool fail, or will with the next burst."),
    .critical(
      0, .count, label: "stopped",
      source: "Linux Documentation/admin-guide/device-mapper/thin-provisioning.rst",
      reason: "The pool is out of space, read-only or failed: writes to its volumes fail."),
  ]
  let byHand = "lvs -a -o name,data_percent,metadata_percent; dmsetup status --target thin-pool"
  let toMeasure: String? = toMeasureMapped

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.disk.mapped.get().thinPools, nothing: Measurement("thin pools", 0, .count)
    ) { pool in
      pool.use
    } _: { pool, use in
      let subject = Subject.device(pool.name)
      let shares = [
        use.data.map { Measurement("data used", $0, .percent, on: subject) },
        use.metadata.map { Measurement("metadata used", $0, .percent, on: subject) },
      ].compactMap { $0 }
      let most = shares.max { $0.quantity.value < $1.quantity.value }
      let stopped = Measurement("stopped", use.mode == "rw" ? 0 : 1, .count, on: subject)
      let found =
        [
          finding(
            stopped, past: ["stopped"], "The thin pool \(pool.name) \(use.words).",
            evidence: shares)
        ]
        + shares.map { share in
          let isData = share.name == "data used"
          return finding(
            share, past: isData ? ["full", "data"] : ["full", "metadata", "metadata early"],
            "The thin pool \(pool.name) runs out of \(isData ? "data" : "metadata").",
            evidence: shares.filter { $0 != share })
        }
      let worst = found.compactMap { $0 }.max { $0.severity < $1.severity }
      return JudgedPart(measurement: worst?.measurement ?? most ?? stopped, finding: worst)
    }
  }
}

extension MappedVolumes.ThinPool.Use {
  /// What the driver's word for its mode means.
  fileprivate var words: String {
    switch mode {
    case "out_of_data_space": "is full"
    case "ro": "has turned read-only"
    case "Fail": "has failed"
    default: "is \(mode)"
    }
  }
}
