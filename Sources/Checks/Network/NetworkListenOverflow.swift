import Model

/// Whether connections wait in vain to be accepted.
struct NetworkListenOverflow: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Incoming TCP connections dropped at a listening socket"
  let reason = """
    The application accepts connections more slowly than they come, and its accept queue (the \
    least of listen's backlog and net.core.somaxconn) overflowed. The client's SYN is dropped and \
    sent again after a second, then two, then four. Drops without an overflow have another cause, \
    such as a lack of memory or a full SYN queue.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .perSecond, source: "PCP pmieconf network.listenoverflows",
      reason: "A queue of the right size never overflows, and each drop costs a client a second."),
    .critical(
      5, .perSecond, source: "netdata health.d/tcp_listen.conf 1m_tcp_accept_queue_overflows",
      reason: "Several clients wait at any time."),
  ]
  let byHand = "nstat -az TcpExtListenOverflows TcpExtListenDrops; ss -ltn"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let extended = try observation.network.extended.get()
    let overflows = try extended.rate(.listenOverflows)
    // Every overflow is a drop too.
    let drops = Measurement("listen drops", try extended.rate(.listenDrops), .perSecond)
    let opens = try? observation.network.protocols.get().rate(.tcpPassiveOpens)
    let found = finding(
      drops,
      overflows > 0
        ? "The accept queue of a listening socket overflows."
        : "Incoming connections are dropped at a listening socket.",
      evidence: [Measurement("accept queue overflows", overflows, .perSecond)]
        + [opens].compactMap { $0.map { Measurement("connections accepted", $0, .perSecond) } })
    return .of([found].compactMap { $0 }, clear: drops)
  }
}
