import Model

/// Whether packets are dropped in the queue in front of an interface.
struct NetworkQdiscDrops: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Share of packets that an interface's queueing discipline dropped"
  let reason = """
    The interface, or a shaper set on it, sends less than is asked of it, and its queue overflows: \
    these drops are in no counter of the interface. Disciplines that manage their queue drop a \
    few packets on purpose, to tell senders to slow down before the queue is long; of those only \
    a great share is told. That a shaper holds packets back (overlimits) is its work.
    """
  private static let enough = Threshold.floor(
    1_000, .count, source: "netdata health.d/net.conf outbound_packets_dropped_ratio",
    reason: "Of fewer packets, a few drops make a large share: too few to judge.")
  private static let any = Threshold.note(
    0, .percent, source: "tc(8) dropped; PCP network.interface.out.drops",
    reason: "A queue that is long enough drops nothing.")
  private static let share = Threshold.warning(
    2, .percent, source: "netdata health.d/net.conf outbound_packets_dropped_ratio",
    reason: "TCP slows to a fraction of the link when one packet in fifty is lost.")
  var thresholds: [Threshold] = [Self.enough, Self.any, Self.share]
  let byHand = "tc -s qdisc show"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let all = try observation.network.disciplines.get()
    return try judgeEach(all, nothing: noInterfaces) { discipline in
      let subject = Subject.interface(discipline.interface)
      let lost = percentLost(discipline.dropped, kept: discipline.packets)
      let drops = Measurement("queue drops", lost, .percent, on: subject)
      let packets = discipline.packets + discipline.dropped
      let isEnough =
        observation.window.perLook(packets) >= effective(Self.enough).quantity.value
      guard isEnough || !discipline.managesQueue else { return JudgedPart(measurement: drops) }
      let evidence = [
        Measurement("packets dropped", discipline.dropped, .count, on: subject),
        Measurement("packets sent", discipline.packets, .count, on: subject),
        Measurement("times held back", discipline.overlimits, .count, on: subject),
      ]
      let statement = "\(discipline.kind) drops packets before \(discipline.interface) sends them."
      let found =
        (isEnough
          ? finding(drops, past: effective(Self.share), statement, evidence: evidence) : nil)
        ?? (discipline.managesQueue
          ? nil : finding(drops, past: effective(Self.any), statement, evidence: evidence))
      return JudgedPart(measurement: drops, finding: found)
    }
  }
}

extension QueueingDiscipline {
  /// Whether it drops packets on purpose before its queue is full.
  fileprivate var managesQueue: Bool {
    [
      "codel", "fq_codel", "pie", "fq_pie", "cake", "red", "gred", "sfb", "choke", "hhf",
      "dualpi2",
    ].contains(kind)
  }
}
