import Model

/// Whether a bond runs without some of its links.
struct NetworkBond: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Links of a bond that are down, or that the other end did not take in"
  let reason = """
    A bond hides the loss of a link: everything works, at part of the rate and without a spare. \
    A link that is up and stands apart has another aggregator than the one that carries the \
    traffic (802.3ad): its cable ends at another switch, or that port is not set up for it.
    """
  private static let degraded = Threshold.warning(
    0, .count, source: "kube-prometheus node-mixin NodeBondingDegraded",
    reason: "Whoever made the bond wants all its links.")
  private static let dead = Threshold.critical(
    0, .count, label: "no link left", source: "Linux Documentation/networking/bonding.rst",
    reason: "Nothing passes where no link is left.")
  var thresholds: [Threshold] = [Self.degraded, Self.dead]
  let byHand = "grep -E 'Interface|MII Status|Aggregator ID' /proc/net/bonding/*"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let bonds = try observation.network.bonds.get()
    let none = Measurement("bonds", Double(bonds.count), .count)
    return try judgeEach(bonds, nothing: none) { bond in
      guard !bond.members.isEmpty else { return nil }
      let subject = Subject.interface(bond.name)
      let lacking = Double(bond.down.count + bond.apart.count)
      let links = Measurement("links lacking", lacking, .count, on: subject)
      let evidence =
        [Measurement("links of the bond", Double(bond.members.count), .count, on: subject)]
        + bond.down.map { Measurement("down", 1, .count, on: .interface($0)) }
        + bond.apart.map { Measurement("stands apart", 1, .count, on: .interface($0)) }
      let found =
        bond.isUp
        ? finding(
          links, past: effective(Self.degraded), "\(bond.name) runs without some of its links.",
          evidence: evidence)
        : finding(
          links, past: effective(Self.dead), "\(bond.name) has no link left.", evidence: evidence)
      return JudgedPart(measurement: links, finding: found)
    }
  }
}
