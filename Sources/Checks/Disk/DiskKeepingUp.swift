import Model

// Who asks a disk for one thing after the other waits for it all the time, however quick it is: that
// is pressure, and no fault. The checks of pressure ask here whether the disks keep up.

/// What decides whether disks keep up with what they are asked.
let keepingUp: [Threshold] = [longRequests, lateAnswers, manyRequests, requestFloor] + slowFloors

private let longRequests = Threshold.floor(
  65_536, .bytes, label: "long requests",
  source: "Linux Documentation/ABI/stable/sysfs-block read_ahead_kb, 128 KiB by default",
  reason: "Reading ahead asks for 128 KiB at a time; half of it leaves room for metadata.")
private let lateAnswers = Threshold.floor(
  5, .milliseconds, label: "late answers", source: "melisai anomaly.go biolatency_p99_ssd",
  reason: "Below this, as flash serves them, short requests are served as soon as they come.")
private let manyRequests = Threshold.floor(
  10, .count, label: "many requests", source: "node-mixin NodeDiskIOSaturation",
  reason: "From here on requests wait for one another, however quick each is.")

extension Check {
  /// Why tasks that waited for `percent` of the window waited for no more than their own work; nil
  /// where they did not.
  ///
  /// A disk was busy for at least as long, and no disk is slow or has a queue: what is asked is
  /// either long, or answered as soon as it is asked.
  func keepUp(_ observation: Observation, for percent: Double) -> String? {
    let window = observation.window
    guard let leaves = observation.disk.leaves.value,
      let busiest = leaves.max(by: { $0.utilization < $1.utilization }),
      busiest.utilization >= percent, hasEnough(busiest, in: window),
      !leaves.contains(where: { device in
        isSlow(device, in: window) || effective(manyRequests).isPassed(by: device.queue)
      })
    else { return nil }
    let requests = busiest.readsPerSecond + busiest.writesPerSecond
    let bytes = busiest.readBytesPerSecond + busiest.writeBytesPerSecond
    if effective(longRequests).isPassed(by: bytes / max(requests, 1)) {
      return "the disk answers quickly and works on long requests, as in a copy"
    }
    let longest = max(busiest.await, busiest.flushAwait)
    return effective(lateAnswers).isPassed(by: longest)
      ? nil : "the disk answers at once, and whoever asks waits for no more than its own requests"
  }
}
