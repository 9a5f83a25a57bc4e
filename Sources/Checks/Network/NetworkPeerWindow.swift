import Model

/// Whether other ends take nothing of what this machine sends them.
struct NetworkPeerWindow: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary =
    "TCP connections whose other end takes nothing, or does not answer, for all of the window"
  let reason = """
    A receiver that does not read closes its window, and the sender may only ask now and then whether \
    it has opened: nothing is lost, no counter grows, and the program here waits. A connection that \
    this machine opened and of which nothing at all was taken stands still for the other end. Where \
    something was taken, the other end is only slower; and a client that pauses what a server here \
    sends is the client's own affair: both are notes. So is a connection whose first packet got no \
    answer at both ends of the window: a monitor tries what is off all day, and its timers are too few \
    for a rate; who needs that answer waits for it.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "RFC 9293 3.8.6.1, zero-window probing",
      reason: "A sender probes only where it has something to send and may not."),
    .warning(
      0, .count, source: "RFC 9293 3.8.6.1, zero-window probing",
      reason: "Nothing was taken for the whole window of what this machine wants to be rid of."),
  ]
  let byHand = "ss -tnoi | grep -A1 'timer:(persist'"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let all = try observation.network.waiting.get()
    let held = all.filter { $0.reason == .window }
    var groups: [(remote: String, isStill: Bool, members: [WaitingConnection])] = []
    for one in held {
      let isStill = one.isOpenedHere && one.taken == 0
      if let index = groups.firstIndex(where: { $0.remote == one.remote && $0.isStill == isStill })
      {
        groups[index].members.append(one)
      } else if groups.count < Self.most {
        groups.append((one.remote, isStill, [one]))
      }
    }
    let findings = groups.compactMap { group in
      event(
        group.isStill ? .warning : .note,
        Measurement(
          "connections held back", Double(group.members.count), .count, on: .socket(group.remote)),
        group.isStill
          ? "\(group.remote) takes nothing of what is sent to it."
          : "\(group.remote) takes what is sent to it more slowly than it is sent.",
        evidence: evidence(group.members))
    }
    return .of(
      findings + unanswered(all.filter { $0.reason == .answer }),
      clear: Measurement("connections held back", 0, .count))
  }

  /// A note for each peer that does not answer, those that most wait for first.
  private func unanswered(_ calls: [WaitingConnection]) -> [Finding] {
    Dictionary(grouping: calls, by: \.remote)
      .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(Self.most)
      .map { peer, calls in
        let count = Measurement(
          "without an answer", Double(calls.count), .count, on: .socket(peer))
        let owner = calls.lazy.compactMap(\.owner).first
        return Finding(
          .note, count, "\(peer) does not answer when a TCP connection to it is opened.",
          evidence: owner.map { [Measurement("calls it", 1, .count, on: $0.subject)] } ?? [])
      }
  }

  private static let most = 8

  private func evidence(_ held: [WaitingConnection]) -> [Measurement] {
    let unsent = Measurement("not sent yet", held.reduce(0) { $0 + $1.unsent }, .bytes)
    return [unsent].owned(by: held.lazy.compactMap(\.owner).first)
  }
}
