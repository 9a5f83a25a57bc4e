import Causes
public import Model

/// Takes the step of the runbook that measures the endpoint: what `timing` shows, how it compares
/// with what is normal, and what of it the machine that was looked at explains.
public func join(
  _ diagnosis: inout Diagnosis, with timing: TimingReport, normal: NormalRoundTrip
) {
  let place = diagnosis.target.vantage
  let endpoint = EndpointDiagnosis(
    timing: timing, comparison: timing.vantages.map { compareToNormal($0, normal) },
    links: timing.vantages.flatMap { links($0, diagnosis, on: place) })
  diagnosis.endpoint = endpoint
  let step = Step("measure the endpoint", .taken(result(of: endpoint)))
  if let index = diagnosis.path.firstIndex(where: { $0.name == step.name }) {
    diagnosis.path[index] = step
  } else {
    diagnosis.path.append(step)
  }
}

extension Target {
  /// What the place is called from which it is measured.
  fileprivate var vantage: String { self == .local ? "local" : description }
}

private func result(of endpoint: EndpointDiagnosis) -> String {
  var said = endpoint.timing.vantages.map { vantage -> String in
    if let gap = vantage.gap { return "not measured from \(vantage.vantage): \(gap.detail)" }
    let found = vantage.findings.first { $0.severity > .note }
    let total = Distribution(vantage.totals).map { "\(Quantity($0.median, .seconds)), " } ?? ""
    return "from \(vantage.vantage) \(total)\(found?.finding.statement ?? "nothing slow.")"
  }
  said += endpoint.links.prefix(1).map(\.statement)
  return said.joined(separator: " ")
}

/// How the round trip of a connection compares with what the runbook calls normal.
///
/// By the runbook under 10 ms on a local network and 50 ms to a remote one is normal; over 100 ms is
/// slow; over 500 ms, or varying much, is broken.
func compareToNormal(_ timing: EndpointTiming, _ normal: NormalRoundTrip) -> String {
  let place = "from \(timing.vantage)"
  let times = timing.seconds(of: .tcp).map { $0 * 1000 }
  guard let all = Distribution(times), timing.last?.failure?.phase != .tcp else {
    return "The round trip \(place) was not measured."
  }
  let isLocal = timing.last?.address.map(isOfLocalNetwork) ?? false
  let usual = isLocal ? normal.local : normal.remote
  func limit(_ number: Double) -> String { "\(Quantity(number, .milliseconds))" }
  let word =
    if all.median > normal.broken {
      "broken (over \(limit(normal.broken)))"
    } else if all.median > normal.slow {
      "slow (over \(limit(normal.slow)))"
    } else if all.jitter > normal.jitter {
      "broken (jitter \(limit(all.jitter)))"
    } else if all.median > usual {
      "long, but not slow (normal is under \(limit(usual)))"
    } else {
      "normal (under \(limit(usual)))"
    }
  let network = isLocal ? "on a local network" : "to a remote network"
  return "A round trip \(place) takes \(Quantity(all.median, .milliseconds)), "
    + "\(network): \(word)."
}

/// Whether `address`, with its port, is one that only local networks have: RFC 1918, loopback.
private func isOfLocalNetwork(_ address: String) -> Bool {
  let parts = address.prefix { $0 != ":" }.split(separator: ".").compactMap { Int($0) }
  guard parts.count == 4 else {
    return ["[fe80:", "[fd", "[fc", "[::1]"].contains { address.hasPrefix($0) }
  }
  switch (parts[0], parts[1]) {
  case (10, _), (127, _), (192, 168), (169, 254): return true
  case (172, let second): return (16...31).contains(second)
  default: return false
  }
}

