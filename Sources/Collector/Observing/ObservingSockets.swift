import KernelText
import Model

extension Observer {
  func ports() -> Measured<PortUse> {
    let range = "/proc/sys/net/ipv4/ip_local_port_range"
    let reserved = "/proc/sys/net/ipv4/ip_local_reserved_ports"
    return Measured { () throws(Gap) in
      let ports = try parsed(range, Self.portRange).get()
      let kept = try parsed(reserved, PortRanges.init).get()
      let held = kept.count(from: ports.lowerBound, to: ports.upperBound)
      var use = try portUse().get()
      use.ports = Double(max(1, ports.count - held))
      return use
    }
  }

  static func portRange(_ text: Text) throws(Malformed) -> ClosedRange<UInt16> {
    let numbers = try Numbers(text, atLeast: 2).values
    guard let low = UInt16(exactly: numbers[0]), let high = UInt16(exactly: numbers[1]), low <= high
    else { throw Malformed("not a range of ports") }
    return low...high
  }

  /// What was counted by destination, or as many as there are sockets where they were too few.
  private func portUse() -> Measured<PortUse> {
    let name = SocketTally.section
    guard last.has(name) else {
      return socketsAtMost().map { most in
        PortUse(
          ports: 0, destinations: [], most: most.tcp, udpPorts: most.udp,
          cut: Gap(.tooLittle, name, "so few sockets that they were not counted by destination"))
      }
    }
    return parsed(name, SocketDestinations.init).map { counted in
      let owners = owners
      let destinations = counted.destinations.map { destination($0, owners) }
      return PortUse(
        ports: 0, destinations: destinations, most: destinations.map(\.taken).max() ?? 0,
        udpPorts: Double(counted.udpPorts ?? 0),
        cut: counted.isWhole ? nil : Gap(.cut, name, "only \(counted.read) sockets were counted"))
    }
  }

  /// All sockets of the machine: no destination has more.
  private func socketsAtMost() -> Measured<(tcp: Double, udp: Double)> {
    let name = "/proc/net/sockstat"
    let version6 = parsed("\(name)6", SockStat.init)
    if let gap = version6.gap, gap.kind != .missing { return .failure(gap) }
    return parsed(name) { (text: Text) throws(Malformed) in
      try SocketTally.most(SockStat(text), version6: version6.value)
    }
  }

  private func destination(
    _ counted: SocketDestinations.Destination, _ owners: [UInt64: SocketOwner]
  ) -> PortUse.Destination {
    // net/ipv4/tcp_ipv4.c: 1 for all connections, 2 for those that stay within the machine.
    let mode = parsed("/proc/sys/net/ipv4/tcp_tw_reuse", Self.number).value ?? 0
    let isLocal = counted.remote.hasPrefix("127.") || counted.remote.hasPrefix("[::1]")
    return PortUse.Destination(
      local: counted.local, remote: counted.remote, sockets: Double(counted.sockets),
      timeWait: Double(counted.timeWait), reusesTimeWait: mode == 1 || mode == 2 && isLocal,
      inode: counted.inode, owner: owners[counted.inode])
  }

  func listeners() -> Measured<[ListeningSocket]> {
    let name = NetworkReads.listeners
    let owners = owners
    let after = parsed(name, ListenText.parse)
    guard hasInterval, first.has(name) else {
      return after.map { $0.map { listener($0, before: nil, owners) } }
    }
    return after.flatMap { after in
      parsed(name, in: first, ListenText.parse).map { before in
        let earlier = Dictionary(
          before.map { ($0.inode ?? 0, $0) }, uniquingKeysWith: { first, _ in first })
        return after.map { listener($0, before: $0.inode.flatMap { earlier[$0] }, owners) }
      }
    }
  }

  private func listener(
    _ after: ListenText, before: ListenText?, _ owners: [UInt64: SocketOwner]
  ) -> ListeningSocket {
    let dropped = after.drops.flatMap { new in
      before?.drops.map { Double(UInt32(truncatingIfNeeded: new &- $0)) }
    }
    return ListeningSocket(
      address: after.local,
      queued: [before?.queued, after.queued].compactMap { $0 }.map { Double($0) },
      backlog: Double(after.backlog), dropped: dropped, inode: after.inode ?? 0,
      owner: after.inode.flatMap { owners[$0] })
  }

