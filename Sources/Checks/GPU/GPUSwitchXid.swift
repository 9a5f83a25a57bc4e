import Model

/// Whether switches between GPUs reported errors.
struct GPUSwitchXid: Check {
  let resource = Resource.gpu
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "SXid errors of NVIDIA's switches in the kernel's log of the last hour"
  let reason = """
    A fatal error of a switch ends all traffic through one link or the whole fabric, and programs \
    on the GPUs behind it hang or end: a warning for an hour, critical in the window. One that is \
    not fatal was corrected or cost a message.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "NVIDIA Fabric Manager User Guide, non-fatal SXid errors",
      reason: "Corrected, or of one message: context for what programs report."),
    .warning(
      0, .count, source: "NVIDIA Fabric Manager User Guide, fatal SXid errors",
      reason: "Traffic through a link or the fabric ended in the last hour."),
    .critical(
      0, .count, source: "NVIDIA Fabric Manager User Guide, fatal SXid errors",
      reason: "Traffic ended in the window."),
  ]
  let byHand =
    "dmesg -T | grep SXid; nvidia-smi nvlink --status; systemctl status nvidia-fabricmanager"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let events = log.recent([.gpuSwitchXid], within: anHour)
    let findings = grouped(events) { Key(place: $0.about ?? .machine, number: $0.switchXid.number) }
      .compactMap { key, members in
        let isFatal =
          members.contains { $0.switchXid.isFatal } && !SwitchXidMeaning.isCorrected(key.number)
        let isNow = members.contains { $0.isWithin(observation.window.seconds, of: log.now) }
        let level: Threshold.Level = !isFatal ? .note : isNow ? .critical : .warning
        return eventFinding(
          Measurement("SXid \(key.number)", Double(members.total), .count, on: key.place), members,
          thresholds.filter { $0.level == level }, in: log
        ) { _ in
          let unit = SwitchXidMeaning.unit(key.number) ?? "a unit that NVIDIA's list does not have"
          let words = members.map(\.switchXid.words).first { !$0.isEmpty } ?? "no words"
          return isFatal
            ? "A switch between GPUs failed in \(unit): \(words)."
            : "A switch between GPUs reports an error of \(unit): \(words)."
        }
      }
    return try verdict(
      findings, on: [.gpuSwitchXid], within: anHour, in: log, clear: "SXid errors")
  }

  private struct Key: Hashable {
    var place: Subject
    var number: Int
  }
}

extension KernelEvent {
  fileprivate var switchXid: (number: Int, isFatal: Bool, words: String) {
    guard case .switchXid(let number, let isFatal, let words) = details else {
      return (0, false, "")
    }
    return (number, isFatal ?? false, words)
  }
}
