import Model

/// Whether the processors have time left.
struct CPUBusy: Check {
  let resource = Resource.cpu
  let aspect = Aspect.utilization
  let summary = "Share of all processors' time spent on work that yields to nobody"
  let reason = """
    Above some nine tenths busy, waiting for a processor grows faster than the load. I/O wait is \
    idle time; niced work yields; steal is the host's doing and has a check of its own, so none \
    of them counts here.
    """
  let thresholds: [Threshold] = [
    .note(
      70, .percent, source: "the performance runbook",
      reason: "Less than a third is left for a burst."),
    .warning(
      85, .percent, source: "netdata health.d/cpu.conf 10min_cpu_usage",
      reason: "Queueing delay is about six times the service time at this load."),
    .critical(
      95, .percent, source: "netdata health.d/cpu.conf 10min_cpu_usage",
      reason: "Nearly every task that wakes finds no idle processor."),
  ]
  let byHand = "mpstat 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let share = try observation.cpu.total.get()
    let busy = Measurement("busy", share.demand, .percent)
    let found = finding(
      busy, "The processors are busy.",
      evidence: [
        Measurement("user", share.user, .percent), Measurement("system", share.kernel, .percent),
        Measurement("nice", share.nice, .percent),
      ])
    return .of([found].compactMap { $0 }, clear: busy)
  }
}
