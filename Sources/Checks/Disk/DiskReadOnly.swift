import Model

/// Whether a filesystem turned read-only by itself.
struct DiskReadOnly: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Filesystems that the kernel made read-only after an error"
  let reason = """
    Many mounts are read-only by somebody's wish: images, boot partitions, containers. So it \
    takes the kernel's word that an error was the reason. That word counts at any age while the \
    filesystem is still read-only; otherwise only in the last hour.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "node-problem-detector readonly-monitor FilesystemIsReadOnly",
      reason: "Any remount in the last hour: an error happened, and which mount is not known."),
    .critical(
      0, .count, source: "node-problem-detector readonly-monitor FilesystemIsReadOnly",
      reason: "Any filesystem still read-only after an error: every write to it fails."),
  ]
  let byHand = "grep -E '[ ,](emergency_)?ro[ ,]' /proc/mounts; dmesg -T | grep -i 'read-only'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let filesystems = try observation.disk.filesystems.get()
    let events = log.events.filter { $0.kind == .remountReadOnly }
    var findings: [Finding] = []
    for filesystem in filesystems where filesystem.isReadOnly && !filesystem.isImage {
      guard let event = events.last(where: { $0.isAbout(filesystem) }) else { continue }
      let subject = Subject.mount(filesystem.mountPoint)
      let found = self.event(
        .critical, Measurement("read-only after an error", 1, .count, on: subject),
        "\(filesystem.mountPoint) turned read-only after an error; every write to it fails.",
        evidence: event.age(at: log.now, on: subject), quotes: [event.line.text])
      if let found { findings.append(found) }
    }
    // A mount that is known and writable again was repaired; one that is not known may not be.
    let kinds: [KernelEvent.Kind: [Threshold]] = [
      .remountReadOnly: thresholds.filter { $0.level == .warning }
    ]
    let unknown = eventFindings(kinds, within: anHour, in: log) { event in
      "The filesystem \(event.about.map { "on \($0.name) " } ?? "")turned read-only."
    }.filter { finding in
      !events.contains { event in
        (event.about ?? .machine) == finding.subject && filesystems.contains(where: event.isAbout)
      }
    }
    return try verdict(
      findings + unknown, on: [.remountReadOnly], within: anHour, in: log,
      clear: "filesystems turned read-only")
  }
}

extension KernelEvent {
  /// Whether the message names the device or the mount of `filesystem`.
  fileprivate func isAbout(_ filesystem: Filesystem) -> Bool {
    switch about {
    case .device(let name): filesystem.device == "/dev/" + name || filesystem.device == name
    case .mount(let path): filesystem.mountPoint == path
    default: false
    }
  }
}
