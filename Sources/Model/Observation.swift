/// Typed numbers computed from a recording: all that a check sees.
///
/// Rates are per second over the window between the two samples; gauges are of the last sample.
/// What could not be read is a `Gap`, never a zero.
public struct Observation: Sendable {
  /// What is known of the machine itself; each fact is nil where it could not be read.
  public var machine: Machine
  /// The time that every rate is over.
  public var window: Window
  /// From `/proc/stat`, `/proc/loadavg` and `/proc/pressure/cpu`.
  public var cpu: CPUObservation
  /// From `/proc/meminfo`, `/proc/vmstat` and `/proc/pressure/memory`.
  public var memory: MemoryObservation
  /// From `/proc/diskstats`, `/proc/mounts`, df(1) and `/proc/pressure/io`.
  public var disk: DiskObservation
  /// From `/proc/net` and `/sys/class/net`, of the namespace the product runs in.
  public var network: NetworkObservation
  /// Use of the limits under `/proc/sys` that hold for the whole system.
  public var limits: LimitsObservation
  /// Every control group found, v1 and v2, the root left out; sorted by path.
  public var cgroups: Measured<[Cgroup]>
  /// Why there may be groups that are not among them; nil where there are none.
  public var cgroupGap: Gap?
  /// Every process but the product's own.
  public var processes: Measured<[ProcessObservation]>
  /// Why the table of processes may not be whole; nil where it is.
  public var processGap: Gap?
  /// What the kernel said, oldest first.
  public var kernelLog: Measured<KernelLog>
  /// Heavy work that the machine does by plan at this time.
  public var maintenance: Measured<[Maintenance]> = .failure(
    Gap(.missing, "maintenance", "it was not looked for"))
  /// Every GPU with a driver that tells of it; empty where the machine has none.
  public var gpus: Measured<[GPU]> = .failure(Gap(.missing, "GPUs", "they were not looked for"))
  /// From adjtimex(2), the clock sources and the samples' own clocks.
  public var time = TimeObservation(unknown: Gap(.missing, "clocks", "they were not looked at"))
  /// The service manager's units; nil within where no service manager runs.
  public var services: Measured<ServiceManager?> = .failure(
    Gap(.missing, "services", "they were not looked for"))
  /// The controllers of control groups that are mounted in version 1; those of version 2 are not.
  public var oldControllers: Set<String> = []
  /// What the machine tells of what runs on it, as far as it was asked.
  public var workloads: [Workload] = []
  /// What the cluster tells of the pod that is looked at.
  public var pod: Measured<Pod> = .failure(.unasked("kubectl get pod"))
  /// What the cluster tells of the node that the pod runs on.
  public var podNode: Measured<PodNode> = .failure(.unasked("kubectl get node"))
  /// A closer look at what was found wanting.
  public var closer: Measured<CloserLook> = .failure(.noCloserLook)
  /// What collecting cost, where it was measured.
  public var ownCost: OwnCost?
  /// What was asked and not read, each once, for the report's list of the unmeasured.
  public var gaps: [Gap]

  /// What was seen, area by area.
  public init(
    machine: Machine, window: Window, cpu: CPUObservation, memory: MemoryObservation,
    disk: DiskObservation, network: NetworkObservation, limits: LimitsObservation,
    cgroups: Measured<[Cgroup]>, processes: Measured<[ProcessObservation]>,
    kernelLog: Measured<KernelLog>, ownCost: OwnCost?, gaps: [Gap]
  ) {
    self.machine = machine
    self.window = window
    self.cpu = cpu
    self.memory = memory
    self.disk = disk
    self.network = network
    self.limits = limits
    self.cgroups = cgroups
    self.processes = processes
    self.kernelLog = kernelLog
    self.ownCost = ownCost
    self.gaps = gaps
  }
}

