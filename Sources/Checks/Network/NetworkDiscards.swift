import Model

/// Whether the IP layer throws sound packets away.
struct NetworkDiscards: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "IP packets thrown away though nothing was wrong with them"
  let reason = """
    The definition says lack of buffer space; the kernel counts here what a full queue, a lack of \
    memory or a filter refused on its way through IPv4 and IPv6. It is seldom the cause and often \
    the trace of one, so it is context.
    """
  var thresholds: [Threshold] = [
    .note(
      10, .perSecond,
      source: """
        RFC 4293 ipSystemStatsInDiscards, ipSystemStatsOutDiscards; the rate of netdata \
        health.d/softnet.conf
        """,
      reason: "Losing this many every second is no lone burst.")
  ]
  let byHand = "nstat -az IpInDiscards IpOutDiscards Ip6InDiscards Ip6OutDiscards"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let protocols = try observation.network.protocols.get()
    let version6 = try observation.network.version6.get()
    let received = try protocols.rate(.ipDiscardsIn) + (version6?.rate(.discardsIn) ?? 0)
    let sent = try protocols.rate(.ipDiscardsOut) + (version6?.rate(.discardsOut) ?? 0)
    let discards = Measurement("IP discards", received + sent, .perSecond)
    let found = finding(
      discards, "The IP layer throws packets away.",
      evidence: [
        Measurement("discarded on receive", received, .perSecond),
        Measurement("discarded on transmit", sent, .perSecond),
      ])
    return .of([found].compactMap { $0 }, clear: discards)
  }
}
