/// A control group over the window.
///
/// Of a v1 hierarchy the controllers of the same path are one group; what a hierarchy does not
/// have is a gap.
public struct Cgroup: Sendable {
  /// The path below the hierarchy's root, such as `/system.slice/web.service`; not yet sanitised.
  public var path: String
  /// 1 or 2.
  public var version: Int
  /// From `cpu.stat` and `cpu.max`, or `cpu.cfs_*` and `cpuacct.usage` of v1.
  public var cpu: Measured<CPU>
  /// From the `memory.*` files, which differ between v1 and v2.
  public var memory: Measured<Memory>
  /// From `io.stat` and `io.max`, or `blkio.throttle.*` of v1.
  public var io: Measured<IO>
  /// From `pids.current`, `pids.max` and `pids.events`, the same in v1 and v2.
  public var pids: Measured<Pids>
  /// Stalls of tasks in the group and below it for a processor: `cpu.pressure`, which v1 lacks.
  public var cpuPressure: Measured<Pressure>
  /// Stalls of tasks in the group and below it for memory: `memory.pressure`, which v1 lacks.
  public var memoryPressure: Measured<Pressure>
  /// Stalls of tasks in the group and below it for I/O: `io.pressure`, which v1 lacks.
  public var ioPressure: Measured<Pressure>

  /// CPU time and the quota on it, over the window.
  public struct CPU: Sendable, Hashable {
    /// CPU seconds used each second; unmeasured where the hierarchy does not account for it.
    public var usage: Measured<Double>
    /// The quota in CPUs; nil where there is none.
    public var quota: Double?
    /// Enforcement periods that passed with work to do, and those in which it was held back.
    public var periods = 0.0, throttledPeriods = 0.0
    /// Seconds for which its tasks were held back, added up over the CPUs.
    public var throttledSeconds = 0.0

    /// A group with `usage` and no quota.
    public init(usage: Measured<Double>) { self.usage = usage }

    /// The share of periods in which it was held back, in percent.
    public var throttledPercent: Double { periods > 0 ? throttledPeriods / periods * 100 : 0 }
  }

  /// Memory held and its limit, in bytes; events over the window.
  public struct Memory: Sendable, Hashable {
    /// Page cache included: `memory.current`, in v1 `memory.usage_in_bytes`.
    public var usage = 0.0
    /// Usage without page cache that can be dropped at once.
    public var workingSet: Double?
    /// The part of it that is no file's and can only be swapped; nil where the kernel does not tell.
    public var anonymous: Double?
    /// The hard limit, and `memory.high`, which v1 lacks; nil where there is none.
    public var limit: Double?, high: Double?
    /// Swapped out memory of the group; nil where the kernel does not account for it.
    public var swap: Double?
    /// By how much usage grew in the window.
    public var growth = 0.0
    /// Times that usage was throttled at `high` or reclaimed at the limit.
    public var highEvents = 0.0, limitEvents = 0.0
    /// Processes killed in the window: `oom_kill`.
    public var oomKills: Measured<Double> = .success(0)

    /// A group that holds nothing.
    public init() {}
  }

  /// Bytes and requests each second, with the tightest use of a limit.
  public struct IO: Sendable, Hashable {
    /// Over all devices.
    public var readBytesPerSecond = 0.0, writeBytesPerSecond = 0.0
    /// Over all devices, before the block layer merges requests.
    public var readsPerSecond = 0.0, writesPerSecond = 0.0
    /// One for each device and kind of limit, sorted; empty where nothing is limited.
    public var limits: [Limit] = []

    /// A limit on one device and how much of it is used.
    public struct Limit: Sendable, Hashable {
      /// The device as `major:minor`.
      public var device: String
      /// `rbps`, `wbps`, `riops` or `wiops`, the names of io.max.
      public var name: String
      /// Bytes or requests each second.
      public var limit: Double, used: Double

      /// A limit called `name` on `device`.
      public init(device: String, name: String, limit: Double, used: Double) {
        self.device = device
        self.name = name
        self.limit = limit
        self.used = used
      }
    }

    /// A group that does no I/O.
    public init() {}
  }

  /// Tasks and their limit.
  public struct Pids: Sendable, Hashable {
    /// Processes and threads now, with those of descendants: `pids.current`.
    public var current: Double
    /// `pids.max`; nil where there is none.
    public var limit: Double?
    /// Forks refused in the window.
    public var refused: Measured<Double>

    /// `current` tasks of `limit`.
    public init(current: Double, limit: Double?, refused: Measured<Double>) {
      self.current = current
      self.limit = limit
      self.refused = refused
    }
  }

  /// A group with what was measured of it.
  public init(
    path: String, version: Int, cpu: Measured<CPU>, memory: Measured<Memory>, io: Measured<IO>,
    pids: Measured<Pids>, cpuPressure: Measured<Pressure>, memoryPressure: Measured<Pressure>,
    ioPressure: Measured<Pressure>
  ) {
    self.path = path
    self.version = version
    self.cpu = cpu
    self.memory = memory
    self.io = io
    self.pids = pids
    self.cpuPressure = cpuPressure
    self.memoryPressure = memoryPressure
    self.ioPressure = ioPressure
  }
}
