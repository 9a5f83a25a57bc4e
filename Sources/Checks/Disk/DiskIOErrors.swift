import Model

/// Whether block devices fail requests.
struct DiskIOErrors: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Requests that block devices failed, in the kernel's log of the last hour"
  let reason = """
    A failing device is slow before it is dead: each bad sector costs seconds of retries. Errors \
    in the window are critical, those of the last hour a warning. An empty floppy or optical \
    drive answers every probe with an error, a loop device fails its last flush when its file is \
    let go, and a device that is gone delays nobody: those are notes.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Linux drivers/block/floppy.c, drivers/scsi/sr.c",
      reason: "A drive without a medium cannot be read, and nobody needs it to be."),
    .warning(
      0, .count, source: "node-problem-detector kernel-monitor IOError",
      reason: "Any error in the last hour: the device or the way to it is not sound."),
    .critical(
      0, .count, source: "hotsos scenarios/kernel/disk_failure.yaml",
      reason: "Any error in the window: reads or writes fail while we look."),
  ]
  let byHand = "dmesg -T | grep -iE 'I/O error|medium error|ata.*failed'; smartctl -a /dev/sda"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let graver = thresholds.filter { $0.level != .note }
    let kinds: [KernelEvent.Kind: [Threshold]] = [
      .ioError: graver, .mediumError: graver, .allocationError: graver,
    ]
    var failing = log
    failing.events.removeAll { $0.details == .release }
    let released = log.recent([.ioError], within: anHour).filter { $0.details == .release }
    let findings =
      recentFindings(kinds, within: anHour, in: failing, during: observation.window) { event in
        let device = event.about?.name ?? "A block device"
        return switch event.kind {
        case .mediumError: "\(device) cannot read parts of its medium."
        case .allocationError: "What \(device) lies on has no room left for its writes."
        default: "\(device) fails requests."
        }
      }.compactMap { finding in
        if isRemovable(finding.subject) {
          asNote(finding, "\(finding.subject.name) has no medium that can be read.")
        } else if observation.isGone(finding.subject.name) {
          asNote(finding, "\(finding.subject.name) failed requests and is gone.")
        } else {
          finding
        }
      }
      + eventFindings(released, [.ioError: thresholds.filter { $0.level == .note }], in: log) {
        event in "\(event.about?.name ?? "A loop device") was flushed after its file was let go."
      }
    return try verdict(
      findings, on: Set(kinds.keys), within: anHour, in: log, clear: "I/O errors")
  }

  private func isRemovable(_ subject: Subject) -> Bool {
    guard case .device(let name) = subject else { return false }
    return ["fd", "sr"].contains { kind in
      name.hasPrefix(kind) && !name.dropFirst(2).isEmpty
        && name.dropFirst(2).allSatisfy(\.isNumber)
    }
  }

  private func asNote(_ finding: Finding, _ statement: String) -> Finding? {
    event(
      .note, finding.measurement, statement,
      evidence: finding.evidence, quotes: finding.quotes)
  }
}
