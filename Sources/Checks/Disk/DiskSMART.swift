import Model

/// Whether disks think themselves sound.
struct DiskSMART: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Disks that fail their own test of health, or cannot read some of their sectors"
  let reason = """
    A disk that is about to die retries, and each retry takes seconds in which all else waits. \
    Sectors that wait to be replaced are read in vain now; those that were replaced are gone and \
    slow nobody. A sleeping disk is left asleep, and a disk behind a controller of its own tells \
    nothing.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, label: "reallocated",
      source: "Backblaze, What SMART stats tell us about drives: 5",
      reason: "Any sector replaced so far: more of them by the week means that the disk goes."),
    .warning(
      0, .count, label: "pending", source: "Backblaze, What SMART stats tell us about drives: 197",
      reason: "Any sector that cannot be read now: whoever asks for it waits for its retries."),
    .warning(
      0, .count, label: "uncorrectable",
      source: "Backblaze, What SMART stats tell us about drives: 198",
      reason: "Any sector that the disk's own scan could not read."),
    .critical(
      0, .count, label: "failed", source: "smartctl(8) -H",
      reason: "The disk itself says that it has failed, or will within a day."),
  ]
  let byHand = "smartctl -n standby -H -A /dev/sda"
  let toMeasure: String? = "Install smartmontools, and run as root."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEach(
      observation.disk.health.get(), nothing: Measurement("disks that tell their health", 0, .count)
    ) { disk in
      disk.report
    } _: { disk, report in
      let found = findings(disk.device, report)
      let clear = Measurement("disks that are not sound", 0, .count)
      return JudgedPart(
        measurement: found.first?.measurement ?? clear, finding: found.first)
    }
  }

  /// What was found, the gravest first; the rest of the numbers go along as evidence.
  private func findings(_ device: String, _ report: DiskHealth.Report) -> [Finding] {
    let name = report.model.map { "\(device) (\($0))" } ?? device
    let subject = Subject.device(device)
    let counts = [
      ("pending", "pending sectors", report.pending, "\(name) has sectors that it cannot read."),
      (
        "uncorrectable", "uncorrectable sectors", report.uncorrectable,
        "\(name) found sectors that it cannot read."
      ),
      (
        "reallocated", "reallocated sectors", report.reallocated,
        "\(name) has replaced sectors by spare ones."
      ),
    ]
    let measured = counts.compactMap { _, title, value, _ in
      value.map { Measurement(title, $0, .count, on: subject) }
    }
    var found: [Finding] = []
    // An NVMe disk that fails says why in its warning, which another check judges.
    if !report.isSound, report.nvme == nil {
      let failing = report.failing.isEmpty ? report.verdict : report.failing.joined(separator: ", ")
      let failed = Measurement("failed its own test", 1, .count, on: subject)
      found += [
        finding(
          failed, past: ["failed"], "\(name) says that it is failing: \(failing).",
          evidence: measured)
      ].compactMap { $0 }
    }
    for (label, title, value, statement) in counts {
      guard let value else { continue }
      let count = Measurement(title, value, .count, on: subject)
      found += [
        finding(
          count, past: [label], statement, evidence: measured.filter { $0.name != title })
      ].compactMap { $0 }
    }
    return found
  }
}