/// What the machine is.
public struct Machine: Sendable, Hashable {
  /// The host's name, as the machine says it; not yet sanitised.
  public var hostName: String?
  /// The kernel's release, such as `6.1.0-18-amd64`.
  public var kernel: String?
  /// The number of processors online.
  public var processors: Int?
  /// How the processors are built; nil where sysfs does not tell.
  public var topology: Topology?
  /// Physical memory that the kernel manages, in bytes.
  public var memoryBytes: Double?
  /// Seconds since the machine booted.
  public var uptime: Double?
  /// The time of the last sample, in seconds since 1970.
  public var wallTime: Double?

  /// A machine of which nothing is known yet.
  public init() {}
}

/// The time between the two samples.
public struct Window: Sendable, Hashable {
  /// The seconds between the samples by the machine's own monotonic clock; 0 for one sample.
  public var seconds: Double
  /// Whether it ended before the time asked for.
  public var interrupted: Bool

  /// A window of `seconds`.
  public init(seconds: Double, interrupted: Bool = false) {
    self.seconds = seconds
    self.interrupted = interrupted
  }
}

/// What collecting cost the machine.
public struct OwnCost: Sendable, Hashable {
  /// CPU time that the product spent, in seconds.
  public var cpuSeconds: Double
  /// The most memory that it held, in bytes.
  public var peakBytes: Double

  /// A cost of `cpuSeconds` and `peakBytes`.
  public init(cpuSeconds: Double, peakBytes: Double) {
    self.cpuSeconds = cpuSeconds
    self.peakBytes = peakBytes
  }
}

/// The share of time that tasks stalled for a resource, as pressure stall information tells it.
public struct Pressure: Sendable, Hashable {
  /// One line of a pressure file.
  public struct Line: Sendable, Hashable {
    /// Stalled time over the own window, in percent; from the difference of `total=`.
    public var window: Double
    /// The kernel's own averages over 10, 60 and 300 s, in percent.
    public var average10: Double, average60: Double, average300: Double

    /// The stall shares of one line.
    public init(window: Double, average10: Double, average60: Double, average300: Double) {
      self.window = window
      self.average10 = average10
      self.average60 = average60
      self.average300 = average300
    }
  }
  /// At least one task stalled.
  public var some: Line
  /// All tasks stalled at once; absent for CPU on older kernels.
  public var full: Line?

  /// The two lines of a pressure file.
  public init(some: Line, full: Line?) {
    self.some = some
    self.full = full
  }
}

/// Numbers by the kernel's own names, of which some kernels lack some.
public struct Gauges<Key: RawRepresentable<String>>: Sendable {
  private let values: [String: Double]
  /// The file they come from.
  public let source: String

  /// The numbers in `values`, by the kernel's names, as `source` gave them.
  public init(_ values: [String: Double], source: String) {
    self.values = values
    self.source = source
  }

  /// The number named `key`; throws where this kernel does not have it.
  public subscript(key: Key) -> Double {
    get throws(Gap) {
      guard let value = values[key.rawValue] else {
        throw Gap(.missing, source, "\(key.rawValue) is not in \(source) of this kernel")
      }
      return value
    }
  }
}

/// How counters of the kernel grew over the window, by the kernel's own names.
public struct Counters<Key: RawRepresentable<String>>: Sendable {
  private let growth: [String: Measured<Double>]
  private let seconds: Double
  /// The file they come from.
  public let source: String

  /// Counters that grew by `growth`, by the kernel's names, in `seconds`.
  public init(growth: [String: Measured<Double>], seconds: Double, source: String) {
    self.growth = growth
    self.seconds = seconds
    self.source = source
  }

  /// By how much the counter grew in the window; throws where it is absent or went backwards.
  public func delta(_ key: Key) throws(Gap) -> Double {
    guard let measured = growth[key.rawValue] else {
      throw Gap(.missing, source, "\(key.rawValue) is not in \(source) of this kernel")
    }
    return try measured.get()
  }

  /// By how much the counter grew each second; throws where it is absent or went backwards.
  public func rate(_ key: Key) throws(Gap) -> Double { try delta(key) / seconds }
}
