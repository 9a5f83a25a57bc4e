import Model

/// Whether receive processing runs out of its budget.
struct NetworkSoftnetSqueezed: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Times that receive processing stopped with packets left"
  let reason = """
    A processor may handle so many packets in one go (net.core.netdev_budget) before others get \
    their turn. Stopping early delays packets by a little and loses none, and busy healthy \
    machines do it, so this is context; NetworkSoftnetDrops tells whether packets are lost.
    """
  var thresholds: [Threshold] = [
    .note(
      10, .perSecond, source: "netdata health.d/softnet.conf 1min_netdev_budget_ran_outs",
      reason: "netdata warns here; nothing is lost yet, so it is only told.")
  ]
  let byHand = "cat /proc/net/softnet_stat"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let softnet = try observation.network.softnet.get()
    let squeezed = Measurement(
      "squeezed", softnet.values.reduce(0) { $0 + $1.squeezed }, .perSecond)
    let found = finding(
      squeezed, "Receive processing often stops with packets left.",
      evidence: [
        Measurement("processed", softnet.values.reduce(0) { $0 + $1.processed }, .perSecond)
      ])
    return .of([found].compactMap { $0 }, clear: squeezed)
  }
}
