import Model

/// Whether TCP lacks memory and gives connections up.
struct NetworkOutOfMemory: Check {
  let resource = Resource.network
  let aspect = Aspect.errors
  let summary = "TCP connections given up for want of memory, and entries into memory pressure"
  let reason = """
    When socket memory passes the last number of tcp_mem, or orphans pass tcp_max_orphans, the \
    kernel resets connections. Entering pressure alone makes it shrink buffers, which slows \
    transfers and loses nothing yet.
    """
  private static let aborts = Threshold.warning(
    0, .count, label: "aborts",
    source: "Linux Documentation/networking/snmp_counter.rst TcpExtTCPAbortOnMemory",
    reason: "The kernel reset a connection that it had no memory left for.")
  private static let pressures = Threshold.note(
    0, .count, label: "pressures",
    source: "Linux Documentation/networking/ip-sysctl.rst tcp_mem",
    reason: "TCP began to hold its memory back; below the pressure mark it never does.")
  var thresholds: [Threshold] = [Self.aborts, Self.pressures]
  let byHand = "nstat -az TcpExtTCPAbortOnMemory TcpExtTCPMemoryPressures"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let extended = try observation.network.extended.get()
    let aborts = Measurement(
      "aborts for memory", try extended.delta(.outOfMemoryAborts), .count)
    if let found = finding(
      aborts, past: Self.aborts, "The kernel resets TCP connections for want of memory.",
      evidence: held(observation))
    {
      return .found([found])
    }
    let pressures = Measurement(
      "memory pressures", try extended.delta(.memoryPressures), .count)
    let found = finding(
      pressures, past: Self.pressures, "TCP came under memory pressure.",
      evidence: held(observation))
    return .of([found].compactMap { $0 }, clear: aborts)
  }

  private func held(_ observation: Observation) -> [Measurement] {
    guard let sockets = observation.network.sockets.value else { return [] }
    return [
      Measurement("TCP memory in pages", sockets.tcpMemory, .count),
      Measurement("orphans", sockets.tcpOrphans, .count),
    ]
  }
}
