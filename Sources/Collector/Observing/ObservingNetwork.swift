import KernelText
import Model

extension Observer {
  func network() -> NetworkObservation {
    let source = "/proc/net/dev"
    var lost: Gap?
    let interfaces = interval(source, NetDev.parse) { (before, after) -> [NetworkInterface] in
      let earlier = Dictionary(
        before.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      return after.compactMap { new in
        guard let old = earlier[new.name] else { return nil }
        if let interface = interface(old, new) { return interface }
        lost = Gap(
          .noInterval, source, "\(new.name) went backwards: it was made anew in the window")
        return nil
      }
    }
    var network = NetworkObservation(
      interfaces: interfaces, interfaceGap: lost,
      protocols: counters("/proc/net/snmp", ProtocolTables.init),
      extended: counters("/proc/net/netstat", ProtocolTables.init),
      softnet: softnet(),
      sockets: sockets())
    network.version6 = version6()
    network.tracking = tracking()
    network.neighbours = neighbours()
    network.ports = ports()
    network.listeners = listeners()
    network.dropping = dropping()
    network.waiting = waiting()
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
    let kind = standing("\(base)/uevent").value.map(DeviceEvent.kind)
    var interface = NetworkInterface(
      name: after.name, received: received, sent: sent, speed: speed("\(base)/speed"),
      duplex: parsed("\(base)/duplex", Self.word), state: parsed("\(base)/operstate", Self.word),
      carrierChanges: interval("\(base)/carrier_changes", Self.number) { (old, new) throws(Gap) in
        guard new >= old else {
          throw Gap(.noInterval, "\(base)/carrier_changes", "it went backwards")
        }
        return new - old
      },
      isWireless: after.name.hasPrefix("wl") || kind == "wlan" || wireless.contains(after.name))
    let device = "\(base)/device/uevent"
    // Where it may be lost that it has one, its name is not to speak for it.
    interface.hasDevice = last.has(device) ? !last.lacks(device) : cut.map { _ in true }
    return interface
  }

  /// A file that holds one word.
  private static func word(_ text: Text) throws(Malformed) -> String {
    let words = try text.whole().words
    guard words.count == 1 else { throw Malformed("not a word") }
    return words[0].string
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
        guard let old = earlier[new.processor] else {
          throw Gap(.noInterval, name, "CPU \(new.processor) came in the window")
        }
        func rate(_ field: KeyPath<SoftnetStat, UInt64>) throws(Gap) -> Double {
          // The counters are 32 bits wide and wrap; a fall from elsewhere was a reset.
          let (before, after) = (old[keyPath: field], new[keyPath: field])
          guard after >= before || before > UInt64(UInt32.max) / 2 else {
            throw Gap(.noInterval, name, "it went backwards: it was reset in the window")
          }
          let growth = UInt32(truncatingIfNeeded: after) &- UInt32(truncatingIfNeeded: before)
          return Double(growth) / seconds
        }
        activity[new.processor] = SoftnetActivity(
          processed: try rate(\.processed), dropped: try rate(\.dropped),
          squeezed: try rate(\.squeezed))
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
