import KernelText
import Model

/// What the kernel tells of memory beyond its totals: zones, caches, nodes, modules and pools.
extension Observer {
  func zones() -> Measured<[MemoryZone]> {
    parsed("/proc/zoneinfo", ZoneText.parse).map { zones in
      zones.compactMap { zone in
        // Zones that only might hold memory stand there too.
        let managed = zone.managed ?? zone.present ?? 0
        guard managed > 0 else { return nil }
        func bytes(_ pages: UInt64) -> Double { Double(pages) * facts.pageSize }
        return MemoryZone(
          node: zone.node, name: zone.name, managed: bytes(managed), free: bytes(zone.free),
          min: bytes(zone.min), low: bytes(zone.low), high: bytes(zone.high))
      }
    }
  }

  func freeBlocks() -> Measured<[ZoneBlocks]> {
    parsed("/proc/buddyinfo", FreeBlocks.parse).flatMap { zones in
      guard !zones.isEmpty else {
        return .failure(Gap(.malformed, "/proc/buddyinfo", "no zone is listed"))
      }
      return .success(
        zones.map { zone in
          ZoneBlocks(node: zone.node, zone: zone.zone, blocks: zone.blocks.map { Double($0) })
        })
    }
  }

  /// The caches of kernel objects, the largest first.
  func slabs() -> Measured<[SlabCache]> {
    parsed("/proc/slabinfo", SlabText.parse).map { caches in
      caches.map { cache in
        SlabCache(
          name: cache.name,
          bytes: Double(cache.slabs) * Double(cache.pagesPerSlab) * facts.pageSize,
          activeObjects: Double(cache.activeObjects), objects: Double(cache.objects))
      }.sorted { ($1.bytes, $0.name) < ($0.bytes, $1.name) }
    }
  }

  func slabGrowth() -> Measured<Double> {
    let name = "/proc/vmstat", key = "nr_slab_unreclaimable"
    return interval(name, KeyValues.init) { (before, after) throws(Gap) in
      guard let old = before[key], let new = after[key] else {
        throw Gap(.missing, name, "\(key) is not in \(name) of this kernel")
      }
      return (Double(new) - Double(old)) * facts.pageSize / seconds
    }
  }

  /// What a balloon driver holds: since Linux 6.16 the kernel tells, before that its two counters
  /// do, since boot.
  func ballooned() -> Measured<Double> {
    let name = "/proc/vmstat"
    return parsed(name, KeyValues.init).flatMap { table in
      let names = ["nr_balloon_pages", "balloon_inflate", "balloon_deflate"]
      if let damaged = names.first(where: table.isDamaged) {
        return .failure(Gap(.malformed, name, "\(damaged) is no number"))
      }
      if let pages = table["nr_balloon_pages"] {
        return .success(Double(pages) * facts.pageSize)
      }
      guard let inflated = table["balloon_inflate"], let deflated = table["balloon_deflate"] else {
        return .failure(Gap(.missing, name, "this kernel counts no balloon"))
      }
      return .success(max(0, Double(inflated) - Double(deflated)) * facts.pageSize)
    }
  }

  func hugePagePools() -> Measured<[HugePagePool]> {
    let prefix = "/sys/kernel/mm/hugepages/hugepages-", suffix = "kB/"
    let names = last.order.filter { $0.hasPrefix(prefix) }
    guard !names.isEmpty else {
      return .failure(Gap(.missing, prefix + "*", "it was not read"))
    }
    let folders = Set(names.compactMap { name in name.lastIndex(of: "/").map { name[...$0] } })
    return Measured { () throws(Gap) in
      var pools: [HugePagePool] = []
      for folder in folders.map(String.init).sorted() {
        let name = folder + "nr_hugepages", free = folder + "free_hugepages"
        if last.lacks(name) { continue }
        let size = folder.dropFirst(prefix.count).dropLast(suffix.count)
        guard let kibibytes = Double(size), kibibytes > 0 else {
          throw Gap(.malformed, name, "a size that is no number")
        }
        pools.append(
          HugePagePool(
            pageSize: kibibytes * 1024, total: try parsed(name, Self.number).get(),
            free: try parsed(free, Self.number).get()))
      }
      return pools
    }
  }
}

/// Nodes of memory.
extension Observer {
  private static var nodeBase: String { "/sys/devices/system/node" }

  /// The nodes; one without numbers of its own where the machine has no others.
  func nodes() -> Measured<[MemoryNode]> {
    Measured { () throws(Gap) in
      if let cut { throw cut }
      let online = "\(Self.nodeBase)/online"
      var processors: [Int: [Int]] = [:]
      for name in last.order where name.hasPrefix("\(Self.nodeBase)/node") {
        let parts = name.dropFirst(Self.nodeBase.count + 5).split(separator: "/")
        guard parts.count == 2, let number = Int(parts[0]) else { continue }
        guard !last.lacks(name) else { continue }
        processors[number] = processors[number] ?? []
        let lists = ["cpulist", "cpumap"].map { "\(Self.nodeBase)/node\(number)/\($0)" }
        guard lists.contains(where: last.has) else {
          throw Gap(.missing, lists[0], "it was not read")
        }
        switch parts[1] {
        case "cpulist": processors[number] = try parsed(name, CPUList.init(list:)).get().numbers
        case "cpumap": processors[number] = try parsed(name, CPUList.init(mask:)).get().numbers
        default: continue
        }
      }
      let numbers = parsed(online, CPUList.init(list:)).value?.numbers ?? processors.keys.sorted()
      guard numbers.isEmpty else {
        let counts = numbers.contains { last.has("\(Self.nodeBase)/node\($0)/numastat") }
        return numbers.map { node($0, processors[$0] ?? [], isCounted: counts) }
      }
      // A kernel without nodes has all memory in one.
      guard last.lacks(online), last.text("/proc/meminfo").value != nil else {
        throw last.text(online).gap ?? Gap(.malformed, online, "no node is online")
      }
      return [node(0, topology?.online ?? [], isCounted: false)]
    }
  }

  /// A node; `isCounted` says that another node tells what was allocated, so that this one has to.
  private func node(_ number: Int, _ processors: [Int], isCounted: Bool) -> MemoryNode {
    let base = "\(Self.nodeBase)/node\(number)"
    let distances = parsed("\(base)/distance") { (text: Text) throws(Malformed) in
      try Numbers(text, atLeast: 1).values.map { Double($0) }
    }
    let counts = "\(base)/numastat"
    let isLost = isCounted && !(last.has(counts) && first.has(counts))
    return MemoryNode(
      number: number, processors: processors, distances: distances.value ?? [],
      info: gauges("\(base)/meminfo"),
      activity: isLost
        ? .failure(Gap(.cut, counts, "it is lost")) : counters(counts, KeyValues.init))
  }
}
