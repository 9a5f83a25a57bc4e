import Model

/// Whether disks have to be reset to go on.
struct DiskDeviceResets: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Disks, links and paths that timed out, were reset or given up, in the last hour"
  let reason = """
    While a driver waits for a command that never ends and then resets the device or its link, \
    everything on it stands still, for half a minute each time. One reset that helped is over and a \
    note; a device that needs it again and again is failing, or its cable or power is. Drivers \
    reset devices as a matter of course while the machine boots, so its first two minutes do not \
    count.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Linux drivers/ata/libata-eh.c, drivers/nvme/host/pci.c",
      reason: "A reset that helped is over, and tells why there was a pause."),
    .warning(
      2, .count, label: "resets", source: "Linux drivers/ata/libata-eh.c ata_eh_speed_down()",
      reason: "libata itself takes repeated errors for a bad link, and slows it down."),
    .warning(
      0, .count, label: "lost", source: "hotsos scenarios/kernel/disk_failure.yaml",
      reason: "Any device that the kernel gave up: what was on it is not there."),
  ]
  let byHand = "dmesg -T | grep -iE 'resetting link|exception Emask|nvme.*timeout|offlined'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let kinds: Set<KernelEvent.Kind> = [
      .commandFailed, .deviceTimeout, .deviceReset, .deviceLost,
    ]
    let events = log.recent(kinds, within: anHour).filter { !$0.isOfBoot }
    let recovered = log.lastTimes(of: .deviceRecovered)
    let findings = grouped(events) { $0.about ?? .machine }.compactMap { subject, members in
      finding(on: subject, members, recovered, in: log).map { finding in
        guard observation.isGone(subject.name) else { return finding }
        return finding.limited(to: .note, thresholds, because: "\(subject.name) is gone")
      }
    }
    return try verdict(
      findings, on: kinds, within: anHour, in: log, clear: "device resets")
  }

  private func finding(
    on subject: Subject, _ events: [KernelEvent], _ recovered: [Subject: Double], in log: KernelLog
  ) -> Finding? {
    let lost = events.filter { $0.kind == .deviceLost && !$0.isOver(by: recovered) }
    let name = subject == .machine ? "a device" : subject.name
    if !lost.isEmpty {
      return eventFinding(
        Measurement("device lost", Double(lost.total), .count, on: subject), lost,
        thresholds.filter { $0.label == "lost" }, in: log
      ) { _ in "The kernel gave up \(name)." }
    }
    // A command that fails, its abort and the reset are one case; each stage takes half a minute.
    let cases = Double(events.incidents(within: 60))
    return eventFinding(
      Measurement("device resets", cases, .count, on: subject), events,
      thresholds.filter { $0.label != "lost" }, in: log
    ) { _ in
      cases > 1
        ? "Again and again \(name) stopped answering and had to be reset."
        : "Once \(name) stopped answering and had to be reset."
    }
  }
}
