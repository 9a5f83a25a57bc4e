import Model

/// Whether a queue stands in front of an interface.
struct NetworkQdiscBacklog: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let summary = "How long a packet waits in the queue in front of an interface"
  let reason = """
    A queue that empties from time to time evens bursts out; one that stands makes every packet \
    wait its length, and a long one delays all that share the link by hundreds of milliseconds \
    (bufferbloat). The bytes that waited at both ends of the window, the lesser number of the two, \
    are divided by the rate at which the interface sent.
    """
  var thresholds: [Threshold] = [
    .note(
      20, .milliseconds, source: "RFC 8289 section 4.3, target of 5 % of the interval, four times",
      reason: "The full queue of a healthy gigabit link is shorter."),
    .warning(
      100, .milliseconds, source: "RFC 8289 section 4.2, interval",
      reason: "Longer than a round trip within a continent: no burst, a standing queue."),
  ]
  let byHand = "tc -s qdisc show"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let all = try observation.network.disciplines.get()
    return try judgeEach(all, nothing: noInterfaces) { discipline in
      let subject = Subject.interface(discipline.interface)
      let wait = Measurement(
        "queue wait", discipline.wait(within: observation.window), .milliseconds, on: subject)
      let found = finding(
        wait, "Packets wait long before \(discipline.interface) sends them.",
        evidence: [
          Measurement("waiting all the while", discipline.standingBytes, .bytes, on: subject),
          Measurement("packets waiting", discipline.backlogPackets, .count, on: subject),
          Measurement("sent", discipline.bytesPerSecond, .bytesPerSecond, on: subject),
        ])
      return JudgedPart(measurement: wait, finding: found)
    }
  }
}

extension QueueingDiscipline {
  /// Milliseconds that it takes to send what waits; where nothing was sent, the whole window.
  fileprivate func wait(within window: Window) -> Double {
    guard standingBytes > 0 else { return 0 }
    let seconds = bytesPerSecond > 0 ? standingBytes / bytesPerSecond : window.seconds
    return min(seconds, 3600) * 1000
  }
}
