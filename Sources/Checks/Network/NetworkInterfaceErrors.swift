import Model

/// Whether interfaces receive or send damaged packets.
struct NetworkInterfaceErrors: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let summary = "Share of packets that an interface received or sent with errors"
  let reason = """
    A sound link has hardly any: errors come from cables, optics, connectors, a wrong duplex or a \
    failing card, and TCP takes each loss for congestion and slows down. The sources differ, by \
    share and by count; both must hold for a warning, so that neither a few errors among millions \
    of packets nor one among three convicts.
    """
  private static let enough = Threshold.floor(
    5, .count, source: "netdata health.d/net.conf interface_inbound_errors",
    reason: "Fewer errors in one direction are chance.")
  var thresholds: [Threshold] = [
    Self.enough,
    .note(
      0, .percent, source: "netdata health.d/net.conf interface_inbound_errors",
      reason: "A link that errs again and again is worth a look before it gets worse."),
    .warning(
      1, .percent, source: "node_exporter node-mixin NodeNetworkReceiveErrs",
      reason: "One packet in a hundred damaged holds every TCP connection far below link speed."),
  ]
  let byHand = "ip -s -s link"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let interfaces = try observation.network.interfaces.get().filter { !$0.isLoopback }
    let few = Measurement(
      "errors", interfaces.reduce(0) { $0 + $1.received.errors + $1.sent.errors }, .count)
    return try judgeEach(
      interfaces, lost: observation.network.interfaceGap, nothing: few
    ) { interface in
      let worst = interface.worstShare(of: \.errors) {
        observation.window.perLook($1.errors) >= effective(Self.enough).quantity.value
      }
      guard worst.isEnough else { return nil }
      let subject = Subject.interface(interface.name)
      let errors = Measurement("errors", worst.percent, .percent, on: subject)
      let found = finding(
        errors, "Packets are damaged on \(interface.name).",
        evidence: [
          Measurement("receive errors", interface.received.errors, .count, on: subject),
          Measurement("packets received", interface.received.packets, .count, on: subject),
          Measurement("transmit errors", interface.sent.errors, .count, on: subject),
          Measurement("packets sent", interface.sent.packets, .count, on: subject),
        ])
      return JudgedPart(measurement: errors, finding: found)
    }
  }
}
