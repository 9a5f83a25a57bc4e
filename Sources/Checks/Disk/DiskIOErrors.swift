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
    drive answers every probe with an error, so those are notes.
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
    let findings = recentFindings(
      [.ioError], within: 3600, in: log, during: observation.window
    ) { event in
      "\(event.about?.name ?? "A block device") fails requests."
    }.map { isRemovable($0.subject) ? asNote($0) : $0 }
    if findings.isEmpty { try log.requireReach(3600) }
    return .of(findings, clear: Measurement("I/O errors", 0, .count))
  }

  private func isRemovable(_ subject: Subject) -> Bool {
    guard case .device(let name) = subject else { return false }
    return ["fd", "sr"].contains { kind in
      name.hasPrefix(kind) && !name.dropFirst(2).isEmpty
        && name.dropFirst(2).allSatisfy(\.isNumber)
    }
  }

  private func asNote(_ finding: Finding) -> Finding {
    Finding(
      .note, finding.measurement, passed: thresholds.first { $0.level == .note },
      "\(finding.subject.name) has no medium that can be read.", evidence: finding.evidence,
      quotes: finding.quotes)
  }
}
