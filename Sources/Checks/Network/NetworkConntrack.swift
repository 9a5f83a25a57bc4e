import Model

/// Whether the table of tracked connections fills.
struct NetworkConntrack: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let persistence = Persistence.standing
  let summary = "Tracked connections against nf_conntrack_max"
  let reason = """
    A firewall or an address translation that keeps state has an entry for each connection, for \
    some days where the peer vanished. In a full table the packets of every new connection are \
    dropped, while those that exist go on: the machine seems to work and cannot be reached. How \
    full it is says nothing of packets lost already; NetworkConntrackDrops does.
    """
  var thresholds: [Threshold] = [
    .note(
      75, .percent, source: "node_exporter node-mixin NodeHighNumberConntrackEntriesUsed",
      reason: "The mixin warns here; nothing is lost yet, and a busy gateway may run like this."),
    .warning(
      90, .percent, source: "netdata health.d/netfilter.conf netfilter_conntrack_full",
      reason: "A burst of new connections fills the rest."),
    .critical(
      95, .percent, source: "netdata health.d/netfilter.conf netfilter_conntrack_full",
      reason: "The kernel begins to give up entries, and then drops packets."),
  ]
  let byHand = "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let table = try observation.network.tracking.get()
    guard table.limit > 0 else {
      return .clear(Measurement("tracked connections", table.count, .count))
    }
    let share = Measurement("conntrack table", table.count / table.limit * 100, .percent)
    let found = finding(
      share, "The table of tracked connections is nearly full.",
      evidence: [
        Measurement("tracked connections", table.count, .count),
        Measurement("limit", table.limit, .count),
      ])
    return .of([found].compactMap { $0 }, clear: share)
  }
}
