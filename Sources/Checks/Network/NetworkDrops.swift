import Model

/// Whether interfaces drop packets.
struct NetworkDrops: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Share of packets that an interface dropped"
  let reason = """
    Dropped packets were sound and found no room, or nobody wanted them: the counter holds \
    unknown protocols too, so a quiet machine on a noisy network drops a great part of little. \
    The share counts only where enough packets passed, each direction by itself; netdata asks for \
    as many in ten minutes, and asking for them in the window convicts less.
    """
  private static let received = Threshold.floor(
    10_000, .count, label: "received",
    source: "netdata health.d/net.conf inbound_packets_dropped_ratio",
    reason: "Below this many packets received, broadcasts nobody wants dominate.")
  private static let sent = Threshold.floor(
    1_000, .count, label: "sent",
    source: "netdata health.d/net.conf outbound_packets_dropped_ratio",
    reason: "Below this many packets sent, a few drops make a large share.")
  private static let wired = Threshold.warning(
    2, .percent, label: "wired", source: "netdata health.d/net.conf inbound_packets_dropped_ratio",
    reason: "TCP slows to a fraction of the link when one packet in fifty is lost.")
  private static let wireless = Threshold.warning(
    10, .percent, label: "wireless",
    source: "netdata health.d/net.conf wifi_inbound_packets_dropped_ratio",
    reason: "Radio loses packets in normal use, and resends them below TCP.")
  var thresholds: [Threshold] = [Self.received, Self.sent, Self.wired, Self.wireless]
  let byHand = "ip -s link"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let interfaces = try observation.network.interfaces.get().filter { !$0.isLoopback }
    let few = Measurement(
      "drops", interfaces.reduce(0) { $0 + $1.received.dropped + $1.sent.dropped }, .count)
    return try judgeEach(
      interfaces, lost: observation.network.interfaceGap, nothing: few
    ) { interface in
      let worst = interface.worstShare(of: \.dropped) { direction, traffic in
        let floor = direction == .received ? Self.received : Self.sent
        return observation.window.perLook(traffic.packets + traffic.dropped)
          >= effective(floor).quantity.value
      }
      guard worst.isEnough else { return nil }
      let subject = Subject.interface(interface.name)
      let drops = Measurement("drops", worst.percent, .percent, on: subject)
      let found = finding(
        drops, past: interface.isWireless ? Self.wireless : Self.wired,
        "\(interface.name) drops packets.",
        evidence: [
          Measurement("dropped on receive", interface.received.dropped, .count, on: subject),
          Measurement("packets received", interface.received.packets, .count, on: subject),
          Measurement("dropped on transmit", interface.sent.dropped, .count, on: subject),
          Measurement("packets sent", interface.sent.packets, .count, on: subject),
        ])
      return JudgedPart(measurement: drops, finding: found)
    }
  }
}
