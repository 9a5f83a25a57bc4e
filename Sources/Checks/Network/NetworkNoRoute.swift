import Model

/// Whether packets find no way out.
struct NetworkNoRoute: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let summary = "IPv4 packets and connections for which there is no route"
  let reason = """
    The routing table has no entry for the destination: a default route was lost, with its lease \
    or its interface, or an application is told a wrong address. The call fails at once, and what \
    depends on it waits or retries. IPv6 is left out: machines without it try in health, and \
    fall back.
    """
  var thresholds: [Threshold] = [
    .note(
      1, .perSecond, source: "RFC 4293 ipSystemStatsOutNoRoutes",
      reason: "Something tries again and again.")
  ]
  let byHand = "nstat -az IpOutNoRoutes; ip route"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let lost = Measurement(
      "packets without a route", try observation.network.protocols.get().rate(.ipNoRoutes),
      .perSecond)
    let found = finding(lost, "There is no route for packets that applications send.")
    return .of([found].compactMap { $0 }, clear: lost)
  }
}
