import Model

/// What each interface carries, where packets are lost, and what connections wait for.
func networkDive(_ observation: Observation) -> Dive {
  let network = observation.network
  let refused = refusals(
    .network,
    of: [
      (
        "round-trip time and retransmits by peer", observation.closely(\.connections).gap,
        "ss(1): apt install iproute2"
      ),
      (
        "what the names' servers take",
        untoldResolvers(observation),
        "dig: apt install bind9-dnsutils; or whyslow dns NAME"
      ),
      ("who owns a socket", refusedOwners(observation), "root"),
    ])
  let advice: [Dive.Advice] = [
    .init("which connections are sent again", takes: "root and bcc: tcpretrans-bpfcc"),
    .init("the path", takes: "whyslow path HOST; mtr -n HOST"),
  ]
  return Dive(
    .network,
    sections: [
      .ranked(
        "Interfaces", byHand: "sar -n DEV,EDEV 1 3; ip -s link", network.interfaces,
        by: rank, row: interface
      ).inBrief(2),
      losses(network).inBrief(3),
      transport(network).inBrief(1),
      .ranked(
        "Sockets that listen, by their queue", byHand: "ss -lntm", network.listeners,
        by: { max($0.fill, $0.peak, $0.dropped ?? 0) }, row: listener
      ).inBrief(2),
      peers(observation).inBrief(3),
      waiting(network).inBrief(2),
      listeningHolders(observation),
      resolvers(observation).inBrief(2),
      .ranked(
        "UDP sockets that throw away", byHand: "ss -lunm", network.dropping, by: \.dropped
      ) { socket in
        Dive.Row(
          socket.address,
          [
            Measurement("dropped", socket.dropped, .count),
            Measurement("unread", socket.unread, .bytes),
          ], detail: socket.owner?.subject.name)
      },
      ports(network).inBrief(1),
      .ranked(
        "Queueing disciplines", byHand: "tc -s qdisc", network.disciplines,
        by: { $0.standingBytes + $0.dropped + $0.overlimits + $0.bytesPerSecond / 1e6 }
      ) { queue in
        Dive.Row(
          "\(queue.interface) \(queue.kind)",
          [
            Measurement("sent", queue.bytesPerSecond, .bytesPerSecond),
            Measurement("standing", queue.standingBytes, .bytes),
            Measurement("dropped", queue.dropped, .count),
            Measurement("held back", queue.overlimits, .count),
          ])
      },
      tables(network),
    ],
    advice: refused + advice)
}

/// A link that is up and carries nothing is shown behind all that carry something.
private func rank(_ interface: NetworkInterface) -> Double {
  let isUp = interface.state.value == "up" && !interface.isLoopback
  return interface.received.bytesPerSecond + interface.sent.bytesPerSecond + (isUp ? 0.001 : 0)
}

private func interface(_ interface: NetworkInterface) -> Dive.Row {
  let speed = interface.speed.value
  let busier = max(interface.received.bytesPerSecond, interface.sent.bytesPerSecond)
  let facts = [
    interface.state.value, interface.duplex.value.map { "\($0) duplex" },
    interface.isWireless ? "Wi-Fi" : nil,
  ]
  let words = facts.compactMap(\.self).joined(separator: ", ")
  return Dive.Row(
    interface.name,
    [
      Measurement("received", interface.received.bytesPerSecond, .bytesPerSecond),
      Measurement("sent", interface.sent.bytesPerSecond, .bytesPerSecond),
    ] + optional("of its speed", speed.map { $0 > 0 ? busier / $0 * 100 : 0 }, .percent)
      + [
        Measurement("packets in", interface.received.packetsPerSecond, .perSecond),
        Measurement("packets out", interface.sent.packetsPerSecond, .perSecond),
        Measurement("errors", interface.received.errors + interface.sent.errors, .count),
        Measurement("dropped", interface.received.dropped + interface.sent.dropped, .count),
      ], detail: words.isEmpty ? nil : words)
}

