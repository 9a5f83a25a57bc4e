import Model

/// Whether NVIDIA's driver reported errors of its GPUs.
struct GPUXid: Check {
  let resource = Resource.gpu
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Xid errors of NVIDIA's driver in the kernel's log of the last hour"
  let reason = """
    The number tells whose fault it is. Most are a program's own: an access out of bounds, or a \
    program that was ended; those are notes. Where NVIDIA wants a reset of the GPU or of the \
    machine, or sees hardware at fault, work on that GPU fails until somebody acts: a warning for \
    an hour, critical in the window and wherever the GPU is off the bus.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "NVIDIA Xid catalog",
      reason: "An error by a program's own fault, or one that calls for nothing."),
    .warning(
      0, .count, source: "NVIDIA Xid catalog, resolution bucket RESET_GPU and the like",
      reason: "The GPU or what it is connected to failed in the last hour."),
    .critical(
      0, .count, source: "NVIDIA Xid catalog; netdata health.d/nvidia_smi.conf",
      reason: "Such an error in the window, or a GPU that is off the bus."),
  ]
  let byHand = "dmesg -T | grep 'NVRM: Xid'; nvidia-smi -q -d ECC,PAGE_RETIREMENT,ROW_REMAPPER"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let events = log.recent([.gpuXid], within: anHour)
    let findings = grouped(events) { Key(gpu: $0.about ?? .machine, number: $0.xid) }
      .compactMap { key, members in
        let isNow = members.contains { $0.isWithin(observation.window.seconds, of: log.now) }
        return finding(key, members, isNow: isNow, in: log)
      }
    return try verdict(findings, on: [.gpuXid], within: anHour, in: log, clear: "Xid errors")
  }

  private func finding(_ key: Key, _ events: [KernelEvent], isNow: Bool, in log: KernelLog)
    -> Finding?
  {
    let meaning = XidMeaning(key.number)
    let level: Threshold.Level =
      meaning?.needsCare != true ? .note : isNow || key.number == 79 ? .critical : .warning
    return eventFinding(
      Measurement("Xid \(key.number)", Double(events.total), .count, on: key.gpu), events,
      thresholds.filter { $0.level == level }, in: log
    ) { event in
      guard let meaning else {
        return "Xid \(key.number) of \(key.gpu.name) is not in NVIDIA's list."
      }
      var who = ""
      if case .xid(_, let process?) = event.details { who = " while \(process) used it" }
      return """
        \(key.gpu.name) reports \(meaning.words)\(who): \(meaning.fault.rawValue); \
        \(meaning.action.rawValue).
        """
    }
  }

  private struct Key: Hashable {
    var gpu: Subject
    var number: Int
  }
}

extension KernelEvent {
  /// The number of an Xid; 0 for other events.
  fileprivate var xid: Int {
    if case .xid(let number, _) = details { number } else { 0 }
  }
}
