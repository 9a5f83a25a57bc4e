import Model

/// Whether connections pile up before they are accepted.
struct NetworkAcceptQueue: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "Accept queue of each listening TCP socket against its backlog"
  let reason = """
    The kernel completes a handshake by itself and keeps the connection until the application \
    accepts it: what waits here waits for the application, not for the network. The queue is \
    looked at at both ends of the window, and the lesser fill is judged, since one look may meet \
    a burst. A full queue drops what comes; NetworkListenOverflow counts that.
    """
  var thresholds: [Threshold] = [
    .warning(
      70, .percent, source: "melisai anomaly.go accept queue",
      reason: "Connections come faster than they are accepted."),
    .critical(
      90, .percent, source: "melisai anomaly.go accept queue",
      reason: "The next burst is dropped, and each client waits a second or more."),
  ]
  let byHand = "ss -ltnp"
  let toMeasure: String? = "The kernel needs CONFIG_INET_DIAG; modprobe tcp_diag loads it."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let sockets = try observation.network.listeners.get()
    let nothing = Measurement("listening sockets", Double(sockets.count), .count)
    return try judgeEach(sockets, nothing: nothing) { socket in
      let subject = Subject.socket(socket.address)
      let isOnce = socket.queued.count < 2 || thresholds.passed(by: socket.fill) == nil
      let fill = Measurement(
        "accept queue", isOnce ? socket.peak : socket.fill, .percent, on: subject)
      let waiting = Measurement("waiting", socket.queued.last ?? 0, .count, on: subject)
      let evidence =
        [Measurement("backlog", socket.backlog, .count, on: subject)]
        + [waiting].owned(by: socket.owner)
      let statement = "Connections wait in vain to be accepted at \(socket.words)."
      let found =
        isOnce
        ? finding(
          fill, atMost: .note, "Connections waited to be accepted at \(socket.words).",
          evidence: evidence)
        : finding(fill, statement, evidence: evidence)
      return JudgedPart(measurement: fill, finding: found)
    }
  }
}
