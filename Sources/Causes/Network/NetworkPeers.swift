import Model

/// Causes that lie at the other end, or on the way to it.
extension Causes {
  static let networkPeers: [Cause] = [remotePeerSlow, peerSilent, pathLoss]

  static let remotePeerSlow = Cause(
    "RemotePeerSlow", .network, "The other end does not take what is sent",
    about:
      "The other end has closed its window: whatever runs there does not read, and the program here "
      + "waits for it. Nothing is lost on the way.", scope: .each,
    proof: [
      .finds(
        .networkPeerWindow, as: .likely, "its window was closed, and nothing was taken meanwhile")
    ],
    effects: [
      .finds(.networkConnectFailures, .networkTimeouts, as: .possible, "its answers come late")
    ],
    refutedBy: [.found(.networkThroughput, "the own link is full")],
    decides: "for how long the other end's window limits the connection",
    "ss -tnoi state established | grep -A1 'timer:(persist'"
  ) { one in
    [
      Remedy(
        .now, "Look at what waits for it here.",
        commands: [one.inside("ss -tnpo state established | grep 'timer:(persist'")], risk: .none,
        undo: "nothing is changed"),
      Remedy(
        .lasting,
        "Look at the other machine with whyslow: its program does not read. Give what sends here a "
          + "deadline.", risk: .none, undo: "none is needed"),
    ]
  }

  static let peerSilent = Cause(
    "PeerSilent", .network, "Another machine does not answer when it is called",
    about:
      "The first packet of a connection gets no answer at all, neither yes nor no: the machine is "
      + "off, its address is wrong, or a firewall drops what comes. Who calls waits for a second, "
      + "then for two, four, and so on.",
    proof: [
      .finds(
        .networkTimeouts, as: .likely, "most of what was sent again were first packets",
        where: { $1.isOfFirstPackets($0) }),
      .finds(
        .networkRetransmits, as: .likely, "most of what was sent again were first packets",
        where: { $1.isOfFirstPackets($0) }),
    ],
    effects: [
      .finds(.networkConnectFailures, as: .likely, "after some tries the connection fails"),
      .finds(
        .networkPeerWindow, as: .likely, "who calls it waits",
        where: { finding, _ in finding.measurement.name == "without an answer" }),
      .finds(.networkTimeouts, .networkRetransmits, as: .possible, "what is lost is sent again"),
    ],
    refutedBy: [
      .found(.networkListenOverflow, "a server here turns them away"),
      .found(.networkSYNDrops, "this machine drops them"),
      .found(.networkConntrackDrops, "the connection table here drops them"),
      .found(.networkNeighbourTable, "the table of neighbours here has no room"),
      .found(.networkNoRoute, "there is no way to it"),
      .found(.networkInterfaceErrors, "an interface here loses them"),
      .found(.networkQdiscDrops, "a queue here drops them"),
    ],
    blame: .custom { one in one.scene.silentPeers },
    decides: "whether anything comes back from it",
    "ss -tnp state syn-sent; tcpdump -nni any 'tcp[13] & 2 != 0' -c 20"
  ) { one in
    let peers = one.culprits.map(\.subject.name)
    let way = peers.first.flatMap(\.endpoint)
    return [
      Remedy(
        .now,
        peers.isEmpty ? "Find whom it calls." : "See who calls \(peers.joined(separator: ", ")).",
        commands: [one.inside("ss -tnp state syn-sent")], risk: .none, undo: "nothing is changed"),
      Remedy(
        .now, "See how far packets to it come; a firewall may let some ports through only.",
        commands: way.map {
          [one.inside("traceroute -n -T -p \($0.port) \($0.host.shellQuoted)")]
        } ?? [], risk: .none, undo: "nothing is changed"),
      Remedy(
        .lasting,
        "Start what does not answer, or have the firewall let it through or refuse it aloud; give "
          + "each call a deadline.", risk: .none, undo: "the old rule"),
    ]
  }

