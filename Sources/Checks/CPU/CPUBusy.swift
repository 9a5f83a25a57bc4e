import Model

/// Whether the processors have time left.
struct CPUBusy: Check {
  let resource = Resource.cpu
  let aspect = Aspect.utilization
  let summary = "Share of all processors' time spent on work that yields to nobody"
  let reason = """
    Above some nine tenths busy, waiting for a processor grows faster than the load. I/O wait is \
    idle time; niced work yields; steal is the host's doing and has a check of its own, so none \
    of them counts here. Processors that are all at work delay nobody by that: a critical needs \
    tasks that have waited for longer than a burst takes.
    """
  var thresholds: [Threshold] =
    [
      .note(
        70, .percent, source: "the performance runbook",
        reason: "Less than a third is left for a burst."),
      .warning(
        85, .percent, source: "netdata health.d/cpu.conf 10min_cpu_usage",
        reason: "Queueing delay is about six times the service time at this load."),
      .critical(
        95, .percent, source: "netdata health.d/cpu.conf 10min_cpu_usage",
        reason: "Nearly every task that wakes finds no idle processor."),
    ] + Contention.lasting
  let byHand = "mpstat 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let share = try observation.cpu.total.get()
    let busy = Measurement("busy", share.demand, .percent)
    let found = finding(
      busy, "The processors are busy.",
      evidence: [
        Measurement("user", share.user, .percent), Measurement("system", share.kernel, .percent),
        Measurement("nice", share.nice, .percent),
      ] + observation.waiting)
    let most = try mostOfBusy(in: observation)
    return .of([limited(to: most, found)].compactMap { $0 }, clear: busy)
  }
}

extension Observation {
  /// What tells whether tasks wait, as far as it was measured.
  fileprivate var waiting: [Measurement] {
    if let some = cpu.pressure.value?.some {
      return [Measurement("CPU pressure over 60 s", some.average60, .percent)]
    }
    return cpu.load.value.map { [Measurement("load1", $0.one, .ratio)] } ?? []
  }
}
