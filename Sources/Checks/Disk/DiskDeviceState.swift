import Model

/// Whether the drivers let disks work.
struct DiskDeviceState: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "SCSI disks that are not running and NVMe controllers that are not live"
  let reason = """
    After too many timeouts the kernel takes a disk offline and fails every request to it; one \
    whose path was lost is blocked, and its requests wait. Nothing of it shows in a rate: a disk \
    that serves nothing looks idle.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, label: "interrupted",
      source: "Linux drivers/scsi/scsi_sysfs.c sdev_states, drivers/nvme/host/sysfs.c",
      reason: "Blocked or being reset: its requests wait until that is over."),
    .critical(
      0, .count, label: "offline",
      source: "Linux drivers/scsi/scsi_sysfs.c sdev_states, drivers/nvme/host/sysfs.c",
      reason: "Offline or dead: every request to it fails."),
  ]
  let byHand = "grep . /sys/block/sd*/device/state /sys/class/nvme/*/state"

  private static let working: Set<String> = ["running", "live", "created", "new"]
  private static let lost: Set<String> = ["offline", "transport-offline", "cancel", "dead"]

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.disk.states.get(), nothing: Measurement("disks with a state", 0, .count)
    ) { device in
      device.state
    } _: { device, state in
      let subject = Subject.device(device.device)
      guard !Self.working.contains(state) else {
        return JudgedPart(measurement: Measurement("disks that do not run", 0, .count))
      }
      let stopped = Measurement("does not run", 1, .count, on: subject)
      return JudgedPart(
        measurement: stopped,
        finding: finding(
          stopped, past: [Self.lost.contains(state) ? "offline" : "interrupted"],
          "\(device.device) does not work: its driver says \(state)."))
    }
  }
}
