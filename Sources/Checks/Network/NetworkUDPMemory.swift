import Model

/// Whether UDP runs out of memory for its queues.
struct NetworkUDPMemory: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let persistence = Persistence.standing
  let summary = "Memory held by UDP sockets against udp_mem"
  let reason = """
    The limits are for all sockets together, in pages; at the third number datagrams are dropped. \
    The second has no effect on UDP, so passing it is context. Applications that do not read what \
    they receive fill it.
    """
  private static let refused = Threshold.warning(
    90, .percent, label: "limit", source: "netdata health.d/tcp_mem.conf tcp_memory, taken for UDP",
    reason: "Of the third number; hotsos warns at 85 % in udp.yaml, which convicts sooner.")
  private static let pressed = Threshold.note(
    100, .percent, label: "pressure mark",
    source: "Linux Documentation/networking/ip-sysctl.rst udp_mem",
    reason: "Of the second number, which only follows the format of tcp_mem.")
  var thresholds: [Threshold] = [Self.pressed, Self.refused]
  let byHand = "cat /proc/net/sockstat /proc/sys/net/ipv4/udp_mem"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let sockets = try observation.network.sockets.get()
    let limits = try sockets.udpMemoryLimits.get()
    let source = "/proc/sys/net/ipv4/udp_mem"
    let high = Measurement(
      "UDP memory", try percent(sockets.udpMemory, of: limits.high, source), .percent)
    let pressure = Measurement(
      "UDP memory of pressure mark", try percent(sockets.udpMemory, of: limits.pressure, source),
      .percent)
    let evidence = [
      Measurement("pages held", sockets.udpMemory, .count),
      Measurement("pages at the limit", limits.high, .count),
      Measurement("UDP sockets", sockets.udpInUse, .count),
    ]
    let found =
      finding(
        high, past: Self.refused, "UDP has nearly no memory left for queues.", evidence: evidence)
      ?? finding(
        pressure, past: Self.pressed, "UDP sockets hold much memory.", evidence: evidence)
    return .of([found].compactMap { $0 }, clear: high)
  }
}
