import Model

/// Whether connection tracking drops packets.
struct NetworkConntrackDrops: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Packets dropped by connection tracking, and entries given up for room"
  let reason = """
    A packet is dropped where the table is full, and where two packets of one new connection \
    raced and the other's entry came first (insert_failed). The race hits names looked up over \
    UDP, A and AAAA at once from one port: the lookup waits 5 s for its second try, on a table \
    that is nearly empty. Entries that are given up early for room lose nothing that was answered.
    """
  private static let full = Threshold.warning(
    0, .perSecond, label: "full", source: "PCP pmieconf network.listenoverflows, taken for this",
    reason: "Each packet dropped for want of an entry costs a client a second or more.")
  private static let many = Threshold.critical(
    5, .perSecond, source: "netdata health.d/tcp_listen.conf 1m_tcp_accept_queue_overflows",
    reason: "Its rate for connections dropped: several clients wait at any time.")
  private static let race = Threshold.warning(
    1, .perSecond, label: "races",
    source: "resolv.conf(5) timeout; Linux nf_conntrack_core.c nf_ct_resolve_clash",
    reason: "A lookup waits 5 s for its next try, so five stand still at any time.")
  private static let rarely = Threshold.note(
    0, .perSecond, source: "Linux nf_conntrack_core.c nf_ct_resolve_clash, early_drop",
    reason: "Something was lost or given up; a busy gateway has a race now and then.")
  var thresholds: [Threshold] = [Self.rarely, Self.full, Self.race, Self.many]
  let byHand = "conntrack -S; grep . /proc/net/stat/nf_conntrack"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let table = try observation.network.tracking.get()
    let activity = try table.activity.get()
    let seconds = observation.window.seconds
    guard seconds > 0 else {
      throw Gap(.noInterval, "/proc/net/stat/nf_conntrack", "it takes two samples")
    }
    // A race is counted among the packets dropped, too.
    let dropped = max(0, activity.dropped - activity.insertFailed) / seconds
    let drops = Measurement("conntrack drops", dropped, .perSecond)
    let races = Measurement("conntrack races", activity.insertFailed / seconds, .perSecond)
    let early = Measurement("entries given up", activity.earlyDropped / seconds, .perSecond)
    let evidence =
      table.limit > 0
      ? [Measurement("conntrack table", table.count / table.limit * 100, .percent)] : []
    let full = "Connection tracking drops packets of new connections."
    let raced = "Packets that open connections at the same time race, and one is dropped."
    let findings = [
      finding(drops, past: effective(Self.many), full, evidence: evidence)
        ?? finding(drops, past: effective(Self.full), full, evidence: evidence),
      finding(races, past: effective(Self.race), raced, evidence: evidence)
        ?? finding(races, past: effective(Self.rarely), raced, evidence: evidence),
      finding(
        early, past: effective(Self.rarely),
        "Connection tracking gives up entries to make room.", evidence: evidence),
    ]
    return .of(findings.compactMap { $0 }, clear: drops)
  }
}
