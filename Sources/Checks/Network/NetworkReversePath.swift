import Model

/// Whether packets are dropped because their sender is looked for elsewhere.
struct NetworkReversePath: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let summary = "Packets dropped because their sender would be answered over another interface"
  let reason = """
    With rp_filter the kernel drops, without a word, what comes in by another way than an answer \
    would go out. Machines with several interfaces or routing tables lose a part of their \
    traffic like this; forged senders are dropped by it rightly, so it is context.
    """
  var thresholds: [Threshold] = [
    .note(
      10, .perSecond,
      source: "hotsos kernel/network/tcp.yaml rpfilterd; the rate of netdata health.d/softnet.conf",
      reason: "hotsos asks for 500 since boot; at this rate somebody's traffic is lost.")
  ]
  let byHand = "nstat -az TcpExtIPReversePathFilter; sysctl -a | grep '[.]rp_filter'"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let dropped = Measurement(
      "reverse path drops", try observation.network.extended.get().rate(.reversePathFiltered),
      .perSecond)
    let found = finding(
      dropped, "Packets are dropped because their sender is looked for elsewhere.")
    return .of([found].compactMap { $0 }, clear: dropped)
  }
}
