import Model

/// Whether TCP segments arrive damaged.
struct NetworkTCPErrors: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let summary = "Share of received TCP segments that were damaged"
  let reason = """
    These passed the check of the link and failed that of TCP: a card, a driver, memory or a \
    middlebox changed them on the way. Each is sent again. The counter holds bad checksums and \
    bad headers.
    """
  private static let enough = Threshold.floor(
    5, .count, source: "netdata health.d/net.conf interface_inbound_errors",
    reason: "The number it asks of an interface's errors; fewer are chance.")
  var thresholds: [Threshold] = [
    Self.enough,
    .note(
      0, .percent, source: "RFC 4022 tcpInErrs",
      reason: "Checksums of the link catch nearly all damage, so what is left has a cause."),
    .warning(
      1, .percent, source: "hotsos kernel/network/tcp.yaml incsumrate_gt_1pcent",
      reason: "As harmful as losing one segment in a hundred."),
  ]
  let byHand = "nstat -az TcpInErrs TcpInCsumErrors TcpInSegs"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let protocols = try observation.network.protocols.get()
    let count = try protocols.delta(.tcpErrorsIn)
    let segments = try protocols.delta(.tcpSegmentsIn)
    guard count >= effective(Self.enough).quantity.value else {
      return .clear(Measurement("TCP errors", count, .count))
    }
    // A damaged segment is counted among those received.
    let errors = Measurement(
      "TCP errors", percentLost(count, kept: max(0, segments - count)), .percent)
    let found = finding(
      errors, "TCP segments arrive damaged.",
      evidence: [
        Measurement("damaged segments", count, .count),
        Measurement("segments received", segments, .count),
      ])
    return .of([found].compactMap { $0 }, clear: errors)
  }
}
