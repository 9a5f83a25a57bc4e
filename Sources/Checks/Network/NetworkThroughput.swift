import Model

/// Whether a link is full.
struct NetworkThroughput: Check {
  let resource = Resource.network
  let aspect = Aspect.utilization
  let summary = "Throughput of each link in percent of its negotiated speed"
  let reason = """
    A full link queues packets and then drops them. Each direction of a full-duplex link has the \
    whole speed; a half-duplex one shares it. A link without a known speed is unmeasured, as is \
    one that carries more than it claims to: both are usual for virtual machines, where the host \
    or the cloud sets the limit.
    """
  var thresholds: [Threshold] = [
    .warning(
      90, .percent, source: "netdata health.d/net.conf 1m_received_traffic_overflow",
      reason: "Framing takes some of the rest, and bursts within the window took all of it.")
  ]
  let byHand = "sar -n DEV 1 3; ethtool IF"
  let toMeasure: String? = """
    Compare the throughput with what the host or cloud grants; ethtool -s IF speed sets a \
    virtual card's.
    """

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let links = try observation.network.links().filter(\.isUp)
    let verdict = try judgeEach(
      links, lost: observation.network.interfaceGap, nothing: noInterfaces, share
    ) { link, share in
      let subject = Subject.interface(link.name)
      let throughput = Measurement("throughput", share, .percent, on: subject)
      let speed = link.speed.value.map {
        Measurement("negotiated speed", $0, .bytesPerSecond, on: subject)
      }
      let found = finding(
        throughput, "\(link.name) carries nearly all that it can.",
        evidence: [
          Measurement("received", link.received.bytesPerSecond, .bytesPerSecond, on: subject),
          Measurement("sent", link.sent.bytesPerSecond, .bytesPerSecond, on: subject),
        ] + [speed].compactMap { $0 })
      return JudgedPart(measurement: throughput, finding: found)
    }
    if verdict.findings.isEmpty, let gap = links.lazy.compactMap({ share($0).gap }).first {
      throw gap
    }
    return verdict
  }

  /// The part of the speed in use, in percent.
  private func share(_ link: NetworkInterface) -> Measured<Double> {
    link.speed.flatMap { speed in
      let path = "/sys/class/net/\(link.name)/speed"
      guard speed > 0 else {
        return .failure(Gap(.malformed, path, "\(link.name) has no speed"))
      }
      let received = link.received.bytesPerSecond, sent = link.sent.bytesPerSecond
      let isHalf = link.duplex.value == "half"
      let share = (isHalf ? received + sent : max(received, sent)) / speed * 100
      // The edges of the window blur a little; no wire carries a tenth more than its speed.
      guard share <= 110 else {
        return .failure(Gap(.malformed, path, "\(link.name) carries more than the speed it names"))
      }
      return .success(share)
    }
  }
}
