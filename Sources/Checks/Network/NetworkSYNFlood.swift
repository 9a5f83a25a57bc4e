import Model

/// Whether more connections are asked for than a listener's queue takes.
struct NetworkSYNFlood: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let persistence = Persistence.standing
  let summary = "Queues of half-open connections that overflowed, as the kernel's log tells"
  let reason = """
    The kernel calls it possible SYN flooding, but mostly a program takes its connections too \
    slowly or asked for too short a queue. With cookies clients still get in, only without some \
    options; without them they are refused. It is said once for each listener, so the counters \
    that NetworkSYNDrops and NetworkListenOverflow read tell whether it goes on.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Linux net/ipv4/tcp_input.c tcp_syn_flood_action()",
      reason: "Cookies saved the connections of the last hour."),
    .warning(
      0, .count, label: "now",
      source: "PCP pmieconf per-listener overflow; hotsos kernel scenarios",
      reason: "An overflow in the last ten minutes is likely to go on."),
    .warning(
      0, .count, label: "refused",
      source: "Linux Documentation/networking/ip-sysctl.rst tcp_syncookies",
      reason: "Without cookies connections were refused in the last hour."),
  ]
  let byHand = "dmesg -T | grep -i 'SYN flooding'; ss -ltn; nstat -az TcpExtTCPReqQFullDoCookies"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let events = log.recent([.synFlood], within: anHour)
    let findings = grouped(events) { $0.about ?? .machine }.compactMap { subject, members in
      let key = members.contains { $0.details == .refused } ? "refused" : "now"
      let isGrave = key == "refused" || members.contains { $0.isWithin(600, of: log.now) }
      return eventFinding(
        Measurement("SYN flooding", Double(members.total), .count, on: subject), members,
        thresholds.filter { isGrave ? $0.label == key : $0.level == .note }, in: log
      ) { _ in
        key == "refused"
          ? "More connections to \(subject.name) were asked for than its queue takes; some were refused."
          : "More connections to \(subject.name) were asked for than its queue takes."
      }
    }
    return try verdict(findings, on: [.synFlood], within: anHour, in: log, clear: "SYN floods")
  }
}
