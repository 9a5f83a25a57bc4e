import Model

/// Whether TCP runs out of memory for its buffers.
struct NetworkTCPMemory: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let persistence = Persistence.standing
  let summary = "Memory held by TCP sockets against tcp_mem"
  let reason = """
    The limits are for all sockets together, in pages. Above the second number the kernel \
    shrinks buffers, and every connection slows down; above the third it drops segments and \
    resets connections. Applications that do not read what they receive fill it.
    """
  private static let refused = Threshold.critical(
    90, .percent, label: "limit", source: "netdata health.d/tcp_mem.conf tcp_memory",
    reason: "Of the third number; soon segments are dropped.")
  private static let pressed = Threshold.warning(
    100, .percent, label: "pressure mark",
    source: "netdata health.d/tcp_mem.conf tcp_memory",
    reason: "Of the second number; above it the kernel shrinks every connection's buffers.")
  var thresholds: [Threshold] = [Self.pressed, Self.refused]
  let byHand = "cat /proc/net/sockstat /proc/sys/net/ipv4/tcp_mem"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let sockets = try observation.network.sockets.get()
    let limits = try sockets.tcpMemoryLimits.get()
    let source = "/proc/sys/net/ipv4/tcp_mem"
    let high = Measurement(
      "TCP memory", try percent(sockets.tcpMemory, of: limits.high, source), .percent)
    let pressure = Measurement(
      "TCP memory of pressure mark", try percent(sockets.tcpMemory, of: limits.pressure, source),
      .percent)
    let evidence = [
      Measurement("pages held", sockets.tcpMemory, .count),
      Measurement("pages at the pressure mark", limits.pressure, .count),
      Measurement("pages at the limit", limits.high, .count),
      Measurement("TCP sockets", sockets.tcpAllocated, .count),
    ]
    let found =
      finding(
        high, past: Self.refused, "TCP has nearly no memory left for buffers.", evidence: evidence)
      ?? finding(
        pressure, past: Self.pressed, "TCP is under memory pressure.", evidence: evidence)
    return .of([found].compactMap { $0 }, clear: high)
  }
}
