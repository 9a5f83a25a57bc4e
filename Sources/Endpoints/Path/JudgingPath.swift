import Model

/// What is wrong with the way of `report`, in both directions.
func judge(_ report: PathReport, by limits: EndpointThresholds) -> [EndpointFinding] {
  var findings = judge(report.forward, limits)
  if let back = report.back.value {
    findings += judge(back, limits)
    if !report.isTranslated { findings += neighbours(report.forward, back) }
    findings += answers(report.forward, back)
  }
  return findings + [asymmetry(report)].compactMap { $0 }
}

/// What is wrong with the way as one end sees it.
private func judge(_ end: PathEnd, _ limits: EndpointThresholds) -> [EndpointFinding] {
  let there = shellWord(end.destination)
  guard let route = end.route.value else {
    // A tool that is missing and a machine out of reach tell nothing of the way.
    guard let gap = end.route.gap, end.unmeasured == nil else { return [] }
    if let name = end.name, end.resolved.isEmpty {
      let finding = Finding(
        .critical, Measurement("addresses", 0, .count), "From \(end.target) \(gap.detail).")
      return [
        EndpointFinding(
          finding, means: "It is misspelt, missing, or known only to another network's resolver.",
          next: "whyslow dns \(shellWord(name))")
      ]
    }
    let finding = Finding(
      .critical, Measurement("routes", 0, .count),
      "From \(end.target) there is no way to \(end.destination): \(gap.detail).")
    return [
      EndpointFinding(
        finding, means: "The interface is down, its address or the default route is missing.",
        next: "ip route get \(there); ip -br addr")
    ]
  }
  var findings: [EndpointFinding] = []
  if let ping = end.ping {
    findings += ping.findings.map { located($0, ping, end) }
  }
  findings += [
    packetSize(end, route), neighbour(end, route), conflict(end, route), detour(end, route),
  ]
  .compactMap { $0 }
  if let link = end.wireless { findings += wireless(link, end, limits) }
  return findings
}

/// A finding of ping about loss, with the place where it begins.
private func located(_ found: EndpointFinding, _ ping: PingReport, _ end: PathEnd)
  -> EndpointFinding
{
  guard found.finding.measurement.name == "loss", let loss = ping.lossPercent,
    let place = lossBegins(
      end.hops.value ?? [], to: ping.address ?? end.destination, destinationLoss: loss)
  else { return found }
  func named(_ hop: Hop) -> String {
    "hop \(hop.number)" + (hop.addresses.first.map { " (\($0))" } ?? "")
  }
  let old = found.finding
  let begins =
    switch place {
    case .at(let hop): "Loss begins at \(named(hop)) and lasts to the end."
    case .behind(let hop): "Loss begins behind \(named(hop)), the last that answers well."
    }
  let finding = Finding(
    old.severity, old.measurement, passed: old.threshold, "\(old.statement) \(begins)",
    evidence: old.evidence, quotes: old.quotes)
  return EndpointFinding(
    finding, means: found.meaning, next: "mtr -bwnc 100 \(shellWord(end.destination))")
}

private func packetSize(_ end: PathEnd, _ route: Route) -> EndpointFinding? {
  guard let mtu = end.mtu.value, mtu.largest < mtu.interface else { return nil }
  let size = Measurement("largest packet", Double(mtu.largest), .bytes)
  let own = Measurement("packet size of \(route.interface)", Double(mtu.interface), .bytes)
  let next = "ping -M do -s \(mtu.largest - 28 + 1) \(shellWord(end.destination))"
  guard mtu.isHole else {
    return EndpointFinding(
      Finding(
        .note, size, "From \(end.target) packets over \(mtu.largest) bytes have to be divided.",
        evidence: [own]),
      means:
        "A tunnel or another kind of link is on the way, and \(mtu.toldBy ?? "a router") tells "
        + "so: TCP adapts by itself.", next: next)
  }
  return EndpointFinding(
    Finding(
      .critical, size,
      "From \(end.target) packets over \(mtu.largest) bytes vanish, and nobody tells.",
      evidence: [own]),
    means: "Connections are made and then hang with the first large packet: a tunnel is on the way "
      + "and a firewall drops the messages of ICMP that would tell.",
    next: next + "; ip link set dev \(route.interface) mtu \(mtu.largest)")
}

private func neighbour(_ end: PathEnd, _ route: Route) -> EndpointFinding? {
  guard let state = end.neighbour.value, state.hasPrefix("FAILED") || state.hasPrefix("INCOMPLETE")
  else { return nil }
  let who = route.gateway.map { "the router \($0)" } ?? end.destination
  return EndpointFinding(
    Finding(
      .critical, Measurement("neighbours that answer", 0, .count),
      "From \(end.target) nobody answers on the segment for \(who)."),
    means: "It is off, in another VLAN, or the prefix is wrong and it is on another segment.",
    next: "ip neigh show dev \(shellWord(route.interface))")
}

