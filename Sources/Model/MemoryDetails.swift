/// A zone of a node's memory with its watermarks, in bytes.
public struct MemoryZone: Sendable, Hashable {
  /// The node, and the zone's name: `DMA32`, `Normal` and the like.
  public var node: Int, name: String
  /// What the allocator may give out in all, and what is free of it.
  public var managed: Double, free: Double
  /// Below `min` a process must free memory itself; kswapd wakes below `low` and rests at `high`.
  public var min: Double, low: Double, high: Double

  /// A zone of `managed` bytes.
  public init(
    node: Int, name: String, managed: Double, free: Double, min: Double, low: Double, high: Double
  ) {
    self.node = node
    self.name = name
    self.managed = managed
    self.free = free
    self.min = min
    self.low = low
    self.high = high
  }
}

/// The free memory of a zone by the size of its blocks.
public struct ZoneBlocks: Sendable, Hashable {
  /// The node, and the zone's name.
  public var node: Int, zone: String
  /// How many blocks of 1, 2, 4, 8 … pages are free.
  public var blocks: [Double]

  /// The blocks of a zone.
  public init(node: Int, zone: String, blocks: [Double]) {
    self.node = node
    self.zone = zone
    self.blocks = blocks
  }

  /// Pages free in all.
  public var freePages: Double {
    blocks.reversed().reduce(0) { $0 * 2 + $1 }
  }

  /// How many of the largest sizes have no block left.
  public var emptySizes: Int { blocks.reversed().prefix { $0 == 0 }.count }
}

/// A cache of the kernel's own objects.
public struct SlabCache: Sendable, Hashable {
  /// The cache's name; not yet sanitised.
  public var name: String
  /// Memory that it holds, used or not.
  public var bytes: Double
  /// Objects in use, and in all.
  public var activeObjects: Double, objects: Double

  /// A cache that holds `bytes`.
  public init(name: String, bytes: Double, activeObjects: Double, objects: Double) {
    self.name = name
    self.bytes = bytes
    self.activeObjects = activeObjects
    self.objects = objects
  }
}

/// A node of memory with the processors near it, from `/sys/devices/system/node`.
public struct MemoryNode: Sendable {
  /// The node's number.
  public var number: Int
  /// The processors near it; none for memory that hangs by itself.
  public var processors: [Int]
  /// How far its processors have it to each node's memory, 10 being their own; empty where unknown.
  public var distances: [Double]
  /// The node's own sizes.
  public var info: Measured<Gauges<NodeField>>
  /// Allocations over the window.
  public var activity: Measured<Counters<NodeCounter>>

  /// The node with what was measured of it.
  public init(
    number: Int, processors: [Int], distances: [Double], info: Measured<Gauges<NodeField>>,
    activity: Measured<Counters<NodeCounter>>
  ) {
    self.number = number
    self.processors = processors
    self.distances = distances
    self.info = info
    self.activity = activity
  }
}

/// The lines of a node's `meminfo` that are used, by the kernel's names.
public enum NodeField: String, Sendable, CaseIterable {
  case memTotal = "MemTotal"
  case memFree = "MemFree"
  case filePages = "FilePages"
  case shmem = "Shmem"
}

/// The counters of a node's `numastat` that are used, in pages.
public enum NodeCounter: String, Sendable, CaseIterable {
  /// Allocated here as wanted.
  case hit = "numa_hit"
  /// Allocated here though another node was wanted.
  case miss = "numa_miss"
  /// Wanted here and allocated elsewhere.
  case foreign = "numa_foreign"
}

/// A memory controller that counts errors, from `/sys/devices/system/edac/mc`.
public struct MemoryController: Sendable, Hashable {
  /// Errors since the driver was loaded, and in the window.
  public struct Errors: Sendable, Hashable {
    /// How many.
    public var total: Double, window: Double

    /// `window` errors of `total` in the window.
    public init(total: Double, window: Double) {
      self.total = total
      self.window = window
    }
  }

  /// A module, or a row or channel of them, as far as the driver tells errors apart.
  public struct Part: Sendable, Hashable {
    /// The label of its slot where the firmware or edac-utils gave one, else its place in sysfs.
    public var name: String
    /// Errors that the hardware corrected, and could not; nil where the part does not count them.
    public var corrected: Errors?, uncorrected: Errors?

    /// The part called `name`.
    public init(name: String, corrected: Errors?, uncorrected: Errors?) {
      self.name = name
      self.corrected = corrected
      self.uncorrected = uncorrected
    }
  }

  /// `mc0` and so on, and the driver's word for it.
  public var name: String, kind: String?
  /// The memory behind it in bytes.
  public var size: Double?
  /// Errors of all its modules.
  public var corrected: Measured<Errors>, uncorrected: Measured<Errors>
  /// The modules, in the order of their places.
  public var parts: [Part]

  /// The controller called `name`.
  public init(
    name: String, kind: String?, size: Double?, corrected: Measured<Errors>,
    uncorrected: Measured<Errors>, parts: [Part]
  ) {
    self.name = name
    self.kind = kind
    self.size = size
    self.corrected = corrected
    self.uncorrected = uncorrected
    self.parts = parts
  }
}

/// The huge pages of one size, from `/sys/kernel/mm/hugepages`.
public struct HugePagePool: Sendable, Hashable {
  /// Bytes of a page.
  public var pageSize: Double
  /// Pages in the pool, and those of them that nobody uses.
  public var total: Double, free: Double

  /// A pool of `total` pages.
  public init(pageSize: Double, total: Double, free: Double) {
    self.pageSize = pageSize
    self.total = total
    self.free = free
  }
}
