import KernelText
import Model

extension Observer {
  func network() -> NetworkObservation {
    var network = NetworkObservation(
      interfaces: interval("/proc/net/dev", NetDev.parse) { (before, after) throws(Gap) in
        let earlier = Dictionary(
          before.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return after.compactMap { new in earlier[new.name].flatMap { interface($0, new) } }
      },
      protocols: counters("/proc/net/snmp") { (text: Text) throws(Malformed) in
        try ProtocolTables(text).values
      },
      extended: counters("/proc/net/netstat") { (text: Text) throws(Malformed) in
        try ProtocolTables(text).values
      },
      softnet: softnet(),
      sockets: sockets())
    network.version6 = version6()
    network.tracking = tracking()
    network.neighbours = neighbours()
    network.ports = ports()
    network.listeners = listeners()
    network.dropping = dropping()
    network.disciplines = disciplines()
    network.bonds = bonds()
    return network
  }

  /// One interface; nil where a counter went backwards: it was made anew in the window.
  private func interface(_ before: NetDev, _ after: NetDev) -> NetworkInterface? {
    guard let received = traffic(before.received, after.received),
      let sent = traffic(before.sent, after.sent)
    else { return nil }
    let base = "/sys/class/net/\(after.name)"
    let word = { (text: Text) throws(Malformed) in text.trimmed.string }
    let kind = standing("\(base)/uevent").value.map(DeviceEvent.kind)
    var interface = NetworkInterface(
      name: after.name, received: received, sent: sent, speed: speed("\(base)/speed"),
      duplex: parsed("\(base)/duplex", word), state: parsed("\(base)/operstate", word),
      carrierChanges: interval("\(base)/carrier_changes", Self.number) {
        (old, new) throws(Gap) in max(0, new - old)
      },
      isWireless: after.name.hasPrefix("wl") || kind == "wlan" || wireless.contains(after.name))
    let device = "\(base)/device/uevent"
    interface.hasDevice = last.lacks(device) ? false : last.text(device).value.map { _ in true }
    return interface
  }

  private func traffic(_ before: NetDev.Direction, _ after: NetDev.Direction)
    -> NetworkInterface.Traffic?
  {
    var traffic = NetworkInterface.Traffic()
    func delta(_ field: KeyPath<NetDev.Direction, UInt64>) -> Double? {
      Self.growth(before[keyPath: field], after[keyPath: field], "").value
    }
    guard let bytes = delta(\.bytes), let packets = delta(\.packets), let errors = delta(\.errors),
      let dropped = delta(\.dropped), let fifo = delta(\.fifo)
    else { return nil }
    traffic.bytesPerSecond = bytes / seconds
    traffic.packetsPerSecond = packets / seconds
    traffic.packets = packets
    traffic.errors = errors
    traffic.dropped = dropped
    traffic.fifo = fifo
    return traffic
  }

  /// Megabits per second as bytes per second; -1 and 0 are the kernel's words for unknown.
  func speed(_ name: String) -> Measured<Double> {
    standing(name).flatMap { text in
      guard let megabits = text.trimmed.signedNumber else {
        return .failure(Gap(.malformed, name, "not a number"))
      }
      guard megabits > 0, megabits < Int64(UInt32.max) else {
        return .failure(Gap(.missing, name, "the driver does not know its speed"))
      }
      return .success(Double(megabits) * 1e6 / 8)
    }
  }

  private var wireless: Set<String> {
    guard let text = standing("/proc/net/wireless").value else { return [] }
    return Set(
      text.lines.dropFirst(2).compactMap { line in
        line.words.first.map { String($0.string.dropLast()) }
      })
  }

  private func softnet() -> Measured<[Int: SoftnetActivity]> {
    let name = "/proc/net/softnet_stat"
    return interval(name, SoftnetStat.parse) { (before, after) throws(Gap) in
      let earlier = Dictionary(
        before.map { ($0.processor, $0) }, uniquingKeysWith: { first, _ in first })
      var activity: [Int: SoftnetActivity] = [:]
      for new in after {
        guard let old = earlier[new.processor] else { continue }
        // The counters are 32 bits wide and wrap.
        func rate(_ field: KeyPath<SoftnetStat, UInt64>) -> Double {
          let growth =
            UInt32(truncatingIfNeeded: new[keyPath: field])
            &- UInt32(truncatingIfNeeded: old[keyPath: field])
          return Double(growth) / seconds
        }
        activity[new.processor] = SoftnetActivity(
          processed: rate(\.processed), dropped: rate(\.dropped), squeezed: rate(\.squeezed))
      }
      return activity
    }
  }

  private func sockets() -> Measured<SocketCounts> {
    parsed("/proc/net/sockstat") { (text: Text) throws(Malformed) in
      let table = try SockStat(text)
      var counts = SocketCounts(
        tcpMemoryLimits: memoryLimits("/proc/sys/net/ipv4/tcp_mem"),
        udpMemoryLimits: memoryLimits("/proc/sys/net/ipv4/udp_mem"),
        orphanLimit: parsed("/proc/sys/net/ipv4/tcp_max_orphans", Self.number))
      func number(_ name: String) throws(Malformed) -> Double {
        guard let value = table[name] else { throw Malformed("no \(name)") }
        return Double(value)
      }
      counts.tcpInUse = try number("TCP.inuse")
      counts.tcpOrphans = try number("TCP.orphan")
      counts.tcpTimeWait = try number("TCP.tw")
      counts.tcpAllocated = try number("TCP.alloc")
      counts.tcpMemory = try number("TCP.mem")
      counts.udpMemory = try number("UDP.mem")
      counts.udpInUse = try number("UDP.inuse")
      return counts
    }
  }

  private func memoryLimits(_ name: String) -> Measured<SocketCounts.MemoryLimits> {
    parsed(name) { (text: Text) throws(Malformed) in
      let numbers = try Numbers(text, atLeast: 3).values.map { Double($0) }
      return SocketCounts.MemoryLimits(low: numbers[0], pressure: numbers[1], high: numbers[2])
    }
  }
}
