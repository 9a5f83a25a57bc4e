import Model

/// Whether UDP datagrams arrive and are thrown away.
struct NetworkUDPErrors: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Share of UDP datagrams that arrived and were thrown away"
  let reason = """
    Mostly a socket's receive buffer was full because its application did not read in time, and \
    nobody sends a datagram again. Errors hold those for full buffers already, so the two are not \
    added up. The socket that lost the most is named, and who has it.
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
  let byHand = "nstat -az UdpInErrors Udp6InErrors UdpRcvbufErrors UdpInDatagrams; ss -uampn"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let protocols = try observation.network.protocols.get()
    let version6 = try observation.network.version6.get()
    let full =
      try protocols.delta(.udpReceiveBufferErrors) + (version6?.delta(.udpReceiveBufferErrors) ?? 0)
    let errors6 = try version6?.delta(.udpErrorsIn) ?? 0
    let lost = max(try protocols.delta(.udpErrorsIn) + errors6, full)
    let delivered = try protocols.delta(.udpIn) + (version6?.delta(.udpIn) ?? 0)
    guard lost + delivered >= effective(Self.enough).quantity.value else {
      return .clear(Measurement("UDP datagrams lost", lost, .count))
    }
    let worst = observation.network.dropping.value?.first.flatMap { socket in
      socket.dropped * 2 > lost ? socket : nil
    }
    let errors = Measurement(
      "UDP errors", percentLost(lost, kept: delivered), .percent,
      on: worst.map { .socket($0.address) } ?? .machine)
    let found = finding(
      errors,
      worst.map { "UDP datagrams are lost because \($0.words) is not read fast enough." }
        ?? (full * 2 > lost
          ? "UDP datagrams are lost because their sockets' buffers are full."
          : "UDP datagrams arrive and are thrown away."),
      evidence: [
        Measurement("datagrams lost", lost, .count),
        Measurement("for a full buffer", full, .count),
        Measurement("datagrams delivered", delivered, .count),
      ] + evidence(worst))
    return .of([found].compactMap { $0 }, clear: errors)
  }

  private func evidence(_ socket: DroppingSocket?) -> [Measurement] {
    guard let socket else { return [] }
    let subject = Subject.socket(socket.address)
    let lost = Measurement("lost at the socket", socket.dropped, .count, on: subject)
    let unread = Measurement("unread", socket.unread, .bytes, on: subject)
    return [unread] + [lost].owned(by: socket.owner)
  }
}
