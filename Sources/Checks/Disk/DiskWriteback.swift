import Model

/// Whether written data waits for the disks up to the limit.
struct DiskWriteback: Check {
  let resource = Resource.disk
  let aspect = Aspect.saturation
  let summary = "Data written and not yet on disk, as a share of the kernel's limit"
  let reason = """
    At the limit the kernel slows down whoever writes to the pace of the disks. It steers for \
    some nine tenths during any large copy, which is right: so without tasks that wait for I/O it \
    is a note.
    """
  var thresholds: [Threshold] = [
    .warning(
      80, .percent, source: "the checklist; Linux mm/page-writeback.c balance_dirty_pages()",
      reason: "Past the midpoint between the two limits, every writer is made to wait."),
    ioStallFloor,
  ]
  let byHand = "grep -E 'nr_dirty|nr_writeback' /proc/vmstat"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let limits = try observation.memory.limits.get()
    let limit = try limits[.threshold]
    let dirty = try limits[.dirty], writeback = try limits[.writeback]
    guard limit > 0 else {
      throw Gap(.malformed, limits.source, "nr_dirty_threshold is 0")
    }
    let share = Measurement("dirty of its limit", (dirty + writeback) / limit * 100, .percent)
    let isFelt = isStrained(observation.disk)
    let found = finding(
      share, atMost: isFelt ? .warning : .note,
      isFelt
        ? "Writers are slowed down to the pace of the disks."
        : "Much written data waits for the disks, and nobody waits for it.",
      evidence: [
        Measurement("dirty pages", dirty, .count),
        Measurement("pages being written", writeback, .count),
        Measurement("limit in pages", limit, .count),
      ] + observation.disk.strainEvidence)
    return .of([found].compactMap { $0 }, clear: share)
  }
}
