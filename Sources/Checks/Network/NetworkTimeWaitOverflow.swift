import Model

/// Whether the kernel has no room for connections in TIME_WAIT.
struct NetworkTimeWaitOverflow: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Connections that could not be kept in TIME_WAIT"
  let reason = """
    Sockets in TIME_WAIT are harmless, however many; this counts those for which there was no \
    room (tcp_max_tw_buckets). They are ended at once, so a late segment may be taken for one of \
    a new connection. It tells of very many short connections rather than of slowness.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Linux Documentation/networking/ip-sysctl.rst tcp_max_tw_buckets",
      reason: "The limit exists only against simple attacks, and no ordinary load reaches it.")
  ]
  let byHand = "nstat -az TcpExtTCPTimeWaitOverflow; ss -s"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let overflows = Measurement(
      "TIME_WAIT overflows",
      try observation.network.extended.get().delta(.timeWaitOverflow), .count)
    let waiting = observation.network.sockets.value?.tcpTimeWait
    let found = finding(
      overflows, "There is no room left for connections in TIME_WAIT.",
      evidence: [waiting].compactMap { $0.map { Measurement("in TIME_WAIT", $0, .count) } })
    return .of([found].compactMap { $0 }, clear: overflows)
  }
}
