import Model

/// Whether an interface overran its hardware queue.
struct NetworkFIFO: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let summary = "Packets lost in an interface's own queue before the kernel saw them"
  let reason = """
    The card had nowhere to put a packet, because its ring was full and no processor came to \
    empty it in time. The packets are gone. A larger ring (ethtool -G) or more receive queues \
    help, and so does whatever keeps the processors from serving interrupts.
    """
  private static let enough = Threshold.floor(
    5, .count, source: "netdata health.d/net.conf interface_inbound_errors",
    reason: "netdata speaks at the first; the number it asks of errors keeps a lone burst silent.")
  var thresholds: [Threshold] = [
    Self.enough,
    .warning(
      0, .count, source: "netdata health.d/net.conf 10min_fifo_errors",
      reason: "Rings are sized so that a healthy machine never overruns them."),
  ]
  let byHand = "ip -s -s link; ethtool -S IF"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let interfaces = try observation.network.interfaces.get().filter { !$0.isLoopback }
    return try judgeEach(
      interfaces, lost: observation.network.interfaceGap, nothing: noInterfaces, { .success($0) }
    ) { interface, _ in
      let subject = Subject.interface(interface.name)
      let overruns = Measurement(
        "FIFO errors", interface.received.fifo + interface.sent.fifo, .count, on: subject)
      guard overruns.quantity.value >= Self.enough.quantity.value else {
        return JudgedPart(measurement: overruns)
      }
      let found = finding(
        overruns, "The packet queue of \(interface.name) overran.",
        evidence: [
          Measurement(
            "received", interface.received.packetsPerSecond, .perSecond, on: subject),
          Measurement("sent", interface.sent.packetsPerSecond, .perSecond, on: subject),
        ])
      return JudgedPart(measurement: overruns, finding: found)
    }
  }
}
