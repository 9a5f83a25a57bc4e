import Model

/// Whether the machine does heavy work for its own good.
struct DiskMaintenance: Check {
  let resource = Resource.disk
  let aspect = Aspect.saturation
  let summary = "Scrubs, rebuilds, checks, backups, trims, updates and the boot, while they last"
  let reason = """
    Such work reads or writes whole disks and ends by itself; the right answer is often to wait, or \
    to give it another hour. It convicts nothing: it is named, and a strain that it explains weighs \
    less. Programs are named only where they really read, wrote or computed in the window.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "the checklist: scrub, resilver, backup: name it before convicting",
      reason: "Any such work: what is slow may be slow because of it.")
  ]
  let byHand = "cat /proc/mdstat; zpool status; cat /sys/fs/btrfs/*/exclusive_operation; ps aux"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let work = try observation.maintenance.get()
    let findings = work.compactMap { one in
      finding(
        Measurement(one.kind.rawValue, 1, .count, on: one.subject), "Planned work: \(one.words).",
        evidence: one.percent.map {
          [Measurement("done", $0, .percent, on: one.subject)]
        } ?? [])
    }
    // Nothing was seen: is it because nothing could be?
    if findings.isEmpty {
      _ = try observation.disk.devices.get()
      _ = try observation.disk.arrays.get()
      for pool in try observation.disk.pools.get() { _ = try pool.status.get() }
      _ = try observation.disk.btrfs.get()
      _ = try observation.disk.mapped.get()
    }
    return .of(findings, clear: Measurement("heavy work by plan", 0, .count))
  }
}