/// Every place on a packet's way at which the kernel counts what it lost.
private func losses(_ network: NetworkObservation) -> Dive.Section {
  func lost(_ name: String, _ value: Double?, _ byHand: String) -> Dive.Row {
    Dive.Row(name, optional("in the window", value, .count), detail: byHand)
  }
  let interfaces = network.interfaces.value?.filter { !$0.isLoopback }
  let extended = network.extended.value, protocols = network.protocols.value
  func sum(_ value: (NetworkInterface) -> Double) -> Double? {
    interfaces.map { $0.reduce(0) { $0 + value($1) } }
  }
  func delta(_ counter: ExtendedCounter) -> Double? { extended.flatMap { try? $0.delta(counter) } }
  func delta(_ counter: ProtocolCounter) -> Double? {
    protocols.flatMap { try? $0.delta(counter) }
  }
  let rows = [
    lost("card: no room in its ring (FIFO)", sum { $0.received.fifo }, "ethtool -S DEVICE"),
    lost("card: errors", sum { $0.received.errors + $0.sent.errors }, "ip -s link"),
    lost("interface: dropped on receipt", sum { $0.received.dropped }, "ip -s link"),
    lost("interface: dropped on sending", sum { $0.sent.dropped }, "ip -s link"),
    lost(
      "processor's backlog full (softnet), each second",
      network.softnet.value.map { $0.values.reduce(0) { $0 + $1.dropped } },
      "cat /proc/net/softnet_stat"),
    lost(
      "queueing discipline", network.disciplines.value.map { $0.reduce(0) { $0 + $1.dropped } },
      "tc -s qdisc"),
    lost("connection tracking", network.tracking.value?.activity.value?.dropped, "conntrack -S"),
    lost("source not reachable that way (rp_filter)", delta(.reversePathFiltered), "nstat"),
    lost("no route", delta(.ipNoRoutes), "nstat"),
    lost("listening socket full", delta(.listenOverflows), "nstat -z TcpExtListenOverflows"),
    lost("connection requests refused", delta(.requestQueueFullDrop), "nstat"),
    lost("TCP socket's backlog full", delta(.backlogDrop), "nstat"),
    lost("TCP socket's receive buffer full", delta(.receiveQueueDrop), "nstat"),
    lost("UDP socket's receive buffer full", delta(.udpReceiveBufferErrors), "nstat"),
    lost("UDP socket's send buffer full", delta(.udpSendBufferErrors), "nstat"),
  ]
  return Dive.Section(
    "Where packets are lost", byHand: "nstat; ip -s link; tc -s qdisc",
    remark: "In the order of a packet's way up; ? was not measured, and what is not here is 0.",
    rows: .success(rows.filter { $0.measurements.first?.quantity.value != 0 }))
}

private func transport(_ network: NetworkObservation) -> Dive.Section {
  let rows = network.protocols.flat { protocols throws(Gap) in
    let out = try protocols.delta(.tcpSegmentsOut)
    let again = try protocols.delta(.tcpSegmentsRetransmitted)
    func extended(_ name: String, _ counter: ExtendedCounter) -> [Measurement] {
      optional(name, network.extended.value.flatMap { try? $0.delta(counter) }, .count)
    }
    return [
      Dive.Row(
        "segments",
        [
          Measurement("sent", out, .count), Measurement("sent again", again, .count),
          Measurement("share", out > 0 ? again / out * 100 : 0, .percent),
        ] + extended("timeouts", .timeouts) + extended("out of order", .outOfOrder)),
      Dive.Row(
        "connections",
        [
          Measurement("opened", try protocols.delta(.tcpActiveOpens), .count),
          Measurement("accepted", try protocols.delta(.tcpPassiveOpens), .count),
          Measurement("failed", try protocols.delta(.tcpAttemptFails), .count),
          Measurement("reset", try protocols.delta(.tcpEstablishedResets), .count),
        ] + extended("first packet sent again", .synRetransmits)),
      Dive.Row(
        "windows",
        extended("closed by us", .toZeroWindow) + extended("pruned", .pruned)
          + extended("collapsed", .collapsed)),
    ]
  }
  return Dive.Section("TCP in the window", byHand: "nstat; ss -s", rows: rows)
}

private func listener(_ socket: ListeningSocket) -> Dive.Row {
  Dive.Row(
    socket.address,
    [
      Measurement("queued", socket.queued.max() ?? 0, .count),
      Measurement("of", socket.backlog + 1, .count),
      Measurement("full", socket.peak, .percent),
    ] + optional("dropped", socket.dropped, .count), detail: socket.owner?.subject.name)
}

private func ports(_ network: NetworkObservation) -> Dive.Section {
  let rows = network.ports.map { use in
    use.destinations.prefix(mostRows).map { one in
      Dive.Row(
        "\(one.local) to \(one.remote)",
        [
          Measurement("sockets", one.sockets, .count),
          Measurement("in TIME_WAIT", one.timeWait, .count),
          Measurement("of its ports", use.ports > 0 ? one.taken / use.ports * 100 : 0, .percent),
        ], detail: one.owner?.subject.name)
    }
  }
  return Dive.Section(
    "Ports by destination", byHand: "ss -tan | awk '{print $5}' | sort | uniq -c | sort -n",
    remark: "Counted where there are a tenth as many sockets as ports.", rows: rows)
}

private func tables(_ network: NetworkObservation) -> Dive.Section {
  var rows: [Dive.Row] = []
  if let tracking = network.tracking.value {
    rows.append(
      Dive.Row(
        "tracked connections",
        [
          Measurement("entries", tracking.count, .count),
          Measurement("limit", tracking.limit, .count),
        ] + optional("not inserted", tracking.activity.value?.insertFailed, .count)
          + optional("dropped", tracking.activity.value?.dropped, .count)))
  }
  for table in network.neighbours.value ?? [] {
    rows.append(
      Dive.Row(
        "neighbours (\(table.name))",
        [Measurement("entries", table.entries, .count)]
          + optional("limit", table.limit.value, .count)
          + [Measurement("not inserted", table.overflows, .count)]))
  }
  return Dive.Section(
    "Tables", byHand: "sysctl net.netfilter.nf_conntrack_count; ip neigh | wc -l",
    rows: network.tracking.gap.map { rows.isEmpty ? .failure($0) : .success(rows) }
      ?? .success(rows))
}
