import Model

/// Whether requests queue up at block devices.
struct DiskQueue: Check {
  let resource = Resource.disk
  let aspect = Aspect.saturation
  let summary = "Mean number of requests in flight at each device"
  let reason = """
    A deep queue is how a fast device is kept busy, and node-mixin waits 30 min before it warns. \
    A window of seconds cannot: so the number needs requests that take long for this kind of \
    device, or tasks that wait for I/O; without either it is a note.
    """
  var thresholds: [Threshold] =
    [
      .note(
        1, .count, source: "the performance runbook",
        reason: "More requests than a device that serves one at a time."),
      .warning(
        10, .count, source: "node-mixin NodeDiskIOSaturation",
        reason: "A request waits for many others before it is served."),
      requestFloor, ioStallFloor,
    ] + slowFloors
  let byHand = "iostat -xz 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let disk = observation.disk
    return try judgeEach(
      disk.leaves.get(), lost: disk.deviceGap, nothing: Measurement("disks", 0, .count)
    ) { device in
      let subject = Subject.device(device.name)
      let queue = Measurement("queue", device.queue, .count, on: subject)
      let isFelt = isStrained(disk) || isSlow(device, in: observation.window)
      return JudgedPart(
        measurement: queue,
        finding: finding(
          queue, atMost: isFelt ? .warning : .note,
          "Requests queue up at \(device.name).",
          evidence: device.evidence(besides: "queue") + disk.strainEvidence))
    }
  }
}
