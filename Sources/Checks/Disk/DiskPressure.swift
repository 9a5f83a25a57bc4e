import Model

/// Whether all tasks wait for I/O at once.
struct DiskPressure: Check {
  let resource = Resource.disk
  let aspect = Aspect.saturation
  let persistence = Persistence.share
  let summary = "Share of time in which every runnable task waited for I/O"
  let reason = """
    A busy disk hurts only when somebody waits for it: here all do, and no work is done. On a \
    machine with little else to do a single copy may show as much, so cv4pve-diag's figures for \
    guests are taken; those for nodes are 10 and 30 %. The figure comes from total= over the own \
    window; a critical also needs the average over 60 s past the warning. Where a disk was busy \
    for as long as tasks waited, answers quickly and is asked for few, long pieces, it is a copy \
    at full speed, and a note.
    """
  var thresholds: [Threshold] =
    [
      .warning(
        20, .percent, source: "cv4pve-diag PSI io full, guest",
        reason: "A fifth of all work is lost to waiting for I/O."),
      .critical(
        50, .percent, source: "cv4pve-diag PSI io full, guest",
        reason: "Half of all work is lost to waiting for I/O."),
      Self.long, Self.many, requestFloor,
    ] + slowFloors
  private static let long = Threshold.floor(
    65_536, .bytes, label: "long requests",
    source: "Linux Documentation/ABI/stable/sysfs-block read_ahead_kb, 128 KiB by default",
    reason: "Reading ahead asks for 128 KiB at a time; half of it leaves room for metadata.")
  private static let many = Threshold.floor(
    10, .count, label: "many requests", source: "node-mixin NodeDiskIOSaturation",
    reason: "From here on requests wait for one another, however quick each is.")
  let byHand = "cat /proc/pressure/io"
  let toMeasure: String? = toMeasurePressure

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let pressure = try observation.disk.pressure.get()
    let full = try pressure.fullLine(of: "/proc/pressure/io")
    let found = stall(
      "I/O pressure full", full, "All tasks wait for I/O at once.",
      evidence: [Measurement("I/O pressure some", pressure.some.window, .percent)])
    let isCopy = isCopy(observation.disk, in: observation.window, for: full.window)
    let told = isCopy ? found?.limited(to: .note, thresholds, because: copy) : found
    return .of(
      [told].compactMap { $0 }, clear: Measurement("I/O pressure full", full.window, .percent))
  }

  /// Whether disks that do their best for a copy were busy for at least `percent` of the window.
  private func isCopy(_ disk: DiskObservation, in window: Window, for percent: Double) -> Bool {
    guard let leaves = disk.leaves.value,
      let busiest = leaves.max(by: { $0.utilization < $1.utilization })
    else { return false }
    let requests = busiest.readsPerSecond + busiest.writesPerSecond
    let bytes = busiest.readBytesPerSecond + busiest.writeBytesPerSecond
    return busiest.utilization >= percent
      && hasEnough(busiest, in: window)
      && effective(Self.long).isPassed(by: bytes / max(requests, 1))
      && !leaves.contains { device in
        isSlow(device, in: window) || effective(Self.many).isPassed(by: device.queue)
      }
  }
}

private let copy = "the disk answers quickly and works on long requests, as in a copy"