/// A router asked about what the interface's own prefix covers.
private func detour(_ end: PathEnd, _ route: Route) -> EndpointFinding? {
  guard let gateway = route.gateway, isCovered(end) == true else { return nil }
  return EndpointFinding(
    Finding(
      .warning, Measurement("routers on one segment", 1, .count),
      "\(end.destination) is of the segment of \(route.interface) at \(end.target), and yet it is "
        + "sent to the router \(gateway)."),
    means: "A route of its own or a rule takes the way around, or the prefix is too wide.",
    next: "ip route show; ip rule")
}

private func conflict(_ end: PathEnd, _ route: Route) -> EndpointFinding? {
  guard let claimants = end.claimants.value, claimants.count > 1 else { return nil }
  return EndpointFinding(
    Finding(
      .critical, Measurement("machines with the address", Double(claimants.count), .count),
      "Several machines claim \(end.destination): \(claimants.joined(separator: ", "))."),
    means: "Packets go now to one, now to the other; connections break and pings have two humps.",
    next: "arping -c 3 -I \(shellWord(route.interface)) \(shellWord(end.destination))")
}

private func wireless(
  _ link: WirelessLink, _ end: PathEnd, _ limits: EndpointThresholds
) -> [EndpointFinding] {
  var findings: [EndpointFinding] = []
  if let signal = link.signal {
    findings += [
      limits.signal.finding(
        Measurement("signal in dBm", signal, .count),
        "The Wi-Fi of \(link.interface) is weak at \(end.target).",
        evidence: link.sendRate.map { [Measurement("MBit/s", $0, .count)] } ?? [],
        means: "The radio sends slowly and again and again.",
        next: "iw dev \(shellWord(link.interface)) link")
    ].compactMap { $0 }
  }
  if link.savesPower == true {
    findings.append(
      EndpointFinding(
        Finding(
          .note, Measurement("power save", 1, .count),
          "The Wi-Fi of \(link.interface) at \(end.target) sleeps between beacons."),
        means: "What comes in waits for the next beacon, up to 100 ms and more.",
        next: "iw dev \(shellWord(link.interface)) set power_save off"))
  }
  return findings
}

/// One end takes the other for a neighbour, and is none to it.
private func neighbours(_ forward: PathEnd, _ back: PathEnd) -> [EndpointFinding] {
  guard let there = forward.route.value, let home = back.route.value,
    (there.gateway == nil) != (home.gateway == nil), !there.isLocal, !home.isLocal
  else { return [] }
  let direct = there.gateway == nil ? forward : back
  let routed = there.gateway == nil ? back : forward
  let finding = Finding(
    .warning, Measurement("ends that use a router", 1, .count),
    "\(direct.target) takes the other for a neighbour, \(routed.target) goes by a router.")
  return [
    EndpointFinding(
      finding,
      means: "The prefixes of the two do not fit, or one has two ways: firewalls that see half of "
        + "a connection break it.", next: "ip -br addr, on both")
  ]
}

/// A name that is another machine at the other end.
private func answers(_ forward: PathEnd, _ back: PathEnd) -> [EndpointFinding] {
  guard let name = forward.name, let here = forward.resolved.first,
    let there = back.resolved.first, Set(forward.resolved).isDisjoint(with: back.resolved),
    // A machine knows its own name by an address of its own.
    !(IPAddress(there)?.isLoopback ?? false)
  else { return [] }
  let finding = Finding(
    .warning, Measurement("answers in common", 0, .count),
    "\(name) is \(here) at \(forward.target) and \(there) at \(back.target).")
  return [
    EndpointFinding(
      finding,
      means: "The resolvers of the two are of different networks, or one has an old answer.",
      next: "whyslow dns \(shellWord(name))")
  ]
}

/// A way back with another number of routers than the way there.
private func asymmetry(_ report: PathReport) -> EndpointFinding? {
  guard let there = routers(report.forward) else { return nil }
  let seen = report.isTranslated ? nil : report.back.value.flatMap(routers)
  let home = seen ?? report.forward.ping?.routers
  guard let home, home != there else { return nil }
  return EndpointFinding(
    Finding(
      .warning, Measurement("routers there", Double(there), .count),
      "The way back has \(home) router\(home == 1 ? "" : "s"), the way there \(there).",
      evidence: [Measurement("routers back", Double(home), .count)]),
    means:
      "The ways differ: what is slow on one does not show on the other, and firewalls that see "
      + "half of a connection break it.",
    next: "traceroute -n \(shellWord(report.forward.destination)), from both ends")
}

/// Routers before the destination; nil where the destination itself did not answer the tool.
private func routers(_ end: PathEnd) -> Int? {
  guard let last = end.hops.value?.last,
    last.addresses.contains(end.ping?.address ?? end.destination)
  else { return nil }
  return last.number - 1
}