/// What was found on the machine called `machine` and explains a slow or failed phase of `timing`.
private func links(_ timing: EndpointTiming, _ diagnosis: Diagnosis, on machine: String)
  -> [EndpointDiagnosis.Link]
{
  let bad = diagnosis.judgements.flatMap { judgement in
    // What the log remembers of an hour ago makes nothing slow now.
    judgement.verdict.findings.filter { ($0.severity > .note || $0.isRace) && !$0.isRemembered }
      .map { (judgement.check, $0) }
  }
  let troubled = Phase.allCases.filter { phase in
    timing.findings.contains { found in
      found.severity > .note && found.finding.measurement.name.hasPrefix(phase.title)
    }
  }
  return troubled.flatMap { phase -> [EndpointDiagnosis.Link] in
    let seconds = Distribution(timing.seconds(of: phase))?.median ?? 0
    return bad.compactMap { check, finding in
      // One question that was lost is not many for a machine, and all of the five seconds.
      guard finding.severity > .note || phase == .dns && isTimeout(seconds),
        let why = explanation(
          phase, seconds, by: check, isSameMachine: timing.vantage == machine)
      else { return nil }
      return EndpointDiagnosis.Link(
        phase, from: timing.vantage,
        "\(phase.title) is slow from \(timing.vantage), and on \(machine): "
          + "\(finding.statement) \(why)",
        check: check.name, evidence: finding.measurement)
    }
  }
}

/// Whether a question waited for its next try: by resolv.conf(5) that comes after five seconds.
private func isTimeout(_ seconds: Double) -> Bool {
  seconds >= 4.5 && (seconds - (seconds / 5).rounded() * 5).magnitude < 0.6
}

extension Finding {
  /// Whether connections raced for an entry of the kernel's table, which is a note where it is rare.
  fileprivate var isRace: Bool { measurement.name == "conntrack races" }
}

/// How what `check` found makes `phase` slow; nil where it has nothing to do with it.
private func explanation(
  _ phase: Phase, _ seconds: Double, by check: any Check, isSameMachine: Bool
) -> String? {
  switch phase {
  case .dns:
    // The question is the machine's own only where it was asked there.
    guard isSameMachine else { return nil }
    if ["NetworkConntrackDrops", "NetworkConntrack", "NetworkLimitsReached"].contains(check.name) {
      return isTimeout(seconds)
        ? "Two questions from one port at once race for an entry in the table of connections; "
          + "the loser is dropped and asked again after five seconds."
        : "What has no entry in the table of connections is dropped."
    }
    if check.name == "NetworkResolvers" { return "Each name is asked for there first." }
    return ["NetworkUDPErrors", "NetworkUDPMemory", "NetworkUDPSendErrors", "NetworkDrops"]
      .contains(check.name) ? "Questions and answers are datagrams, and those are lost." : nil
  case .tcp:
    switch check.name {
    case "NetworkListenOverflow", "NetworkSYNDrops", "NetworkAcceptQueue", "NetworkSYNFlood":
      return "A connection that finds the queue full is dropped and tried again after a second."
    case "NetworkConntrackDrops", "NetworkConntrack", "NetworkBacklogDrops", "NetworkDrops",
      "NetworkSoftnetDrops", "NetworkEphemeralPorts":
      return "What is dropped there is tried again after a second."
    case "NetworkRetransmits", "NetworkTimeouts": return "Packets are lost on its ways."
    default: return nil
    }
  case .tls:
    return check.resource == .cpu ? "A handshake takes processor time." : nil
  case .wait:
    return [.cpu, .memory, .disk, .limits, .service].contains(check.resource)
      ? "A server that lacks it answers late." : nil
  case .transfer:
    if check.resource == .cpu, check.name == "CPUThrottling" {
      return "What is held back sends slowly."
    }
    return [
      "NetworkRetransmits", "NetworkTimeouts", "NetworkZeroWindow", "NetworkThroughput",
      "NetworkQdiscDrops", "NetworkQdiscBacklog", "NetworkDrops", "NetworkInterfaceErrors",
    ].contains(check.name) ? "The answer goes the same way." : nil
  }
}