  func dropping() -> Measured<[DroppingSocket]> {
    let versions = ["/proc/net/udp", "/proc/net/udp6"]
    let owners = owners
    return Measured { () throws(Gap) in
      var all: [DroppingSocket] = []
      for name in versions {
        if name.hasSuffix("6"), last.lacks(name) { continue }
        all += try interval(name, SocketLine.parse) { (before, after) throws(Gap) in
          let earlier = Dictionary(
            before.map { ($0.inode, $0.drops ?? 0) }, uniquingKeysWith: { first, _ in first })
          return after.compactMap { dropper($0, before: earlier[$0.inode] ?? 0, owners) }
        }.get()
      }
      return all.sorted { $0.dropped > $1.dropped }
    }
  }

  /// The socket where it dropped something since; none of its drops are older where it was not
  /// among those with any.
  private func dropper(
    _ socket: SocketLine, before: UInt64, _ owners: [UInt64: SocketOwner]
  ) -> DroppingSocket? {
    guard let drops = socket.drops, drops > before else { return nil }
    return DroppingSocket(
      address: "\(socket.local):\(socket.localPort)", dropped: Double(drops - before),
      unread: Double(socket.unread), inode: socket.inode, owner: owners[socket.inode])
  }

  /// Those whose window was closed at both looks, and of those without an answer all whose other end
  /// gave none at the first look either: who gives up soon tries again from another port.
  func waiting() -> Measured<[WaitingConnection]> {
    let owners = owners
    let listening = Set((listeners().value ?? []).compactMap { $0.address.port })
    return connections { before, after in
      let earlier = Dictionary(
        before.map { ($0.ends, $0) }, uniquingKeysWith: { first, _ in first })
      let unanswered = Set(before.filter { $0.state == SocketLine.opening }.map(\.other))
      return after.compactMap { socket -> WaitingConnection? in
        let isOpening = socket.state == SocketLine.opening
        let old = earlier[socket.ends]
        guard isOpening ? unanswered.contains(socket.other) : old?.isHeldByPeer ?? false else {
          return nil
        }
        return WaitingConnection(
          isOpening ? .answer : .window, local: socket.own, remote: socket.other,
          unsent: Double(socket.unsent),
          taken: old.map { Double($0.unsent) - Double(socket.unsent) } ?? 0,
          isOpenedHere: isOpening || !listening.contains("\(socket.localPort)"),
          owner: owners[socket.inode])
      }
    }
  }

  /// What `combine` makes of the connections that waited at the first and at the last look.
  private func connections<Result>(
    _ combine: ([SocketLine], [SocketLine]) -> [Result]
  ) -> Measured<[Result]> {
    Measured { () throws(Gap) in
      var all: [Result] = []
      for name in ["/proc/net/tcp", "/proc/net/tcp6"] {
        if name.hasSuffix("6"), first.lacks(name) || last.lacks(name) { continue }
        // Where nobody waited at the first look, the script takes no second one.
        if !last.has(name),
          try parsed(name, in: first, SocketLine.parse).get().allSatisfy({ !$0.waitsForPeer })
        {
          continue
        }
        all += try interval(name, SocketLine.parse) { (before, after) throws(Gap) in
          combine(before.filter(\.waitsForPeer), after.filter(\.waitsForPeer))
        }.get()
      }
      return all
    }
  }

  /// The owners of sockets, by the sockets' numbers.
  private var owners: [UInt64: SocketOwner] {
    guard let text = standing(SocketOwners.section).value else { return [:] }
    return Dictionary(
      SocketOwnerText.parse(text).map { ($0.inode, SocketOwner(pid: $0.pid, name: $0.name)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The numbers of the sockets whose owners are worth looking for.
  var socketsOfInterest: Set<UInt64> {
    var inodes: Set<UInt64> = []
    for socket in listeners().value ?? [] where socket.peak >= 50 || socket.dropped ?? 0 > 0 {
      inodes.insert(socket.inode)
    }
    for socket in (dropping().value ?? []).prefix(5) { inodes.insert(socket.inode) }
    let waiting = connections { before, after in
      let earlier = Set(before.map(\.inode))
      return after.map(\.inode).filter(earlier.contains)
    }
    inodes.formUnion((waiting.value ?? []).prefix(20))
    if let use = ports().value {
      for one in use.destinations.prefix(5) where one.sockets >= use.ports / 2 {
        inodes.insert(one.inode)
      }
    }
    return inodes.subtracting([0])
  }
}

extension SocketLine {
  fileprivate var own: String { "\(local):\(localPort)" }
  fileprivate var other: String { "\(remote):\(remotePort)" }
  fileprivate var ends: String { "\(own) \(other)" }
}

extension String {
  /// What stands behind the last colon.
  fileprivate var port: String? {
    lastIndex(of: ":").map { String(self[index(after: $0)...]) }
  }
}
