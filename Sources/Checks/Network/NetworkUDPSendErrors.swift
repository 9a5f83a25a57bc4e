import Model

/// Whether datagrams cannot be sent for want of room.
struct NetworkUDPSendErrors: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "UDP datagrams that could not be sent because a buffer was full"
  let reason = """
    An application sends faster than its socket's buffer or the interface's queue takes; it gets \
    an error, which senders of logs and metrics ignore, so that the datagram is gone.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .perSecond, source: "RFC 4113 udpOutDatagrams; Linux net/ipv4/udp.c SNDBUFERRORS",
      reason: "A datagram was not sent that an application meant to send."),
    .warning(
      10, .perSecond, source: "netdata health.d/udp_errors.conf 1m_ipv4_udp_send_buffer_errors",
      reason: "Its average over a minute: no lone burst."),
  ]
  let byHand = "nstat -az UdpSndbufErrors Udp6SndbufErrors UdpOutDatagrams"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let protocols = try observation.network.protocols.get()
    let version6 = try observation.network.version6.get()
    let failed =
      try protocols.rate(.udpSendBufferErrors) + (version6?.rate(.udpSendBufferErrors) ?? 0)
    let sent = try protocols.rate(.udpOut) + (version6?.rate(.udpOut) ?? 0)
    let errors = Measurement("UDP send errors", failed, .perSecond)
    let found = finding(
      errors, "UDP datagrams cannot be sent because a buffer is full.",
      evidence: [Measurement("datagrams sent", sent, .perSecond)])
    return .of([found].compactMap { $0 }, clear: errors)
  }
}
