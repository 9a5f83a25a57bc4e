import Model

/// Whether connections fail before they are established.
struct NetworkConnectFailures: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let summary = "TCP connections refused or unanswered before they were established"
  let reason = """
    A service that this machine needs does not listen or does not answer, or somebody opens \
    connections to this machine and drops them half way. A few among many are a proxy's health \
    checks, so the share of the connections opened must be considerable too.
    """
  private static let share = Threshold.floor(
    10, .percent, source: "whyslow; RFC 4022 tcpAttemptFails against tcpActiveOpens",
    reason: "Clients that try one address after the other fail now and then and lose nothing.")
  var thresholds: [Threshold] = [
    Self.share,
    .note(
      5, .perSecond, source: "netdata health.d/tcp_resets.conf 10s_ip_tcp_resets_received",
      reason: "The least rate that it takes for a baseline."),
    .warning(
      50, .perSecond, source: "netdata health.d/tcp_resets.conf 10s_ip_tcp_resets_received",
      reason: "Ten times the least baseline: something that is called often is not there."),
  ]
  let byHand = "nstat -az TcpAttemptFails TcpActiveOpens"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let protocols = try observation.network.protocols.get()
    let failures = try protocols.delta(.tcpAttemptFails)
    let opens = try protocols.delta(.tcpActiveOpens)
    let failed = Measurement(
      "failed connections", try protocols.rate(.tcpAttemptFails), .perSecond)
    // Failures of incoming handshakes count too, so there may be more than were opened.
    let share = failures > 0 ? failures / max(opens, failures) * 100 : 0
    guard effective(Self.share).isPassed(by: share) else { return .clear(failed) }
    let found = finding(
      failed, "TCP connections fail before they are established.",
      evidence: [
        Measurement("failed", failures, .count),
        Measurement("opened by this machine", opens, .count),
      ])
    return .of([found].compactMap { $0 }, clear: failed)
  }
}
