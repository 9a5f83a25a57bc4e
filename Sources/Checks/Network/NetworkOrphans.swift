import Model

/// Whether too many TCP sockets belong to no process any more.
struct NetworkOrphans: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let persistence = Persistence.standing
  let summary = "Orphaned TCP sockets against tcp_max_orphans"
  let reason = """
    A socket that its process closed before the peer had everything stays with the kernel, up to \
    64 KiB each. At the limit the kernel resets such connections at once, and what was still to \
    be sent is lost. Clients that vanish pile them up.
    """
  var thresholds: [Threshold] = [
    .warning(
      25, .percent, source: "netdata health.d/tcp_orphans.conf tcp_orphans",
      reason: "The kernel may count an orphan for four."),
    .critical(
      50, .percent, source: "netdata health.d/tcp_orphans.conf tcp_orphans",
      reason: "The kernel may count an orphan for two."),
  ]
  let byHand = "cat /proc/net/sockstat /proc/sys/net/ipv4/tcp_max_orphans"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let sockets = try observation.network.sockets.get()
    let limit = try sockets.orphanLimit.get()
    let share = try percent(
      sockets.tcpOrphans, of: limit, "/proc/sys/net/ipv4/tcp_max_orphans")
    let orphans = Measurement("orphans", share, .percent)
    let found = finding(
      orphans, "Many TCP sockets belong to no process any more.",
      evidence: [
        Measurement("orphaned sockets", sockets.tcpOrphans, .count),
        Measurement("limit", limit, .count),
        Measurement("sockets in use", sockets.tcpInUse, .count),
      ])
    return .of([found].compactMap { $0 }, clear: orphans)
  }
}
