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
          50, .milliseconds, label: "rotational warning",
          source: "melisai anomaly.go biolatency_p99_hdd",
          reason: "Rotating disks: several seeks and turns, so requests wait for one another."),
        .critical(
          200, .milliseconds, label: "rotational critical",
          source: "melisai anomaly.go biolatency_p99_hdd",
          reason: "Rotating disks: some twenty requests wait before each."),
      ]
    case .solidState, .nvme:
      [
        .warning(
          5, .milliseconds, label: "solid state warning",
          source: "melisai anomaly.go biolatency_p99_ssd",
          reason: "Solid state and NVMe: dozens of times what the medium needs."),
        .critical(
          25, .milliseconds, label: "solid state critical",
          source: "melisai anomaly.go biolatency_p99_ssd",
          reason: "Solid state and NVMe: slower than a rotating disk at rest."),
      ]
    case .card:
      [
        .warning(
          250, .milliseconds, label: "card warning",
          source: "SD Physical Layer Simplified Specification 4.6.2.2, write timeout",
          reason: "Sticks and cards: past what the standard lets a card be busy with one write."),
        .critical(
          500, .milliseconds, label: "card critical",
          source: "SD Physical Layer Simplified Specification 4.6.2.2, write timeout of SDXC",
          reason:
            "Sticks and cards: past what the standard lets the largest be busy with one write."),
      ]
    // A drive that has to start its motor first takes seconds, and nobody means it to be fast.
    case .optical: []
    case .virtual, .network, .stacked, .unknown:
      [
        .warning(
          50, .milliseconds, label: "virtual warning",
          source: "the rotating figure; the runbook warns from 10 ms",
          reason: "Virtual, network and unknown: a rotating disk may lie beneath, out of sight."),
        .critical(
          200, .milliseconds, label: "virtual critical",
          source: "the rotating figure; aperf warns from 100 ms",
          reason: "Virtual, network and unknown: longer than any medium and way to it need."),
      ]
    }
  }
}

extension BlockDevice.Kind {
  /// From where on the mean time of a request agrees with another sign of saturation; nil where no
  /// time is long.
  var slowFloor: Threshold? {
    switch self {
    case .rotational:
      .floor(
        50, .milliseconds, label: "slow rotational",
        source: "melisai anomaly.go biolatency_p99_hdd",
        reason: "Rotating disks: below this, requests are served in time.")
    case .solidState, .nvme:
      .floor(
        5, .milliseconds, label: "slow solid state",
        source: "melisai anomaly.go biolatency_p99_ssd",
        reason: "Solid state and NVMe: below this, requests are served in time.")
    case .card:
      .floor(
        250, .milliseconds, label: "slow card",
        source: "SD Physical Layer Simplified Specification 4.6.2.2, write timeout",
        reason: "Sticks and cards: below this, the standard lets a card be busy.")
    case .optical: nil
    case .virtual, .network, .stacked, .unknown:
      .floor(
        50, .milliseconds, label: "slow virtual",
        source: "the rotating figure; the runbook warns from 10 ms",
        reason: "Virtual, network and unknown: below this, requests are served in time.")
    }
  }
}

/// Where requests take long, by what a device is made of, for the checks of another number.
let slowFloors = [BlockDevice.Kind.rotational, .solidState, .card, .virtual]
  .compactMap(\.slowFloor)

/// The fewest requests whose mean says anything.
let requestFloor = Threshold.floor(
  30, .count, label: "requests",
  source: "own reasoning: the usual least size of a sample for its mean",
  reason: "The mean of fewer reads and writes is the luck of a single one.")

/// The share of time in which tasks waited for I/O, above which a busy device delays somebody.
let ioStallFloor = Threshold.floor(
  10, .percent, label: "I/O stall", source: "cv4pve-diag PSI io full, node, its warning",
  reason: "Below this share of time stalled for I/O, a busy device delays hardly anybody.")

extension BlockDevice {
  /// Reads and writes completed in `window`, as a floor takes them; flushes and discards have a
  /// pace of their own.
  func requests(in window: Window) -> Double {
    window.perLook((readsPerSecond + writesPerSecond) * window.seconds)
  }

  /// The device, or why its kind could not be read where the kind decides: what a rotating disk may
  /// take would be far too long for flash.
  var withKnownKind: Measured<BlockDevice> {
    guard let kindGap, Kind.solidState.awaitThresholds.passed(by: self.await) != nil,
      kind.awaitThresholds.passed(by: self.await) == nil
    else { return .success(self) }
    return .failure(kindGap)
  }
}

extension Check {
  /// Whether `device` served enough requests in `window` for their mean to say anything.
  func hasEnough(_ device: BlockDevice, in window: Window) -> Bool {
    effective(requestFloor).isPassed(by: device.requests(in: window))
  }

  /// Whether there were enough requests in `window`, and the mean one took longer than it may.
  func isSlow(_ device: BlockDevice, in window: Window) -> Bool {
    guard let floor = device.kind.slowFloor else { return false }
    return hasEnough(device, in: window) && effective(floor).isPassed(by: device.await)
  }

  /// Whether tasks wait for I/O; false where pressure was not measured.
  func isStrained(_ disk: DiskObservation) -> Bool {
    disk.pressure.value.map { effective(ioStallFloor).isPassed(by: $0.some.window) } ?? false
  }
}

extension DiskObservation {
  /// The devices where I/O ends.
  var leaves: Measured<[BlockDevice]> { devices.map { $0.filter(\.isLeaf) } }

  /// The share of time tasks waited for I/O, where it was measured.
  var strainEvidence: [Measurement] {
    guard let some = pressure.value?.some else { return [] }
    return [Measurement("I/O pressure some", some.window, .percent)]
  }
}
