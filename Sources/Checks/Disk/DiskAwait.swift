import Model

/// Whether block devices take long to serve a request.
struct DiskAwait: Check {
  let resource = Resource.disk
  let aspect = Aspect.saturation
  let summary = "Mean time of a read or write at each device, by what the device is made of"
  let reason = """
    It counts waiting in the queue as well as service. melisai's figures are for the slowest \
    hundredth; here they judge the mean, which convicts less. What lies beneath a virtual or \
    network disk is out of sight, so the figures of rotating disks hold for it. Writing back a \
    lot at once takes long on a sound disk too: a critical needs tasks that wait for I/O.
    """
  var thresholds: [Threshold] =
    [BlockDevice.Kind.rotational, .solidState, .virtual, .card].flatMap(\.awaitThresholds)
    + [requestFloor, ioStallFloor]
  let byHand = "iostat -xz 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let disk = observation.disk
    return try judgeEach(
      disk.leaves.get(), lost: disk.deviceGap,
      nothing: Measurement("disks with enough requests", 0, .count)
    ) { device in
      device.withKnownKind
    } _: { _, device in
      guard hasEnough(device, in: observation.window) else { return nil }
      let mean = Measurement(
        "await", device.await, .milliseconds, on: .device(device.name))
      let evidence = device.evidence(besides: "await") + disk.strainEvidence
      return JudgedPart(
        measurement: mean,
        finding: threshold(for: device, disk).map { threshold in
          Finding(
            threshold.severity ?? .warning, mean, passed: threshold,
            "\(device.name) (\(device.kind.rawValue)) takes long to serve a request.",
            evidence: evidence)
        })
    }
  }

  private func threshold(for device: BlockDevice, _ disk: DiskObservation) -> Threshold? {
    let all = device.kind.awaitThresholds.map { effective($0) }
    let usable = all.filter { $0.level != .critical || isStrained(disk) }
    return usable.passed(by: device.await)
  }
}

extension BlockDevice {
  /// The columns of `iostat -x` that put one of them in proportion, that one left out.
  func evidence(besides judged: String) -> [Measurement] {
    let subject = Subject.device(name)
    return [
      Measurement("utilization", utilization, .percent, on: subject),
      Measurement("queue", queue, .count, on: subject),
      Measurement("await", self.await, .milliseconds, on: subject),
      Measurement("reads", readsPerSecond, .perSecond, on: subject),
      Measurement("writes", writesPerSecond, .perSecond, on: subject),
      Measurement("read", readBytesPerSecond, .bytesPerSecond, on: subject),
      Measurement("written", writeBytesPerSecond, .bytesPerSecond, on: subject),
    ].filter { $0.name != judged }
  }
}
