import Model

/// Whether many TCP connections end in a reset.
struct NetworkResets: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let summary = "TCP resets sent, and received on established connections"
  let reason = """
    A reset ends a connection at once: a service crashed, a client gave up, a port is closed, or \
    somebody scans. Healthy servers see many too, from browsers that leave and from health checks, \
    so this is context only, and only where resets are many against the connections opened.
    """
  private static let share = Threshold.floor(
    10, .percent, source: "whyslow; RFC 4022 tcpOutRsts against tcpActiveOpens and tcpPassiveOpens",
    reason: "Clients that leave early reset some of their connections at any time.")
  var thresholds: [Threshold] = [
    Self.share,
    .note(
      50, .perSecond, source: "netdata health.d/tcp_resets.conf 10s_ip_tcp_resets_sent",
      reason: "Ten times the least rate that it takes for a baseline."),
  ]
  let byHand = "nstat -az TcpOutRsts TcpEstabResets TcpActiveOpens TcpPassiveOpens"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let protocols = try observation.network.protocols.get()
    let sent = try protocols.rate(.tcpResetsOut)
    let received = try protocols.rate(.tcpEstablishedResets)
    let opened = try protocols.rate(.tcpActiveOpens) + protocols.rate(.tcpPassiveOpens)
    let resets = Measurement("resets", sent + received, .perSecond)
    // A scan of closed ports resets connections that were never opened.
    let share = sent + received > 0 ? (sent + received) / max(opened, sent + received) * 100 : 0
    guard effective(Self.share).isPassed(by: share) else { return .clear(resets) }
    let found = finding(
      resets, "Many TCP connections end in a reset.",
      evidence: [
        Measurement("resets sent", sent, .perSecond),
        Measurement("established connections reset", received, .perSecond),
        Measurement("connections opened", opened, .perSecond),
      ])
    return .of([found].compactMap { $0 }, clear: resets)
  }
}
