import Model

/// Whether pools of ZFS have room left.
struct DiskPoolSpace: Check {
  let resource = Resource.disk
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Share of each ZFS pool that is allocated"
  let reason = """
    The fuller a pool, the longer ZFS looks for a place to write to: it slows down before it is \
    full, which df of a dataset does not show. The last thirty-second part is ZFS's own.
    """
  var thresholds: [Threshold] = [
    .note(
      80, .percent, source: "Oracle Solaris ZFS, Recommended Storage Pool Practices",
      reason: "Writes to a pool fuller than this get slower, the more they are random."),
    .warning(
      90, .percent, source: "netdata health.d/zfs.conf zfs_pool_space_utilization",
      reason: "Regions fall below 4 % free, where the search for the best gap begins."),
    .critical(
      98, .percent, source: "netdata health.d/zfs.conf zfs_pool_space_utilization",
      reason: "Writes fail, or will with the next burst."),
  ]
  let byHand = "zpool list"
  let toMeasure: String? = "Install zfsutils."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.disk.pools.get(), nothing: Measurement("pools", 0, .count)
    ) { pool in
      pool.room
    } _: { pool, room in
      let subject = Subject.device(pool.name)
      let used = Measurement("pool space used", room.usedPercent, .percent, on: subject)
      return JudgedPart(
        measurement: used,
        finding: finding(
          used, "The pool \(pool.name) is filling up.",
          evidence: [
            Measurement("free", room.free, .bytes, on: subject),
            Measurement("size", room.size, .bytes, on: subject),
          ]))
    }
  }
}
