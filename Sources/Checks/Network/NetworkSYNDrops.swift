import Model

/// Whether the queue of half-open connections is full.
struct NetworkSYNDrops: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Connection requests dropped, or answered with cookies, at a full SYN queue"
  let reason = """
    More handshakes are under way than the listening socket's queue holds: a SYN flood, or a \
    burst of clients. With SYN cookies nobody is turned away, only some TCP options are lost, so \
    cookies alone are context; without them requests are dropped and clients wait a second or more.
    """
  private static let cookies = Threshold.note(
    0, .perSecond, label: "cookies",
    source: "PCP pmieconf network.tcpqfulldocookies",
    reason: "The queue is full, and cookies take in its place.")
  var thresholds: [Threshold] = [
    .warning(
      0, .perSecond, source: "PCP pmieconf network.tcpqfulldrops",
      reason: "Each drop costs a client at least a second."),
    .critical(
      5, .perSecond, source: "netdata health.d/tcp_listen.conf 1m_tcp_syn_queue_drops",
      reason: "Several clients wait at any time."),
    Self.cookies,
  ]
  let byHand = "nstat -az TcpExtTCPReqQFullDrop TcpExtTCPReqQFullDoCookies"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let extended = try observation.network.extended.get()
    let drops = Measurement("SYN drops", try extended.rate(.requestQueueFullDrop), .perSecond)
    if let found = finding(drops, "Connection requests are dropped at a full SYN queue.") {
      return .found([found])
    }
    let cookies = Measurement(
      "SYN cookies", try extended.rate(.requestQueueFullCookies), .perSecond)
    let found = finding(
      cookies, past: Self.cookies, "The SYN queue is full, and cookies answer in its place.")
    return .of([found].compactMap { $0 }, clear: drops)
  }
}
