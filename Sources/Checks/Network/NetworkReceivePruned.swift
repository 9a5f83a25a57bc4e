import Model

/// Whether TCP sockets overflow because their applications do not read.
struct NetworkReceivePruned: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "TCP receive queues pruned or collapsed to fit their buffers"
  let reason = """
    An application reads more slowly than data comes in. The kernel first packs its queue more \
    tightly, which costs processor time; when that does not help it throws received data away, \
    and the peer must send it again.
    """
  private static let thrownAway = Threshold.warning(
    0, .count, label: "thrown away",
    source: "Linux Documentation/networking/snmp_counter.rst TcpExtRcvPruned",
    reason: "Data that had arrived was dropped; a socket whose application reads never drops any.")
  private static let packed = Threshold.note(
    0, .count, label: "packed",
    source: "Linux Documentation/networking/snmp_counter.rst TcpExtPruneCalled",
    reason: "A socket exceeded its buffer; nothing is lost yet.")
  var thresholds: [Threshold] = [Self.thrownAway, Self.packed]
  let byHand = "nstat -az TcpExtPruneCalled TcpExtRcvPruned TcpExtTCPRcvCollapsed; ss -tnm"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let extended = try observation.network.extended.get()
    let thrownAway = Measurement("receive prunes", try extended.delta(.receivePruned), .count)
    let pruned = Measurement("prunes", try extended.delta(.pruned), .count)
    let collapsed = Measurement("collapsed buffers", try extended.delta(.collapsed), .count)
    let found =
      finding(
        thrownAway, past: Self.thrownAway,
        "Received TCP data is thrown away because applications do not read it.",
        evidence: [pruned, collapsed])
      ?? finding(
        pruned, past: Self.packed, "TCP receive queues exceed their buffers.",
        evidence: [collapsed])
      ?? finding(collapsed, past: Self.packed, "TCP receive queues are packed to fit.")
    return .of([found].compactMap { $0 }, clear: thrownAway)
  }
}
