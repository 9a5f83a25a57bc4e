import Model

/// Whether segments are dropped at a TCP socket's own queues.
struct NetworkBacklogDrops: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Segments dropped at a TCP socket's backlog or receive queue"
  let reason = """
    While a process works inside a socket, arriving segments wait in its backlog; what does not \
    fit there, or in the receive queue, is dropped and sent again. A fast sender and a process \
    that holds its socket for long do this, often for want of a processor.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .perSecond, source: "hotsos kernel/network/tcp.yaml backlogd, rcvqd",
      reason: "Sound segments were dropped on arrival; hotsos asks for 500 since boot."),
    .warning(
      10, .perSecond, source: "netdata health.d/softnet.conf 1min_netdev_backlog_exceeded",
      reason: "Its rate for the queue before this one: no lone burst any more."),
  ]
  let byHand = "nstat -az TcpExtTCPBacklogDrop TcpExtTCPRcvQDrop"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let extended = try observation.network.extended.get()
    let backlog = try extended.rate(.backlogDrop)
    // Kernels before 4.20 do not count this one apart.
    let queue = try? extended.rate(.receiveQueueDrop)
    let drops = Measurement("socket drops", backlog + (queue ?? 0), .perSecond)
    let found = finding(
      drops, "Segments are dropped at the queues of TCP sockets.",
      evidence: [Measurement("backlog drops", backlog, .perSecond)]
        + [queue].compactMap { $0.map { Measurement("receive queue drops", $0, .perSecond) } })
    if found == nil, queue == nil { _ = try extended.rate(.receiveQueueDrop) }
    return .of([found].compactMap { $0 }, clear: drops)
  }
}