  static let pathLoss = Cause(
    "PathLoss", .network, "Packets are lost on the way",
    about: "TCP sends again although no interface of this machine dropped anything: a full link, a "
      + "middlebox or a firewall on the way.",
    proof: [
      .finds(
        .networkRetransmits, .networkTimeouts, as: .likely, "segments were sent again",
        where: { !$1.isOfFirstPackets($0) })
    ],
    effects: [
      .finds(
        .networkOutOfOrder, .networkConnectFailures, .networkUDPErrors, as: .possible,
        "others are lost too"),
      .finds(.networkTimeouts, .networkRetransmits, as: .possible, "first packets are lost too"),
    ],
    refutedBy: [
      .found(.networkDrops, "an interface here drops them"),
      .found(.networkInterfaceErrors, "an interface here loses them"),
      .found(.networkQdiscDrops, "a queue here drops them"),
      .found(.networkSoftnetDrops, "this machine drops what arrives"),
      .found(.networkListenOverflow, "a server here turns them away"),
      .found(.networkConntrackDrops, "the connection table here drops them"),
    ],
    blame: .custom { one in one.scene.lossyPeers },
    decides: "at which hop they are lost", "mtr -n -c 50 --report PEER; ss -ti | grep -B1 retrans:"
  ) { one in
    let peer = one.culprits.first?.subject.name
    return [
      Remedy(
        .now,
        peer.map { "See at which hop to \($0) they are lost." } ?? "Find the peers that lose.",
        commands: [
          peer.map { one.inside("mtr -n -c 50 --report \($0.bare.shellQuoted)") }
            ?? one.inside("ss -tinp | grep -B1 'retrans:[0-9]'")
        ], risk: .none, undo: "nothing is changed")
    ]
      + one.sysctl(
        "net.ipv4.tcp_congestion_control", "bbr", .word(["bbr"]),
        "Use a congestion control that some loss does not slow down.")
  }
}

extension Scene {
  /// Whether most of what `finding` counts are first packets of connections that nobody answered.
  fileprivate func isOfFirstPackets(_ finding: Finding) -> Bool {
    guard let extended = observation?.network.extended.value,
      let first = try? extended.delta(.synRetransmits), first > 0
    else { return false }
    let all =
      finding.measurement.quantity.unit == .percent
      ? finding.evidence.first { $0.name == "segments sent again" }?.quantity.value
      : try? extended.delta(.timeouts)
    return all.map { first * 2 > $0 } ?? false
  }

  /// Whom connections were opened to in vain at both ends of the window, the most first.
  fileprivate var silentPeers: [Culprit] {
    let unanswered = (observation?.network.waiting.value ?? []).filter { $0.reason == .answer }
    return ranked(unanswered.map { ($0.remote, 1) }, "connections without an answer")
  }

  /// To whom segments were sent again within the closer look, the most first; else since their
  /// connections began.
  fileprivate var lossyPeers: [Culprit] {
    let connections = observation?.closer.value?.connections.value ?? []
    func again(_ count: (TCPConnection) -> Double) -> [(String, Double)] {
      connections.compactMap { one in
        let number = count(one)
        return number > 0 ? one.peer.endpoint.map { ($0.host, number) } : nil
      }
    }
    let now = again { $0.retransmittedNow ?? 0 }
    return now.isEmpty
      ? ranked(again(\.retransmitted), "sent again since it began") : ranked(now, "sent again")
  }

  private func ranked(_ counts: [(String, Double)], _ measure: String) -> [Culprit] {
    let sums = Dictionary(counts, uniquingKeysWith: +)
    let most = sums.values.max() ?? 0
    return sums.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.filter { $0.value * 2 >= most }
      .map { Culprit(.socket($0.key), Measurement(measure, $0.value, .count, on: .socket($0.key))) }
  }
}

extension String {
  /// The two parts of `ADDRESS:PORT`.
  fileprivate var endpoint: (host: String, port: Int)? {
    guard let colon = lastIndex(of: ":"), let port = Int(self[index(after: colon)...]) else {
      return nil
    }
    return (String(self[..<colon]), port)
  }

  /// An address as commands take it, without the brackets of IPv6.
  fileprivate var bare: String {
    hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
  }
}
