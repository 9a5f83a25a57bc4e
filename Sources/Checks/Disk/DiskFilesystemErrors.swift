import Model

/// Whether filesystems found themselves damaged.
struct DiskFilesystemErrors: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Damage that filesystems reported in the kernel's log of the last hour"
  let reason = """
    A filesystem that finds damage fails the request, shuts down or turns read-only, and services \
    on it hang or retry. Errors in the window are critical, those of the last hour a warning. The \
    cause is often below: look at I/O errors first.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "node-problem-detector kernel-monitor Ext4Error, XfsHasShutdown",
      reason: "Any damage in the last hour needs a check of the filesystem."),
    .critical(
      0, .count, source: "node-problem-detector kernel-monitor Ext4Error, XfsHasShutdown",
      reason: "Any damage in the window: requests fail while we look."),
  ]
  let byHand = "dmesg -T | grep -E 'EXT4-fs|XFS|BTRFS'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let findings = recentFindings(
      [.filesystemError], within: 3600, in: log, during: observation.window
    ) { event in
      "The filesystem \(event.about.map { "on \($0.name) " } ?? "")is damaged."
    }
    if findings.isEmpty { try log.requireReach(3600) }
    return .of(findings, clear: Measurement("filesystem errors", 0, .count))
  }
}
