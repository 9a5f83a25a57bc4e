import Model

/// Whether network links come and go.
struct NetworkLinkFlaps: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Links that drivers reported down in the kernel's log"
  let reason = """
    Each time a link goes down its packets are lost, and it takes seconds to come back. One that \
    does so again and again has a bad cable, transceiver or port. A single time is a switch that \
    was restarted or a plug that was pulled, and a link that comes up after boot was never lost, \
    so that the first two minutes do not count.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Linux drivers/net: NIC Link is Down",
      reason: "Any in the last hour tells why connections were interrupted."),
    .warning(
      2, .count, source: "node_exporter node-mixin NodeNetworkInterfaceFlapping",
      reason: "More than two in ten minutes: the mixin wants more than two changes in two."),
  ]
  let byHand = "dmesg -T | grep -iE 'link is (down|up)'; ip -s link"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let downs = log.recent([.linkDown], within: anHour).filter { !$0.isOfBoot }
    let ups = log.lastTimes(of: .linkUp)
    let findings = grouped(downs) { $0.about ?? .machine }.compactMap { subject, members in
      let recent = members.filter { $0.isWithin(600, of: log.now) }
      let isFlapping = thresholds.passed(by: Double(recent.total))?.level == .warning
      let shown = isFlapping ? recent : members
      return eventFinding(
        Measurement("link downs", Double(shown.total), .count, on: subject), shown,
        thresholds.filter { isFlapping || $0.level == .note }, in: log
      ) { event in
        if isFlapping { return "The link of \(subject.name) comes and goes." }
        return event.isOver(by: ups)
          ? "The link of \(subject.name) was down for a while."
          : "The link of \(subject.name) went down and has not come up since."
      }
    }
    return try verdict(findings, on: [.linkDown], within: anHour, in: log, clear: "link downs")
  }
}
