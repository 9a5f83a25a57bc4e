import Model

// What a request may take differs by what a device is made of, so the checks that need a second
// opinion on a device ask here.

extension BlockDevice.Kind {
  /// From where on the mean time of a request deserves a look, and from where on it delays work.
  var awaitThresholds: [Threshold] {
    switch self {
    case .rotational:
      [
        .warning(
          50, .milliseconds, source: "melisai anomaly.go biolatency_p99_hdd",
          reason: "Rotating disks: several seeks and turns, so requests wait for one another."),
        .critical(
          200, .milliseconds, source: "melisai anomaly.go biolatency_p99_hdd",
          reason: "Rotating disks: some twenty requests wait before each."),
      ]
    case .solidState, .nvme:
      [
        .warning(
          5, .milliseconds, source: "melisai anomaly.go biolatency_p99_ssd",
          reason: "Solid state and NVMe: dozens of times what the medium needs."),
        .critical(
          25, .milliseconds, source: "melisai anomaly.go biolatency_p99_ssd",
          reason: "Solid state and NVMe: slower than a rotating disk at rest."),
      ]
    case .virtual, .network, .stacked, .unknown:
      [
        .warning(
          50, .milliseconds, source: "the rotating figure; the runbook warns from 10 ms",
          reason: "Virtual, network and unknown: a rotating disk may lie beneath, out of sight."),
        .critical(
          200, .milliseconds, source: "the rotating figure; aperf warns from 100 ms",
          reason: "Virtual, network and unknown: longer than any medium and way to it need."),
      ]
    }
  }
}

/// The fewest requests whose mean says anything.
let requestFloor = Threshold.floor(
  30, .count, source: "own reasoning: the usual least size of a sample for its mean",
  reason: "The mean of fewer reads and writes is the luck of a single one.")

/// The share of time in which tasks waited for I/O, above which a busy device delays somebody.
let ioStallFloor = Threshold.floor(
  10, .percent, source: "cv4pve-diag PSI io full, node, its warning",
  reason: "Below this share of time stalled for I/O, a busy device delays hardly anybody.")

extension BlockDevice {
  /// Reads and writes completed in `window`; flushes and discards have a pace of their own.
  func requests(in window: Window) -> Double {
    (readsPerSecond + writesPerSecond) * window.seconds
  }

  /// The device, or why its kind could not be read where the kind decides: what a rotating disk may
  /// take would be far too long for flash.
  var withKnownKind: Measured<BlockDevice> {
    guard let kindGap, Kind.solidState.awaitThresholds.passed(by: self.await) != nil,
      kind.awaitThresholds.passed(by: self.await) == nil
    else { return .success(self) }
    return .failure(kindGap)
  }

  /// Whether there were enough requests in `window`, and the mean one took longer than it may.
  func isSlow(in window: Window) -> Bool {
    requestFloor.isPassed(by: requests(in: window))
      && kind.awaitThresholds.passed(by: self.await) != nil
  }
}

extension DiskObservation {
  /// The devices where I/O ends.
  var leaves: Measured<[BlockDevice]> { devices.map { $0.filter(\.isLeaf) } }

  /// Whether tasks wait for I/O; false where pressure was not measured.
  var isStrained: Bool {
    pressure.value.map { ioStallFloor.isPassed(by: $0.some.window) } ?? false
  }

  /// The share of time tasks waited for I/O, where it was measured.
  var strainEvidence: [Measurement] {
    guard let some = pressure.value?.some else { return [] }
    return [Measurement("I/O pressure some", some.window, .percent)]
  }
}
