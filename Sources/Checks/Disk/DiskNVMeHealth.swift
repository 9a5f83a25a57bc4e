import Model

/// Whether NVMe disks are worn, hot or broken.
struct DiskNVMeHealth: Check {
  let resource = Resource.disk
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "The critical warning, spare blocks and wear that NVMe disks report"
  let reason = """
    A disk that is too hot slows itself down, one without spare blocks or with a broken medium \
    turns read-only. What is used up is the maker's estimate of its life: past 100 % most disks \
    work on for years.
    """
  var thresholds: [Threshold] = [
    .note(
      99, .percent, label: "used", source: "NVM Express Base Specification, Percentage Used",
      reason: "At 100 % the life that the maker reckoned with is over; it is no fault yet."),
    .note(
      0, .count, label: "media errors",
      source: "NVM Express Base Specification, Media and Data Integrity Errors",
      reason: "Any block that could not be read as it was written, since the disk was made."),
    .warning(
      0, .percent, label: "spare below its threshold",
      source: "NVM Express Base Specification, Available Spare Threshold",
      reason: "Below the maker's own bound the disk soon has nothing to replace worn blocks with."),
    .critical(
      0, .count, label: "critical warning",
      source: "netdata health.d/nvme.conf nvme_device_critical_warnings_state",
      reason: "Any bit of it: the disk is too hot, worn out, broken or read-only."),
  ]
  let byHand = "smartctl -H -A /dev/nvme0n1; nvme smart-log /dev/nvme0n1"
  let toMeasure: String? = "Install smartmontools, and run as root."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let disks = try observation.disk.health.get().filter { $0.device.hasPrefix("nvme") }
    return try judgeEach(
      disks, nothing: Measurement("NVMe disks", 0, .count)
    ) { disk in
      disk.report.flatMap { report in
        report.nvme.map(Measured.success)
          ?? .failure(Gap(.missing, "smartctl", "\(disk.device) does not tell its health"))
      }
    } _: { disk, nvme in
      let found = findings(Subject.device(disk.device), nvme)
      return JudgedPart(
        measurement: found.first?.measurement ?? Measurement("NVMe disks not sound", 0, .count),
        finding: found.first)
    }
  }

  /// What was found, the gravest first.
  private func findings(_ subject: Subject, _ nvme: DiskHealth.NVMe) -> [Finding] {
    let name = subject.name
    let evidence = [
      nvme.spare.map { Measurement("available spare", $0, .percent, on: subject) },
      nvme.spareThreshold.map { Measurement("least spare", $0, .percent, on: subject) },
      nvme.used.map { Measurement("life used", $0, .percent, on: subject) },
      nvme.mediaErrors.map { Measurement("media errors", $0, .count, on: subject) },
    ].compactMap { $0 }
    func found(
      _ label: String, _ title: String, _ value: Double?, _ unit: Unit, _ statement: String
    ) -> Finding? {
      value.flatMap { value in
        finding(
          Measurement(title, value, unit, on: subject), past: [label], statement,
          evidence: evidence.filter { $0.name != title })
      }
    }
    var lacking: Double?
    if let spare = nvme.spare, let least = nvme.spareThreshold { lacking = max(0, least - spare) }
    let warnings =
      nvme.warnings.isEmpty ? "something is wrong" : nvme.warnings.joined(separator: ", ")
    return [
      found(
        "critical warning", "critical warning", Double(nvme.warning), .count,
        "\(name) warns: \(warnings)."),
      found(
        "spare below its threshold", "spare lacking", lacking, .percent,
        "\(name) has fewer spare blocks left than it should."),
      found(
        "media errors", "media errors", nvme.mediaErrors, .count,
        "\(name) has met blocks that it could not read."),
      found(
        "used", "life used", nvme.used, .percent, "\(name) has outlived what its maker reckoned."),
    ].compactMap { $0 }
  }
}
