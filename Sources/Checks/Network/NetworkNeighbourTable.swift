import Model

/// Whether the table of neighbours is full.
struct NetworkNeighbourTable: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let persistence = Persistence.standing
  let summary = "Neighbours (ARP, NDP) against gc_thresh3, and those that found no room"
  let reason = """
    The kernel keeps the hardware address of each machine that it talks to on its own network. \
    Where there is no room for one more, packets to it are dropped, here and there and without a \
    word to the sender. A large flat network, or a Kubernetes node with many pods, passes the \
    default of 1,024. All network namespaces share the table, which only the first one shows.
    """
  private static let overflow = Threshold.warning(
    0, .count, label: "overflow",
    source: "Linux net/core/neighbour.c neigh_alloc, neighbor table overflow",
    reason: "A packet was dropped because its neighbour found no room.")
  private static let full = Threshold.warning(
    95, .percent, label: "full", source: "Linux Documentation/networking/ip-sysctl.rst gc_thresh3",
    reason: "The kernel collects what is unused from half on; what is left is in use.")
  var thresholds: [Threshold] = [Self.overflow, Self.full]
  let byHand = "cat /proc/net/stat/arp_cache; ip -4 neigh | wc -l; sysctl net.ipv4.neigh.default"
  let toMeasure: String? = "In a container, ask the host."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let tables = try observation.network.neighbours.get()
    return try judgeEach(tables, nothing: noInterfaces, \.limit) { table, limit in
      guard limit > 0 else { return nil }
      let share = Measurement("\(table.name) full", table.entries / limit * 100, .percent)
      let overflows = Measurement("\(table.name) overflows", table.overflows, .count)
      let evidence = [
        Measurement("neighbours", table.entries, .count), Measurement("limit", limit, .count),
      ]
      let found =
        finding(
          overflows, past: effective(Self.overflow), "There is no room for further neighbours.",
          evidence: [share] + evidence)
        ?? finding(
          share, past: effective(Self.full), "The table of neighbours is nearly full.",
          evidence: evidence)
      return JudgedPart(measurement: share, finding: found)
    }
  }
}
