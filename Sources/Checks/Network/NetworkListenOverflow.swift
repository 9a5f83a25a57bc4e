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
    such as a lack of memory or a full SYN queue. Each socket counts its own drops: the one with \
    the most is named, and who has it.
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
    let rate = try extended.rate(.listenDrops)
    let worst = mostly(try extended.delta(.listenDrops), observation)
    let drops = Measurement(
      "listen drops", rate, .perSecond, on: worst.map { .socket($0.address) } ?? .machine)
    let opens = try? observation.network.protocols.get().rate(.tcpPassiveOpens)
    let found = finding(
      drops,
      overflows > 0
        ? "The accept queue of \(worst?.words ?? "a listening socket") overflows."
        : "Incoming connections are dropped at \(worst?.words ?? "a listening socket").",
      evidence: [Measurement("accept queue overflows", overflows, .perSecond)]
        + [opens].compactMap { $0.map { Measurement("connections accepted", $0, .perSecond) } }
        + evidence(worst))
    return .of([found].compactMap { $0 }, clear: Measurement("listen drops", rate, .perSecond))
  }

  /// The socket that dropped more than half of all.
  private func mostly(_ drops: Double, _ observation: Observation) -> ListeningSocket? {
    let sockets = observation.network.listeners.value ?? []
    let worst = sockets.max { ($0.dropped ?? 0) < ($1.dropped ?? 0) }
    return worst.flatMap { ($0.dropped ?? 0) * 2 > drops ? $0 : nil }
  }

  private func evidence(_ socket: ListeningSocket?) -> [Measurement] {
    guard let socket else { return [] }
    let subject = Subject.socket(socket.address)
    let dropped = Measurement("dropped", socket.dropped ?? 0, .count, on: subject)
    return [
      Measurement("waiting", socket.queued.last ?? 0, .count, on: subject),
      Measurement("backlog", socket.backlog, .count, on: subject),
    ] + [dropped].owned(by: socket.owner)
  }
}
