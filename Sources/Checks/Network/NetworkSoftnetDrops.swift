import Model

/// Whether the kernel drops packets before any protocol sees them.
struct NetworkSoftnetDrops: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Packets dropped because a processor's backlog queue was full"
  let reason = """
    Packets arrived faster than a processor could hand them to the protocols, and its backlog \
    (net.core.netdev_max_backlog) overflowed. Often one processor takes all the interrupts while \
    the others idle: where one drops more than half of all, it is named.
    """
  var thresholds: [Threshold] = [
    .warning(
      10, .perSecond, source: "netdata health.d/softnet.conf 1min_netdev_backlog_exceeded",
      reason: "Losing this many every second is no lone burst.")
  ]
  let byHand = "cat /proc/net/softnet_stat"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let softnet = try observation.network.softnet.get()
    let sum = softnet.values.reduce(0) { $0 + $1.dropped }
    let worst = softnet.max { ($0.value.dropped, $1.key) < ($1.value.dropped, $0.key) }
    let alone = worst.flatMap { softnet.count > 1 && $0.value.dropped * 2 > sum ? $0.key : nil }
    let drops = Measurement(
      "backlog drops", sum, .perSecond, on: alone.map { .processor($0) } ?? .machine)
    let found = finding(
      drops,
      alone.map { "CPU \($0) drops packets because its backlog queue is full." }
        ?? "The kernel drops packets because its backlog queue is full.",
      evidence: [
        Measurement(
          "processed", softnet.values.reduce(0) { $0 + $1.processed }, .perSecond)
      ]
        + [worst].compactMap { worst in
          worst.map {
            Measurement("backlog drops", $0.value.dropped, .perSecond, on: .processor($0.key))
          }
        })
    return .of([found].compactMap { $0 }, clear: Measurement("backlog drops", sum, .perSecond))
  }
}
