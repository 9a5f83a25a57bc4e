import Model

/// Where all of a machine's memory is, in parts that add up to its total.
///
/// The parts are those of Linux Documentation/filesystems/proc.rst (meminfo), disjoint as far as the
/// kernel keeps them apart. The last row is what none of them tells: pages that drivers and the
/// network took for themselves, or, below zero, what the kernel counts in two of them.
func memoryAccount(_ memory: MemoryObservation, zfs: ZFSCache?) -> Measured<[Dive.Row]> {
  memory.info.flat { info throws(Gap) in
    let total = try info[.memTotal]
    var parts = try told(info)
    func rest() -> Double { max(0, total - parts.reduce(0) { $0 + $1.bytes }) }
    // Some of the cache lies in kernel objects, which are told already.
    if let zfs { parts.append(("ZFS cache (ARC)", min(zfs.size, rest()))) }
    // What a balloon took is in the total and nowhere else, where its driver leaves it there.
    if let ballooned = memory.ballooned.value {
      parts.append(("given back to the host by the balloon", min(ballooned, rest())))
    }
    parts = parts.filter { $0.bytes > 0 }.sorted { $0.bytes > $1.bytes }
    let known = parts.reduce(0) { $0 + $1.bytes }
    let remainder =
      known <= total ? "untold: taken by drivers, the network, firmware" : "counted in two places"
    return (parts + [(remainder, total - known), ("in all", total)]).map { name, bytes in
      Dive.Row(
        name,
        [
          Measurement("size", bytes, .bytes),
          Measurement("share", total > 0 ? bytes / total * 100 : 0, .percent),
        ])
    }
  }
}

private func told(_ info: Gauges<MemoryField>) throws(Gap) -> [(name: String, bytes: Double)] {
  func known(_ field: MemoryField) -> Double { (try? info[field]) ?? 0 }
  let shared = known(.shmem)
  let slab = try info[.slab]
  let reclaimable = known(.sReclaimable)
  let stacks = known(.kernelStack)
  // Until Linux 4.4 it counted addresses, many of them without memory behind; until 5.3 nothing.
  let hasVmalloc = (try? info[.percpu]) != nil
  let vmalloc = hasVmalloc ? known(.vmallocUsed) : 0
  // Before Linux 4.16 only the pool of the usual size is told of.
  let huge =
    (try? info[.hugetlb]) ?? known(.hugePagesTotal) * known(.hugePageSize)
  let users = [
    ("free", try info[.memFree]),
    ("programs (anonymous)", try info[.anonPages]),
    ("page cache", max(0, try info[.cached] + info[.buffers] - shared)),
    ("shared memory and tmpfs", shared),
    ("on its way from or to swap", try unmappedSwapCache(info, shared)),
    ("swap compressed in memory (zswap)", known(.zswap)),
  ]
  // No kernel is without objects. lxcfs tells a container of its own pages and of all its host's
  // stacks and page tables; what the container has besides its pages is the kernel's memory for it.
  guard slab > 0 else {
    let rest = max(0, try info[.memTotal] - users.reduce(0) { $0 + $1.1 })
    return users + [("kernel, for this container: not told apart", rest)]
  }
  return users + [
    ("kernel objects that can be dropped", reclaimable),
    ("kernel objects that cannot", max(0, slab - reclaimable)),
    ("page tables", known(.pageTables) + known(.otherPageTables)),
    ("kernel stacks", stacks),
    ("kernel, each CPU's own", known(.percpu)),
    // Stacks are such areas themselves (CONFIG_VMAP_STACK, Linux 4.9 on x86, 4.14 on arm64).
    ("kernel, other large areas (vmalloc)", max(0, vmalloc - stacks)),
    ("huge pages, used or not", huge),
  ]
}

/// The part of the swap cache that no program has mapped: what one has is among its anonymous pages.
private func unmappedSwapCache(
  _ info: Gauges<MemoryField>, _ shared: Double
) throws(Gap) -> Double {
  let cached = (try? info[.swapCached]) ?? 0
  guard let active = try? info[.activeAnon], let inactive = try? info[.inactiveAnon] else {
    return cached
  }
  // All pages that could be swapped; those that may not be are in no such list.
  let all = active + inactive + ((try? info[.unevictable]) ?? 0)
  return min(cached, max(0, all - (try info[.anonPages]) - shared))
}
