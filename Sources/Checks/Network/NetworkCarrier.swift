import Model

/// Whether a link goes up and down.
struct NetworkCarrier: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Times that a link's carrier came or went"
  let reason = """
    Each loss of carrier cuts all traffic, and a switch port may stay silent for many seconds \
    after it comes back. A cable that is plugged in changes once and a reset of the link twice, \
    so these are context. Ends of virtual cables, which come and go with their containers, are \
    left out.
    """
  private static let once = Threshold.floor(
    2, .count, source: "kube-prometheus NodeNetworkInterfaceFlapping",
    reason: "One loss and return is somebody's hand, and too few to judge.")
  private static let flapping = Threshold.warning(
    0, .perSecond, source: "whyslow; kube-prometheus NodeNetworkInterfaceFlapping",
    reason: "More than the two changes that it allows, in ten seconds or less, is flapping.")
  private static let changed = Threshold.note(
    0, .perSecond, source: "Linux Documentation/ABI/testing/sysfs-class-net carrier_changes",
    reason: "A link that is left alone does not change.")
  var thresholds: [Threshold] = [Self.once, Self.changed, Self.flapping]
  let byHand = "grep . /sys/class/net/*/carrier_changes"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let links = try observation.network.links()
    let seconds = observation.window.seconds
    return try judgeEach(
      links, lost: observation.network.interfaceGap, nothing: noInterfaces, \.carrierChanges
    ) { link, changes in
      let subject = Subject.interface(link.name)
      let rate = Measurement("carrier changes", changes / seconds, .perSecond, on: subject)
      let count = Measurement("changes", changes, .count, on: subject)
      let isMany = effective(Self.once).isPassed(by: observation.window.perLook(changes))
      let statement = "The carrier of \(link.name) came or went."
      let found =
        (isMany ? finding(rate, past: effective(Self.flapping), statement, evidence: [count]) : nil)
        ?? finding(rate, past: effective(Self.changed), statement, evidence: [count])
      return JudgedPart(measurement: rate, finding: found)
    }
  }
}
