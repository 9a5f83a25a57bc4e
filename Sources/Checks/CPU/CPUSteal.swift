import Model

/// Whether the host runs something else on the processors of this virtual machine.
struct CPUSteal: Check {
  let resource = Resource.cpu
  let aspect = Aspect.utilization
  let summary = "Time in which the hypervisor ran others while this machine had work"
  let reason = """
    Steal is time that a virtual processor wanted and did not get: the host is overcommitted, or a \
    limit holds the machine back. Nothing inside it can be tuned against that. It shows only while \
    there is work to do, and netdata wants it to last for twenty minutes, so a short window \
    gives no more than a warning.
    """
  var thresholds: [Threshold] = [
    .note(
      5, .percent, source: "netdata health.d/cpu.conf 20min_steal_cpu",
      reason: "Netdata takes its warning back below this."),
    .warning(
      10, .percent, source: "netdata health.d/cpu.conf 20min_steal_cpu",
      reason: "A tenth of all time is lost to other guests."),
  ]
  let byHand = "mpstat 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let share = try observation.cpu.total.get()
    let steal = Measurement("steal", share.steal, .percent)
    let each = observation.cpu.each.value ?? [:]
    let worst = each.max { ($0.value.steal, $1.key) < ($1.value.steal, $0.key) }.map {
      Measurement("steal", $0.value.steal, .percent, on: .processor($0.key))
    }
    let found = finding(
      steal, "The host gives processor time to others while this machine has work.",
      evidence: [Measurement("busy", share.demand, .percent)] + [worst].compactMap { $0 })
    return .of([found].compactMap { $0 }, clear: steal)
  }
}
