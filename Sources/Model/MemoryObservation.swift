/// What was seen of memory.
public struct MemoryObservation: Sendable {
  /// Sizes in bytes, and counts for `HugePages_*`, of the last sample.
  public var info: Measured<Gauges<MemoryField>>
  /// The virtual memory counters over the window.
  public var activity: Measured<Counters<PagingCounter>>
  /// The dirty limits of the last sample, in pages.
  public var limits: Measured<Gauges<DirtyLimit>>
  /// What the kernel does with promises, `vm.overcommit_memory`: 2 where it keeps to its limit.
  public var overcommit: Measured<Double> = .failure(.unasked("/proc/sys/vm/overcommit_memory"))
  /// Tasks that waited for memory to be reclaimed or read back: `/proc/pressure/memory`.
  public var pressure: Measured<Pressure>
  /// The zones that have memory, with their watermarks: `/proc/zoneinfo`.
  public var zones: Measured<[MemoryZone]> = .failure(.unasked("/proc/zoneinfo"))
  /// The free blocks of each zone by size: `/proc/buddyinfo`.
  public var freeBlocks: Measured<[ZoneBlocks]> = .failure(.unasked("/proc/buddyinfo"))
  /// The kernel's caches of objects, the largest first: `/proc/slabinfo`.
  public var slabs: Measured<[SlabCache]> = .failure(.unasked("/proc/slabinfo"))
  /// Bytes by which unreclaimable slab grew each second; negative where it shrank.
  public var slabGrowth: Measured<Double> = .failure(.unasked("/proc/vmstat"))
  /// Bytes that a balloon driver has given back to the host.
  public var ballooned: Measured<Double> = .failure(.unasked("/proc/vmstat"))
  /// The nodes of memory, one where the machine has no others.
  public var nodes: Measured<[MemoryNode]> = .failure(.unasked("/sys/devices/system/node"))
  /// The memory controllers that count errors.
  public var controllers: Measured<[MemoryController]> = .failure(
    .unasked("/sys/devices/system/edac/mc"))
  /// The pools of huge pages, by size; empty where this kernel has none.
  public var hugePagePools: Measured<[HugePagePool]> = .failure(
    .unasked("/sys/kernel/mm/hugepages"))

  /// What was seen, each part measured or not.
  public init(
    info: Measured<Gauges<MemoryField>>, activity: Measured<Counters<PagingCounter>>,
    limits: Measured<Gauges<DirtyLimit>>, pressure: Measured<Pressure>
  ) {
    self.info = info
    self.activity = activity
    self.limits = limits
    self.pressure = pressure
  }
}

/// The lines of `/proc/meminfo` that are used, by the kernel's names.
public enum MemoryField: String, Sendable, CaseIterable {
  case memTotal = "MemTotal"
  case memFree = "MemFree"
  case memAvailable = "MemAvailable"
  case buffers = "Buffers"
  case cached = "Cached"
  case swapTotal = "SwapTotal"
  case swapFree = "SwapFree"
  case dirty = "Dirty"
  case writeback = "Writeback"
  case anonPages = "AnonPages"
  case shmem = "Shmem"
  case slab = "Slab"
  case sReclaimable = "SReclaimable"
  case sUnreclaim = "SUnreclaim"
  case kernelStack = "KernelStack"
  case pageTables = "PageTables"
  /// Of virtual machines and devices; since Linux 6.0.
  case otherPageTables = "SecPageTables"
  case swapCached = "SwapCached"
  case zswap = "Zswap"
  case activeAnon = "Active(anon)", inactiveAnon = "Inactive(anon)", unevictable = "Unevictable"
  /// Before Linux 4.4 addresses rather than memory, and 0 until 5.3.
  case vmallocUsed = "VmallocUsed"
  /// Since Linux 4.20.
  case percpu = "Percpu"
  case commitLimit = "CommitLimit"
  case committedAS = "Committed_AS"
  case hardwareCorrupted = "HardwareCorrupted"
  case hugePagesTotal = "HugePages_Total"
  case hugePagesFree = "HugePages_Free"
  case hugePageSize = "Hugepagesize"
  /// Of all sizes; since Linux 4.16.
  case hugetlb = "Hugetlb"
}

/// The counters of `/proc/vmstat` that are used, by the kernel's names.
public enum PagingCounter: String, Sendable, CaseIterable {
  case pageIn = "pgpgin"
  case pageOut = "pgpgout"
  case swapIn = "pswpin"
  case swapOut = "pswpout"
  case fault = "pgfault"
  case majorFault = "pgmajfault"
  case scanDirect = "pgscan_direct"
  case scanKswapd = "pgscan_kswapd"
  case stealDirect = "pgsteal_direct"
  case stealKswapd = "pgsteal_kswapd"
  case refaultAnon = "workingset_refault_anon"
  case refaultFile = "workingset_refault_file"
  /// The name before Linux 5.9 told file and anonymous apart.
  case refault = "workingset_refault"
  case compactStall = "compact_stall"
  case compactFail = "compact_fail"
  case hugePageSplit = "thp_split_page"
  case oomKill = "oom_kill"
}

/// The dirty page limits in `/proc/vmstat`, in pages.
public enum DirtyLimit: String, Sendable, CaseIterable {
  case dirty = "nr_dirty"
  case writeback = "nr_writeback"
  case threshold = "nr_dirty_threshold"
  case backgroundThreshold = "nr_dirty_background_threshold"
}
