import Model

/// Whether local ports run out for connections to one destination.
struct NetworkEphemeralPorts: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let persistence = Persistence.standing
  let summary = "Local ports taken by connections to one address and port, of ip_local_port_range"
  let reason = """
    An outgoing connection takes a local port, which only connections to another address or port \
    may have as well: 28,000 connections to one service use the default range up, and the next \
    one fails (EADDRNOTAVAIL). Before that the search for a free port costs the processor time. \
    Totals tell nothing, those in TIME_WAIT least: they hold a port only towards their own \
    destination, and not where tcp_tw_reuse lets a new connection have it. Connection pools and \
    keep-alive help more than a wider range. Where all sockets of the machine are few against the \
    range they are not counted by destination: no destination has more than all.
    """
  var thresholds: [Threshold] = [
    .warning(
      80, .percent, source: "whyslow; Linux net/ipv4/inet_hashtables.c __inet_hash_connect",
      reason: "Past half, the kernel searches ports in vain for each connection, ever longer."),
    .critical(
      95, .percent, source: "whyslow; Linux net/ipv4/inet_hashtables.c __inet_hash_connect",
      reason: "A burst of connections fails."),
  ]
  let byHand = "ss -Htan | awk '{print $4, $5}' | sed 's/:[0-9]* / /' | sort | uniq -c | sort -n"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let use = try observation.network.ports.get()
    func share(_ taken: Double, _ name: String, on subject: Subject = .machine) -> Measurement {
      Measurement(name, min(100, taken / use.ports * 100), .percent, on: subject)
    }
    var findings = use.destinations.compactMap { destination in
      finding(
        share(
          destination.taken, "local ports taken",
          on: .socket("\(destination.local) to \(destination.remote)")),
        "The local ports for connections to \(destination.remote) run out.",
        evidence: evidence(destination, of: use.ports))
    }
    let most = share(use.most, use.destinations.isEmpty ? "sockets at most" : "local ports taken")
    let udp = share(use.udpPorts, "local ports of UDP taken")
    let isCounted = use.cut?.kind != .tooLittle
    if isCounted, let found = finding(udp, "The local ports for UDP run out.") {
      findings.append(found)
    }
    let isBelow = [most, udp].allSatisfy { thresholds.passed(by: $0.quantity.value) == nil }
    if findings.isEmpty, let cut = use.cut, cut.kind != .tooLittle || !isBelow { throw cut }
    return .of(findings, clear: most)
  }

  private func evidence(_ destination: PortUse.Destination, of ports: Double) -> [Measurement] {
    [
      Measurement("sockets", destination.sockets, .count),
      Measurement("of them in TIME_WAIT", destination.timeWait, .count),
      Measurement("ports in the range", ports, .count),
    ]
      + [destination.owner].compactMap { $0 }.map {
        Measurement("sockets, at least", 1, .count, on: $0.subject)
      }
  }
}
