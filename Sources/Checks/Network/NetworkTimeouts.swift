import Model

/// Whether TCP connections wait for retransmission timeouts.
struct NetworkTimeouts: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "TCP retransmission timeouts"
  let reason = """
    A lost segment that no acknowledgement gives away is found only when the timer expires, \
    during which the connection stands still. An unanswered SYN counts too: where those are the \
    most, the peer is absent rather than the network lossy. Large servers see timeouts of distant \
    clients all the time, so they must be many against the segments sent as well.
    """
  private static let share = Threshold.floor(
    1, .percent, source: "hotsos kernel/network/tcp.yaml retrans_out_rate_gt_1pcent",
    reason: "Its share for all retransmissions; here timeouts alone must exceed it.")
  var thresholds: [Threshold] = [
    Self.share,
    .note(
      1, .perSecond, source: "RFC 6298, initial timeout of one second",
      reason: "On average one connection attempt or more stands still at any time."),
    .warning(
      10, .perSecond, source: "Linux TCP_RTO_MIN of 200 ms; RFC 6298",
      reason: "Each stalls for at least 200 ms, so two connections stand still at any time."),
  ]
  let byHand = "nstat -az TcpExtTCPTimeouts TcpExtTCPSynRetrans"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let extended = try observation.network.extended.get()
    let count = try extended.delta(.timeouts)
    let timeouts = Measurement("timeouts", try extended.rate(.timeouts), .perSecond)
    let sent = try observation.network.protocols.get().delta(.tcpSegmentsOut)
    // Every timeout sends a segment, but a kernel may count them apart.
    guard count > 0, effective(Self.share).isPassed(by: count / max(sent, count) * 100) else {
      return .clear(timeouts)
    }
    let handshakes = try? extended.delta(.synRetransmits)
    let areOpening = handshakes.map { $0 * 2 > count } ?? false
    let statement =
      if areOpening {
        "Peers do not answer when TCP connections are opened."
      } else {
        "TCP connections stand still until retransmission timeouts expire."
      }
    let found = finding(
      timeouts, statement,
      evidence: [Measurement("segments sent", sent, .count)]
        + [handshakes].compactMap { $0.map { Measurement("SYN retransmits", $0, .count) } }
        + (areOpening ? silent(observation.network) : []))
    return .of([found].compactMap { $0 }, clear: timeouts)
  }

  /// The peers without an answer at both ends of the window, three at most, with who calls them.
  private func silent(_ network: NetworkObservation) -> [Measurement] {
    let calls = (network.waiting.value ?? []).filter { $0.reason == .answer }
    let peers = Dictionary(grouping: calls, by: \.remote)
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(3)
    return peers.flatMap { peer, calls in
      let count = Measurement(
        "without an answer", Double(calls.count), .count, on: .socket(peer))
      let owner = calls.lazy.compactMap(\.owner).first
      return [count]
        + (owner.map { [Measurement("calls it", 1, .count, on: $0.subject)] } ?? [])
    }
  }
}
