import Model

/// Whether pools of ZFS are whole.
struct DiskPoolHealth: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "The state of each ZFS pool, its lost data and the errors of its devices"
  let reason = """
    A degraded pool works on, with less redundancy; one that is suspended holds back all that \
    uses it until its devices return. Errors that a device had and the pool repaired are counted \
    until they are cleared, and are a note.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, label: "device errors", source: "zpool-status(8)",
      reason: "Any error of a device that is in use: the pool has repaired it from another."),
    .warning(
      0, .count, label: "degraded", source: "netdata health.d/zfs.conf zfs_pool_state_warn",
      reason: "A device is missing or failing; the pool goes on without it."),
    .warning(
      0, .count, label: "lost data", source: "zpool-status(8) errors",
      reason: "Any file or object that no copy is left of: reading it fails."),
    .critical(
      0, .count, label: "faulted", source: "netdata health.d/zfs.conf zfs_pool_state_crit",
      reason: "The pool cannot be used, or waits for its devices and everybody with it."),
  ]
  let byHand = "zpool status -v"
  let toMeasure: String? = "Install zfsutils; old ones do not know zpool status -pL."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let pools = try observation.disk.pools.get()
    var findings: [Finding] = []
    var gap: Gap?
    for pool in pools {
      let found = finding(of: pool)
      if found.isEmpty { gap = gap ?? pool.status.gap }
      findings += found
    }
    if findings.isEmpty, let gap { throw gap }
    return .of(
      findings, clear: Measurement(pools.isEmpty ? "pools" : "pools not online", 0, .count))
  }

  private func finding(of pool: ZFSPool) -> [Finding] {
    let subject = Subject.device(pool.name)
    var findings: [Finding] = []
    func tell(
      _ label: String, _ title: String, _ value: Double, _ statement: String,
      _ evidence: [Measurement] = []
    ) {
      let count = Measurement(title, value, .count, on: subject)
      if let one = finding(count, past: [label], statement, evidence: evidence) {
        findings.append(one)
      }
    }
    let devices = pool.status.value?.devices ?? []
    let absent = devices.filter { !["ONLINE", "AVAIL", "INUSE"].contains($0.state) }
    if pool.state != "ONLINE" {
      let names = absent.map { "\($0.name) is \($0.state)" }.joined(separator: ", ")
      tell(
        pool.state == "DEGRADED" ? "degraded" : "faulted", "not online", 1,
        "The pool \(pool.name) is \(pool.state)\(names.isEmpty ? "" : ": \(names)").",
        [Measurement("devices not online", Double(absent.count), .count, on: subject)])
    }
    if let lost = pool.status.value?.dataErrors {
      tell("lost data", "lost files or objects", lost, "The pool \(pool.name) has lost data.")
    }
    let failing = devices.filter { $0.errors > 0 }
    let errors = failing.reduce(0) { $0 + $1.errors }
    let names = failing.map(\.name).joined(separator: ", ")
    tell(
      "device errors", "device errors", errors,
      "The pool \(pool.name) has met errors of its devices: \(names).")
    return findings
  }
}
