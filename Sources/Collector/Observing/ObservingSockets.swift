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
    if let use = ports().value {
      for one in use.destinations.prefix(5) where one.sockets >= use.ports / 2 {
        inodes.insert(one.inode)
      }
    }
    return inodes.subtracting([0])
  }
}
