import Model

/// Whether btrfs filesystems have room for their metadata.
struct DiskBtrfsSpace: Check {
  let resource = Resource.disk
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Share taken of btrfs metadata, where no room is left for more of it"
  let reason = """
    btrfs gives room out in chunks, for data or for metadata. With all room given out and \
    metadata's chunks full, no file can be changed or even removed, though df shows free space in \
    the chunks of data. Full chunks alone are no fault: the next one is made when needed.
    """
  var thresholds: [Threshold] = [
    .floor(
      98, .percent, source: "netdata health.d/btrfs.conf btrfs_allocated",
      reason: "While more than a fiftieth is in no chunk, metadata can still get another."),
    .note(
      90, .percent, source: "netdata health.d/btrfs.conf btrfs_metadata, where it clears",
      reason: "A tenth of the metadata is left, and nothing to make more from."),
    .warning(
      95, .percent, source: "netdata health.d/btrfs.conf btrfs_metadata",
      reason: "The filesystem soon has no room to change itself in: balance it while it can."),
    .critical(
      98, .percent, source: "netdata health.d/btrfs.conf btrfs_metadata",
      reason: "Writes fail with no space left on device, or will with the next burst."),
  ]
  let byHand = "btrfs filesystem usage /"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.disk.btrfs.get(), nothing: Measurement("btrfs filesystems", 0, .count)
    ) { filesystem in
      filesystem.room
    } _: { filesystem, room in
      let subject = Subject.device(filesystem.name)
      let used = Measurement("metadata used", room.metadataPercent, .percent, on: subject)
      let isGivenOut = room.allocatedPercent > thresholds.floor
      return JudgedPart(
        measurement: used,
        finding: isGivenOut
          ? finding(
            used, "The btrfs filesystem \(filesystem.name) has hardly any room for metadata.",
            evidence: [
              Measurement("in chunks", room.allocatedPercent, .percent, on: subject),
              Measurement("in no chunk", room.unallocated, .bytes, on: subject),
              Measurement("size", room.size, .bytes, on: subject),
            ]) : nil)
    }
  }
}
