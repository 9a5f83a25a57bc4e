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
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Linux Documentation/ABI/testing/sysfs-class-net carrier_changes",
      reason: "A link that is left alone does not change."),
    .warning(
      2, .count, source: "kube-prometheus NodeNetworkInterfaceFlapping",
      reason: "More than one loss and return in so short a time is flapping."),
  ]
  let byHand = "grep . /sys/class/net/*/carrier_changes"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let links = try observation.network.interfaces.get().filter(\.isLink)
    return try judgeEach(
      links, lost: observation.network.interfaceGap, nothing: noInterfaces, \.carrierChanges
    ) { link, changes in
      let measurement = Measurement(
        "carrier changes", changes, .count, on: .interface(link.name))
      return JudgedPart(
        measurement: measurement,
        finding: finding(measurement, "The carrier of \(link.name) came or went."))
    }
  }
}
