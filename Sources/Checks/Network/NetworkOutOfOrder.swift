import Model

/// Whether TCP segments arrive out of their order.
struct NetworkOutOfOrder: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let summary = "Share of received TCP segments that came out of order"
  let reason = """
    Something on the way to this machine loses segments or sends them over several paths: this is \
    how loss shows at the receiving end, while retransmissions show at the sending one. One lost \
    segment puts the whole window behind it out of order, so the share is far above that of loss; \
    it is context for who sends, and who receives, slowly.
    """
  private static let enough = Threshold.floor(
    100, .count, source: "hotsos kernel/network/tcp.yaml, with the checklist's floor",
    reason: "A share of fewer segments says nothing.")
  var thresholds: [Threshold] = [
    Self.enough,
    .note(
      5, .percent,
      source: "Linux Documentation/networking/snmp_counter.rst TcpExtTCPOFOQueue; RFC 4737",
      reason: "With windows of some tens of segments, one lost in a few hundred."),
  ]
  let byHand = "nstat -az TcpExtTCPOFOQueue TcpInSegs"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let segments = try observation.network.protocols.get().delta(.tcpSegmentsIn)
    let count = try observation.network.extended.get().delta(.outOfOrder)
    guard observation.window.perLook(segments) >= effective(Self.enough).quantity.value else {
      return .clear(Measurement("segments out of order", count, .count))
    }
    let share = Measurement("out of order", min(100, count / segments * 100), .percent)
    let found = finding(
      share, "Many TCP segments arrive out of order.",
      evidence: [
        Measurement("segments out of order", count, .count),
        Measurement("segments received", segments, .count),
      ])
    return .of([found].compactMap { $0 }, clear: share)
  }
}
