import Model

/// Whether btrfs filesystems met errors of their devices.
struct DiskBtrfsErrors: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Errors that btrfs counts of each device: reads, writes, flushes, damaged blocks"
  let reason = """
    The filesystem keeps the counts over reboots, so they tell of its whole life: only what grows \
    in the window happens now. A filesystem mounted without one of its devices has no copy left \
    of some of its data.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, label: "ever", source: "btrfs-device(8) stats",
      reason: "Any error since the counts were last reset, which may be years ago."),
    .warning(
      0, .count, label: "missing device", source: "btrfs(5) mount option degraded",
      reason: "Any device: what lay on it alone is lost, the rest has one copy less."),
    .critical(
      0, .count, label: "now", source: "netdata health.d/btrfs.conf btrfs_device_write_errors",
      reason: "Any error in the window: the device or the way to it fails while we look."),
  ]
  let byHand = "btrfs device stats /"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let devices = try observation.disk.btrfs.get().flatMap { filesystem in
      filesystem.health.map { (filesystem: filesystem, device: $0) }
    }
    return try judgeEach(
      devices, nothing: Measurement("btrfs devices", 0, .count)
    ) { part in
      part.device.isMissing ? .success(0) : part.device.errors
    } _: { part, errors in
      let found = finding(part.filesystem, part.device, errors)
      return JudgedPart(
        measurement: found?.measurement ?? Measurement("device errors", 0, .count), finding: found)
    }
  }

  private func finding(
    _ filesystem: BtrfsFilesystem, _ device: BtrfsFilesystem.Device, _ errors: Double
  ) -> Finding? {
    // The kernel numbers the devices and does not say which name goes with which number.
    let isOnly = filesystem.devices.count == 1 && filesystem.health.count == 1
    let subject = Subject.device(isOnly ? filesystem.devices[0] : filesystem.name)
    let name = isOnly ? filesystem.devices[0] : "device \(device.id) of \(filesystem.name)"
    func told(_ label: String, _ title: String, _ value: Double, _ statement: String) -> Finding? {
      finding(Measurement(title, value, .count, on: subject), past: [label], statement)
    }
    let missing = device.isMissing ? 1.0 : 0
    return told(
      "now", "new device errors", device.newErrors.value ?? 0,
      "btrfs meets errors of \(name) while we look.")
      ?? told("missing device", "missing devices", missing, "btrfs is without \(name).")
      ?? told("ever", "device errors", errors, "btrfs has met errors of \(name) at some time.")
  }
}
