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
    .note(
      0, .count, source: "node-problem-detector kernel-monitor Ext4Warning",
      reason: "A warning of the last hour is context: nothing was damaged or refused."),
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
    let graver = thresholds.filter { $0.level != .note }
    let note = thresholds.filter { $0.level == .note }
    let kinds: [KernelEvent.Kind: [Threshold]] = [
      .filesystemError: graver, .filesystemWarning: note, .unionMount: note,
    ]
    let findings = recentFindings(kinds, within: anHour, in: log, during: observation.window) {
      event in
      let place = event.about.map { "on \($0.name) " } ?? ""
      switch event.kind {
      case .filesystemError: return "The filesystem \(place)is damaged."
      case .filesystemWarning: return "The filesystem \(place)warns of something unusual."
      default: return "A union mount is weaker than its lower branch in what it permits."
      }
    }.map { finding in
      guard observation.isGone(finding.subject.name) else { return finding }
      return finding.limited(
        to: .note, thresholds, because: "\(finding.subject.name) is gone")
    }
    return try verdict(
      findings, on: Set(kinds.keys), within: anHour, in: log, clear: "filesystem errors")
  }
}
