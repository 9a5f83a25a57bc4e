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
  var thresholds: [Threshold] = [
    .note(
      0, .perSecond, source: "netdata health.d/net.conf 10min_fifo_errors",
      reason: "Rings are sized so that a healthy machine never overruns them."),
    .warning(
      0.5, .perSecond, source: "netdata health.d/net.conf interface_inbound_errors",
      reason: """
        netdata speaks at the first overrun; the five that it asks of errors, in ten seconds, \
        keep a lone burst silent.
        """),
  ]
  let byHand = "ip -s -s link; ethtool -S IF"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let interfaces = try observation.network.interfaces.get().filter { !$0.isLoopback }
    return try judgeEach(
      interfaces, lost: observation.network.interfaceGap, nothing: noInterfaces
    ) { interface in
      let subject = Subject.interface(interface.name)
      let count = interface.received.fifo + interface.sent.fifo
      let overruns = Measurement(
        "FIFO errors", count / observation.window.seconds, .perSecond, on: subject)
      let found = finding(
        overruns, "The packet queue of \(interface.name) overran.",
        evidence: [
          Measurement("packets lost", count, .count, on: subject),
          Measurement(
            "received", interface.received.packetsPerSecond, .perSecond, on: subject),
          Measurement("sent", interface.sent.packetsPerSecond, .perSecond, on: subject),
        ])
      return JudgedPart(measurement: overruns, finding: found)
    }
  }
}
