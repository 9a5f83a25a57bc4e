import KernelText
import Model

extension Observer {
  /// Whether the machine was looked at at all, so that what it lacks is known to be absent.
  private func isAbsent(_ name: String) -> Bool {
    last.lacks(name) && standing("/proc/net/sockstat").value != nil
  }

  func version6() -> Measured<Counters<Version6Counter>?> {
    let name = "/proc/net/snmp6"
    if isAbsent(name) { return .success(nil) }
    let all: Measured<Counters<Version6Counter>> = counters(name, KeyValues.init)
    return all.map { $0 }
  }

  func tracking() -> Measured<ConnectionTracking> {
    let folder = "/proc/sys/net/netfilter/nf_conntrack_"
    // A container of an older kernel does not see the limit there.
    let limit = last.lacks(folder + "max") ? "/proc/sys/net/nf_conntrack_max" : folder + "max"
    if isAbsent(folder + "count"), last.lacks(limit) {
      let none = ConnectionTracking.Activity(
        dropped: 0, insertFailed: 0, earlyDropped: 0, searchRestarts: 0)
      return .success(ConnectionTracking(count: 0, limit: 0, activity: .success(none)))
    }
    return Measured { () throws(Gap) in
      ConnectionTracking(
        count: try parsed(folder + "count", Self.number).get(),
        limit: try parsed(limit, Self.number).get(), activity: trackingActivity())
    }
  }

  private func trackingActivity() -> Measured<ConnectionTracking.Activity> {
    let name = "/proc/net/stat/nf_conntrack"
    return interval(name, ProcessorTable.init) { (before, after) throws(Gap) in
      func growth(_ column: String) throws(Gap) -> Double {
        try Self.growth(of: column, before, after, name)
      }
      return ConnectionTracking.Activity(
        dropped: try growth("drop"), insertFailed: try growth("insert_failed"),
        earlyDropped: try growth("early_drop"), searchRestarts: try growth("search_restart"))
    }
  }

  /// By how much `column` grew over all processors; its numbers are 32 bits wide and wrap.
  private static func growth(
    of column: String, _ before: ProcessorTable, _ after: ProcessorTable, _ source: String
  ) throws(Gap) -> Double {
    guard let old = before[column], let new = after[column] else {
      throw Gap(.missing, source, "\(column) is not in \(source) of this kernel")
    }
    guard old.count == new.count else {
      throw Gap(.noInterval, source, "the processors changed in the window")
    }
    var sum = 0.0
    for (old, new) in zip(old, new) {
      let grown = new >= old ? new - old : UInt64(UInt32(truncatingIfNeeded: new &- old))
      guard grown < 1 << 31 else {
        throw Gap(.noInterval, source, "it went backwards: it was reset in the window")
      }
      sum += Double(grown)
    }
    return sum
  }

  func neighbours() -> Measured<[NeighbourTable]> {
    let tables = [
      ("arp_cache", "/proc/sys/net/ipv4/neigh/default/gc_thresh3"),
      ("ndisc_cache", "/proc/sys/net/ipv6/neigh/default/gc_thresh3"),
    ]
    return Measured { () throws(Gap) in
      var all: [NeighbourTable] = []
      for (table, limit) in tables {
        let name = "/proc/net/stat/\(table)"
        // Without IPv6 there is no second one.
        if !all.isEmpty, last.lacks(name), last.lacks("/proc/net/snmp6") { continue }
        let most = parsed(limit, Self.number)
        if let gap = most.gap, !last.lacks(limit) { throw gap }
        all.append(try neighbours(table, name, limit: most).get())
      }
      return all
    }
  }

  private func neighbours(_ table: String, _ name: String, limit: Measured<Double>) -> Measured<
    NeighbourTable
  > {
    interval(name, ProcessorTable.init) { (before, after) throws(Gap) in
      guard let entries = after["entries"]?.first else {
        throw Gap(.malformed, name, "no column entries")
      }
      return NeighbourTable(
        name: table, entries: Double(entries), limit: limit,
        overflows: try Self.growth(of: "table_fulls", before, after, name))
    }
  }

  func disciplines() -> Measured<[QueueingDiscipline]> {
    let name = "tc -s qdisc show"
    return interval(name, QdiscText.parse) { (before, after) throws(Gap) in
      let earlier = Dictionary(
        before.filter(\.isRoot).map { ($0.interface, $0) },
        uniquingKeysWith: { first, _ in first })
      var disciplines: [QueueingDiscipline] = []
      for new in after where new.isRoot && new.kind != "noqueue" {
        // One that was made in the window has no interval.
        guard let old = earlier[new.interface], old.kind == new.kind, old.handle == new.handle
        else { continue }
        guard let discipline = discipline(old, new) else {
          throw Gap(.noInterval, name, "the counters of \(new.interface) went backwards")
        }
        disciplines.append(discipline)
      }
      return disciplines
    }
  }

  /// One discipline over the window; nil where its counters went backwards.
  private func discipline(_ before: QdiscText, _ after: QdiscText) -> QueueingDiscipline? {
    guard let bytes = Self.growth(before.bytes, after.bytes, "").value else { return nil }
    func growth(_ field: KeyPath<QdiscText, UInt64>) -> Double {
      let (old, new) = (before[keyPath: field], after[keyPath: field])
      return Double(new >= old ? new - old : UInt64(UInt32(truncatingIfNeeded: new &- old)))
    }
    guard growth(\.dropped) < 0x1p31, growth(\.packets) < 0x1p31 else { return nil }
    return QueueingDiscipline(
      interface: after.interface, kind: after.kind, bytesPerSecond: bytes / seconds,
      packets: growth(\.packets), dropped: growth(\.dropped), overlimits: growth(\.overlimits),
      standingBytes: Double(min(before.backlogBytes ?? 0, after.backlogBytes ?? 0)),
      backlogPackets: Double(after.backlogPackets ?? 0))
  }

  func bonds() -> Measured<[Bond]> {
    let folder = "/proc/net/bonding/"
    let names = last.order.filter { $0.hasPrefix(folder) }
    if names.isEmpty {
      let masters = "/sys/class/net/bonding_masters"
      if isAbsent(masters) { return .success([]) }
      return standing(masters).flatMap { text in
        // Where there are none, the file is one empty line.
        if text.isEmpty { return .failure(Gap(.malformed, masters, "it is empty")) }
        return text.trimmed.isEmpty
          ? .success([]) : .failure(Gap(.missing, folder, "the bonds do not show there"))
      }
    }
    return Measured { () throws(Gap) in
      var bonds: [Bond] = []
      for name in names {
        let parse = { (text: Text) throws(Malformed) in try BondText(text) }
        bonds.append(Bond(String(name.dropFirst(folder.count)), try parsed(name, parse).get()))
      }
      return bonds
    }
  }
}

extension Bond {
  fileprivate init(_ name: String, _ text: BondText) {
    let active = text.activeAggregator
    self.init(
      name: name, mode: text.mode, isUp: text.status == "up", members: text.members.map(\.name),
      down: text.members.filter { $0.status != "up" }.map(\.name),
      apart: text.members.filter { member in
        guard member.status == "up", let active, let own = member.aggregator else { return false }
        return own != active
      }.map(\.name))
  }
}
