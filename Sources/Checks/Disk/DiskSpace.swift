import Model

/// Whether filesystems have room left.
struct DiskSpace: Check {
  let resource = Resource.disk
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Share of each filesystem's space that is taken"
  let reason = """
    Counted as df counts it, of what users without privilege may take. netdata warns from 90 %; \
    node-mixin's figures convict less of a large disk and are taken for the warning. Images and \
    read-only filesystems are full by nature and are left out.
    """
  var thresholds: [Threshold] = [
    .note(
      90, .percent, source: "netdata health.d/disks.conf disk_space_usage",
      reason: "A tenth is left; who grows, and how fast?"),
    .warning(
      95, .percent, source: "node-mixin NodeFilesystemAlmostOutOfSpace, 5 %",
      reason: "Allocation slows and writes are about to fail."),
    .critical(
      98, .percent, source: "netdata health.d/disks.conf disk_space_usage",
      reason: "Writes fail, or will with the next burst."),
  ]
  let byHand = "df -h"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.disk.filesystems.get().filter(\.isWritable),
      nothing: Measurement("filesystems", 0, .count)
    ) { filesystem in
      filesystem.space
    } _: { filesystem, space in
      let subject = Subject.mount(filesystem.mountPoint)
      let used = Measurement("space used", space.usedPercent, .percent, on: subject)
      return JudgedPart(
        measurement: used,
        finding: finding(
          used,
          space.available > 0
            ? "\(filesystem.mountPoint) is nearly full." : "\(filesystem.mountPoint) is full.",
          evidence: [
            Measurement("available", space.available, .bytes, on: subject),
            Measurement("size", space.total, .bytes, on: subject),
          ]))
    }
  }
}

extension Filesystem {
  /// Whether it is meant to be written to, so that it can fill up.
  var isWritable: Bool { !isImage && !isReadOnly }
}
