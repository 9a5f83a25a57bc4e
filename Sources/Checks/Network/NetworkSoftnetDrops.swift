import Model

/// Whether the kernel drops packets before any protocol sees them.
struct NetworkSoftnetDrops: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Packets dropped because a processor's backlog queue was full"
  let reason = """
    Packets arrived faster than a processor could hand them to the protocols, and its backlog \
    (net.core.netdev_max_backlog) overflowed. Often one processor takes all the interrupts while \
    the others idle; the one that drops most is named.
    """
  var thresholds: [Threshold] = [
    .warning(
      10, .perSecond, source: "netdata health.d/softnet.conf 1min_netdev_backlog_exceeded",
      reason: "Losing this many every second is no lone burst.")
  ]
  let byHand = "cat /proc/net/softnet_stat"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let softnet = try observation.network.softnet.get()
    let drops = Measurement(
      "backlog drops", softnet.values.reduce(0) { $0 + $1.dropped }, .perSecond)
    let worst = softnet.max { ($0.value.dropped, $1.key) < ($1.value.dropped, $0.key) }
    let found = finding(
      drops, "The kernel drops packets because its backlog queue is full.",
      evidence: [
        Measurement(
          "processed", softnet.values.reduce(0) { $0 + $1.processed }, .perSecond)
      ]
        + [worst].compactMap { worst in
          worst.map {
            Measurement("backlog drops", $0.value.dropped, .perSecond, on: .processor($0.key))
          }
        })
    return .of([found].compactMap { $0 }, clear: drops)
  }
}
