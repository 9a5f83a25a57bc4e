import Model

/// Whether datagrams that came in fragments cannot be put together.
struct NetworkReassembly: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let summary = "Fragmented IP datagrams that could not be reassembled"
  let reason = """
    One lost fragment loses its whole datagram, after the others were kept for 30 s. Large \
    datagrams over UDP suffer: NFS, DNS with many records, tunnels whose packets do not fit. \
    Machines on the open Internet get fragments that nobody completes, so a rate is needed, and a \
    share of what was put together.
    """
  private static let share = Threshold.floor(
    1, .percent, source: "hotsos kernel/network/udp.yaml inerrs_high_pcent_or_above_limit",
    reason: "Its share for datagrams lost: fewer of many do not delay anybody.")
  var thresholds: [Threshold] = [
    Self.share,
    .note(
      1, .perSecond, source: "RFC 4293 ipSystemStatsReasmFails; ip_frag timeout of 30 s",
      reason: "Thirty incomplete datagrams are kept at any time."),
    .warning(
      10, .perSecond, source: "netdata health.d/udp_errors.conf 1m_ipv4_udp_receive_buffer_errors",
      reason: "Its rate for datagrams lost: no lone burst."),
  ]
  let byHand = "nstat -az IpReasmFails IpReasmOKs Ip6ReasmFails; grep FRAG /proc/net/sockstat"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let protocols = try observation.network.protocols.get()
    let version6 = try observation.network.version6.get()
    let failed = try protocols.delta(.ipReassemblyFails) + (version6?.delta(.reassemblyFails) ?? 0)
    let done = try protocols.delta(.ipReassembled) + (version6?.delta(.reassembled) ?? 0)
    let rate =
      try protocols.rate(.ipReassemblyFails) + (version6?.rate(.reassemblyFails) ?? 0)
    let fails = Measurement("reassembly failures", rate, .perSecond)
    guard effective(Self.share).isPassed(by: percentLost(failed, kept: done)) else {
      return .clear(fails)
    }
    let found = finding(
      fails, "Datagrams that came in fragments cannot be put together.",
      evidence: [Measurement("reassembled", done, .count)])
    return .of([found].compactMap { $0 }, clear: fails)
  }
}
