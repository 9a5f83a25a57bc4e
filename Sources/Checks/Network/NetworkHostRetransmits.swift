import Model

/// Whether TCP sends again what this machine has not even sent yet.
struct NetworkHostRetransmits: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "TCP retransmissions whose first copy still waited in this machine"
  let reason = """
    The timer expired while the segment lay in the queue of this machine's own interface: the \
    delay is here, in a queueing discipline, a driver or a starved host of this virtual machine, \
    and not in the network.
    """
  private static let enough = Threshold.floor(
    100, .count, source: "hotsos kernel/network/tcp.yaml, with the checklist's floor",
    reason: "A share of fewer segments says nothing.")
  var thresholds: [Threshold] = [
    Self.enough,
    .warning(
      1, .percent, source: "hotsos kernel/network/tcp.yaml spurrtx_gt_1pcent",
      reason: "One segment in a hundred waits here longer than a round trip and more."),
  ]
  let byHand = "nstat -az TcpExtTCPSpuriousRtxHostQueues TcpOutSegs; tc -s qdisc show"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let protocols = try observation.network.protocols.get()
    let sent = try protocols.delta(.tcpSegmentsOut)
    let again = try observation.network.extended.get().delta(.stillQueued)
    guard observation.window.perLook(sent) >= effective(Self.enough).quantity.value else {
      return .clear(Measurement("segments still queued", again, .count))
    }
    let share = Measurement("still queued", min(100, again / sent * 100), .percent)
    let found = finding(
      share, "TCP sends segments again that still wait in this machine.",
      evidence: [
        Measurement("segments still queued", again, .count),
        Measurement("segments sent", sent, .count),
      ])
    return .of([found].compactMap { $0 }, clear: share)
  }
}
