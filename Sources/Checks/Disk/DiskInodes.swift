import Model

/// Whether filesystems can hold more files.
struct DiskInodes: Check {
  let resource = Resource.disk
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Share of each filesystem's inodes that are taken"
  let reason = """
    With no inode left, creating a file fails with "no space left on device" while df shows room. \
    Filesystems that make inodes as needed, such as btrfs, report none and cannot run out.
    """
  var thresholds: [Threshold] = [
    .note(
      90, .percent, source: "netdata health.d/disks.conf disk_inode_usage",
      reason: "A tenth is left; which folder fills with small files?"),
    .warning(
      95, .percent, source: "node-mixin NodeFilesystemAlmostOutOfFiles, 5 %",
      reason: "Creating files is about to fail."),
    .critical(
      98, .percent, source: "netdata health.d/disks.conf disk_inode_usage",
      reason: "Creating files fails, or will with the next burst."),
  ]
  let byHand = "df -i"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.disk.filesystems.get().filter(\.isWritable),
      nothing: Measurement("filesystems with inodes to run out of", 0, .count)
    ) { filesystem in
      filesystem.inodes
    } _: { filesystem, inodes in
      guard inodes.total > 0 else { return nil }
      let subject = Subject.mount(filesystem.mountPoint)
      let used = Measurement("inodes used", inodes.usedPercent, .percent, on: subject)
      return JudgedPart(
        measurement: used,
        finding: finding(
          used, "\(filesystem.mountPoint) has hardly any inodes left.",
          evidence: [
            Measurement("inodes free", inodes.available, .count, on: subject),
            Measurement("inodes", inodes.total, .count, on: subject),
          ]))
    }
  }
}
