import Model

/// Whether ext4 filesystems are marked as damaged.
struct DiskExt4Errors: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Faults that ext4 has noted in the filesystem itself since the last fsck"
  let reason = """
    The filesystem remembers the faults it found, also those that the kernel's log has long \
    forgotten, and works on in a structure that may be damaged. An old fault that never came again \
    is a note.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, label: "ever",
      source: "Linux Documentation/ABI/testing/sysfs-fs-ext4 errors_count",
      reason: "Any fault since the last fsck: nobody has repaired it."),
    .warning(
      0, .count, label: "last day",
      source: "Linux Documentation/ABI/testing/sysfs-fs-ext4 last_error_time",
      reason: "Any fault in the last 24 h: what caused it is likely still there."),
    .critical(
      0, .count, label: "now", source: "node-problem-detector kernel-monitor Ext4Error",
      reason: "Any fault in the window: requests fail while we look."),
  ]
  let byHand = "grep . /sys/fs/ext4/*/errors_count; dumpe2fs -h /dev/sda1"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.disk.ext4.get(), nothing: Measurement("ext4 filesystems", 0, .count)
    ) { filesystem in
      filesystem.errors
    } _: { filesystem, errors in
      let subject = Subject.device(filesystem.device)
      let count = Measurement("filesystem errors", errors, .count, on: subject)
      let isNow = filesystem.newErrors.value ?? 0 > 0
      let isRecent = filesystem.age.map { $0 < 86_400 } ?? false
      let label = isNow ? "now" : isRecent ? "last day" : "ever"
      return JudgedPart(
        measurement: count,
        finding: finding(
          count, past: [label], "The ext4 filesystem on \(filesystem.device) is damaged.",
          evidence: filesystem.age.map {
            [Measurement(Measurement.ageOfLast, $0, .seconds, on: subject)]
          } ?? []))
    }
  }
}
