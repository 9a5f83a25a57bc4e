import Model

/// Whether UDP datagrams arrive and are thrown away.
struct NetworkUDPErrors: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Share of UDP datagrams that arrived and were thrown away"
  let reason = """
    Mostly a socket's receive buffer was full because its application did not read in time, and \
    nobody sends a datagram again. Errors hold those for full buffers already, so the two are not \
    added up.
    """
  private static let enough = Threshold.floor(
    100, .count, source: "hotsos kernel/network/udp.yaml, with the checklist's floor for TCP",
    reason: "A share of fewer datagrams says nothing.")
  var thresholds: [Threshold] = [
    Self.enough,
    .warning(
      1, .percent, source: "hotsos kernel/network/udp.yaml inerrs_high_pcent_or_above_limit",
      reason: "Names, logs, voice and metrics over UDP suffer from one loss in a hundred."),
  ]
  let byHand = "nstat -az UdpInErrors UdpRcvbufErrors UdpInDatagrams; ss -uanm"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let protocols = try observation.network.protocols.get()
    let full = try protocols.delta(.udpReceiveBufferErrors)
    let lost = max(try protocols.delta(.udpErrorsIn), full)
    let delivered = try protocols.delta(.udpIn)
    guard lost + delivered >= Self.enough.quantity.value else {
      return .clear(Measurement("UDP datagrams lost", lost, .count))
    }
    let errors = Measurement("UDP errors", percentLost(lost, kept: delivered), .percent)
    let found = finding(
      errors,
      full * 2 > lost
        ? "UDP datagrams are lost because their sockets' buffers are full."
        : "UDP datagrams arrive and are thrown away.",
      evidence: [
        Measurement("datagrams lost", lost, .count),
        Measurement("for a full buffer", full, .count),
        Measurement("datagrams delivered", delivered, .count),
      ])
    return .of([found].compactMap { $0 }, clear: errors)
  }
}
