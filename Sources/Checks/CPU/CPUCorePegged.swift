import Model

/// Whether one processor is busy all the time while the others have time left.
struct CPUCorePegged: Check {
  let resource = Resource.cpu
  let aspect = Aspect.utilization
  let summary = "Busiest single processor, where the mean over all is low"
  let reason = """
    The mean over many processors hides a program that can use only one of them. Such a program is \
    limited by that processor and delays nobody else, so by itself it is a note; it is a warning \
    where another process on the same processor has to wait. Niced work does not count.
    """
  var thresholds = [pegged, waiting, lowMean]
  private static let pegged = Threshold.note(
    95, .percent, label: "pegged", source: "PCP pmieconf cpu/some_util",
    reason: "A single thread that never sleeps fills its processor.")
  private static let waiting = Threshold.warning(
    20, .percent, label: "waiting",
    source: "cv4pve-diag: the upper end of its lowest CPU pressure level",
    reason: "A neighbour that waits a fifth of the window is delayed by the busy program.")
  private static let lowMean = Threshold.note(
    70, .percent, .below, label: "low mean", source: "the performance runbook",
    reason: "Above this mean the processors are busy together, which CPUBusy tells.")
  let byHand = "mpstat -P ALL 1 3; pidstat 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let mean = try observation.cpu.total.get().demand
    let each = try observation.cpu.each.get().sorted { $0.key < $1.key }
    guard let busiest = each.map(\.value.demand).max() else {
      throw Gap(.malformed, "/proc/stat", "no line tells of a single processor")
    }
    guard effective(Self.lowMean).isPassed(by: mean) else {
      return .clear(Measurement("busiest above the mean", max(0, busiest - mean), .percent))
    }
    let processes = observation.processes.value ?? []
    return try judgeEach(each, nothing: Measurement("busy", busiest, .percent)) {
      .success($0.value)
    } _: { processor, share in
      let subject = Subject.processor(processor.key)
      let busy = Measurement("busy", share.demand, .percent, on: subject)
      guard effective(Self.pegged).isPassed(by: share.demand) else {
        return JudgedPart(measurement: busy)
      }
      let ran = processes.filter { $0.processor == processor.key && $0.cpuPercent > 0 }
      let waited = processes.filter {
        $0.processor == processor.key && $0.runDelayPercent.value ?? 0 > 0
      }
      return JudgedPart(
        measurement: busy, finding: pegged(busy, mean: mean, by: ran, against: waited))
    }
  }

  private func pegged(
    _ busy: Measurement, mean: Double, by running: [ProcessObservation],
    against waiting: [ProcessObservation]
  ) -> Finding {
    var evidence = [Measurement("mean of all processors", mean, .percent)]
    let hottest = running.max { $0.cpuPercent < $1.cpuPercent }
    if let hottest {
      evidence.append(Measurement("CPU time", hottest.cpuPercent, .percent, on: hottest.subject))
    }
    // Main threads only; a process that was not read is not said to wait.
    let delayed = waiting.filter { $0.pid != hottest?.pid && $0.nice <= 0 }
      .max { ($0.runDelayPercent.value ?? 0) < ($1.runDelayPercent.value ?? 0) }
    if let delayed, let delay = delayed.runDelayPercent.value,
      effective(Self.waiting).isPassed(by: delay)
    {
      evidence.append(Measurement("run delay", delay, .percent, on: delayed.subject))
      return Finding(
        .warning, busy, passed: effective(Self.pegged),
        "\(busy.subject.name) is busy all the time, and another process waits for it.",
        evidence: evidence)
    }
    // Nobody waits for it, so it is told and no cause: only its user knows whether it should be faster.
    let alone = hottest.flatMap {
      effective(Self.pegged).isPassed(by: $0.cpuPercent) ? $0.name : nil
    }
    return Finding(
      .note, busy, passed: effective(Self.pegged),
      "\(busy.subject.name) is busy all the time while others have time left"
        + (alone.map { "; if \($0) has one thread, it can be no faster (SingleThread)." } ?? "."),
      evidence: evidence)
  }
}

extension ProcessObservation {
  fileprivate var subject: Subject { .process(pid: pid, name: name) }
}
