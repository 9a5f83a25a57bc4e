import Model

/// Whether this machine tells its peers to stop sending.
struct NetworkZeroWindow: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Times that a TCP receive window closed because nobody read"
  let reason = """
    An application here reads more slowly than its peer sends, and the peer has to wait: the \
    network is not to blame. A backup that writes to a slow disk does this in health, so it is \
    context for whoever complains about the network.
    """
  var thresholds: [Threshold] = [
    .note(
      10, .perSecond,
      source: """
        Linux Documentation/networking/snmp_counter.rst TcpExtTCPToZeroWindowAdv; the rate is \
        that of netdata health.d/softnet.conf
        """,
      reason: "Peers are stopped again and again, not once by a pause.")
  ]
  let byHand = "nstat -az TcpExtTCPToZeroWindowAdv TcpExtTCPWantZeroWindowAdv"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let extended = try observation.network.extended.get()
    let closed = Measurement("zero windows", try extended.rate(.toZeroWindow), .perSecond)
    let wanted = try? extended.rate(.wantZeroWindow)
    let found = finding(
      closed, "Peers have to wait because applications here do not read.",
      evidence: [wanted].compactMap {
        $0.map { Measurement("zero windows wanted", $0, .perSecond) }
      })
    return .of([found].compactMap { $0 }, clear: closed)
  }
}
