import Model

/// Whether the kernel waits in vain for an interface to be let go.
struct NetworkInterfaceHeld: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Interfaces that are to go and are still held, in the log of the last hour"
  let reason = """
    While an interface is to be removed and something still holds it, a lock is held that every \
    new namespace needs: starting and stopping containers hangs. The kernel says so every ten \
    seconds. A few times are a slow end, more a reference that is never given back, which only a \
    restart of the machine ends.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "node-problem-detector kernel-monitor UnregisterNetDevice",
      reason: "A few times are the slow end of a container's connections."),
    .warning(
      3, .count, source: "node-problem-detector kernel-monitor UnregisterNetDevice",
      reason: "Half a minute and more: whoever starts a container waits."),
  ]
  let byHand = "dmesg -T | grep unregister_netdevice; ps -eo pid,stat,wchan:32,cmd | grep ' D'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEvents(
      [.interfaceHeld: thresholds], within: anHour, in: observation.kernelLog.get(),
      clear: "interfaces held"
    ) { event in
      "The interface \(event.about?.name ?? "") was to go and something still held it."
    }
  }
}
