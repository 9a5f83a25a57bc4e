import Model

/// Whether TCP has to send segments again.
struct NetworkRetransmits: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Share of TCP segments sent that were retransmissions"
  let reason = """
    The network loses packets, and every loss costs its connection a round trip or more and part \
    of its rate. The kernel counts all connections together: those over loopback, which lose \
    nothing, cannot be told apart and hide loss elsewhere, so a clear share is not a proof. What the \
    other end had got already, by its own word (DSACK), was late or asked for by a probe and not lost: \
    that much less decides, as with a peer that reads slowly.
    """
  private static let segments = Threshold.floor(
    100, .count, label: "segments",
    source: "hotsos kernel/network/tcp.yaml, with the checklist's floor",
    reason: "A share of fewer segments says nothing.")
  private static let again = Threshold.floor(
    5, .count, label: "sent again", source: "netdata health.d/net.conf interface_inbound_errors",
    reason: "The number it asks of errors; fewer segments sent again are chance.")
  var thresholds: [Threshold] = [
    Self.segments, Self.again,
    .warning(
      1, .percent, source: "hotsos kernel/network/tcp.yaml retrans_out_rate_gt_1pcent",
      reason: "At one loss in a hundred a connection over 50 ms manages about 3 Mbit/s."),
    .critical(
      10, .percent, source: "Mathis et al. 1997, The Macroscopic Behavior of TCP",
      reason: "Rate falls with the root of loss: under 1 Mbit/s over 50 ms on any link."),
  ]
  let byHand = "nstat -az TcpRetransSegs TcpOutSegs"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let protocols = try observation.network.protocols.get()
    let again = try protocols.delta(.tcpSegmentsRetransmitted)
    let sent = try protocols.delta(.tcpSegmentsOut)
    let window = observation.window
    guard window.perLook(sent) >= effective(Self.segments).quantity.value,
      window.perLook(again) >= effective(Self.again).quantity.value
    else {
      return .clear(Measurement("retransmitted segments", again, .count))
    }
    let share = Measurement("retransmits", again / sent * 100, .percent)
    let extended = observation.network.extended.value
    let timeouts = try? extended?.delta(.timeouts)
    // RFC 2883: one report for each segment that came twice; the network doubles hardly any itself.
    let had = min((try? extended?.delta(.duplicatesReported)) ?? 0, again)
    let lost = again - had
    let isLoss = window.perLook(lost) >= effective(Self.again).quantity.value
    let weight = isLoss ? thresholds.passed(by: lost / sent * 100)?.severity : nil
    let found = finding(
      share, atMost: weight ?? .note,
      weight == nil
        ? "TCP sends segments again that the other ends have already."
        : "TCP sends many segments again.",
      evidence: [
        Measurement("segments sent again", again, .count),
        Measurement("segments sent", sent, .count),
      ] + [timeouts].compactMap { $0.map { Measurement("timeouts", $0, .count) } }
        + (had > 0 ? [Measurement("had already", had, .count)] : []))
    return .of([found].compactMap { $0 }, clear: share)
  }
}
