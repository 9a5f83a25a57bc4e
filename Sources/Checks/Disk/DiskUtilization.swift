import Model

/// Whether block devices always had a request to serve.
struct DiskUtilization: Check {
  let resource = Resource.disk
  let aspect = Aspect.utilization
  let summary = "Share of the window in which each device had a request in flight"
  let reason = """
    A device that serves many requests at once, as NVMe, arrays and virtual disks do, is not full \
    at 100 %: the number only says that it was never idle. It convicts when requests also take \
    long or queue up while tasks wait for I/O; alone it is a note. Devices that pass I/O on are \
    left out, their parts are judged.
    """
  var thresholds: [Threshold] =
    [
      .warning(
        98, .percent, source: "netdata health.d/disks.conf 10min_disk_utilization",
        reason: "The device is never idle, so what comes must wait."),
      queueFloor, requestFloor, ioStallFloor,
    ] + slowFloors
  let byHand = "iostat -xz 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let disk = observation.disk
    return try judgeEach(
      disk.leaves.get(), lost: disk.deviceGap, nothing: Measurement("disks", 0, .count)
    ) { device in
      let subject = Subject.device(device.name)
      let share = Measurement("utilization", device.utilization, .percent, on: subject)
      let isQueued = effective(queueFloor).isPassed(by: device.queue) && isStrained(disk)
      let isFelt = isQueued || isSlow(device, in: observation.window)
      return JudgedPart(
        measurement: share,
        finding: finding(
          share, atMost: isFelt ? .warning : .note,
          isFelt
            ? "\(device.name) is saturated."
            : "\(device.name) is never idle, and nobody waits long for it.",
          evidence: device.evidence(besides: "utilization") + disk.strainEvidence))
    }
  }
}

private let queueFloor = Threshold.floor(
  10, .count, label: "queue", source: "node-mixin NodeDiskIOSaturation",
  reason: "Fewer requests in flight are what a device needs to work at its pace.")
