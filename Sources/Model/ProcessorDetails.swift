/// How the processors of a machine are built, from `/sys/devices/system/cpu`.
public struct Topology: Sendable, Hashable {
  /// The numbers of the processors that run, and of those present that do not.
  public var online: [Int], offline: [Int]
  /// The processors online of each core and of each socket, in the order of their first; empty
  /// where the kernel does not tell.
  public var cores: [[Int]] = [], sockets: [[Int]] = []

  /// Processors of which only the numbers are known yet.
  public init(online: [Int], offline: [Int]) {
    self.online = online
    self.offline = offline
  }

  /// How many threads a core runs at once, at most.
  public var threadsPerCore: Int { cores.map(\.count).max() ?? 1 }
}

/// Something that interrupts processors, or a kind of work that interrupts put off.
public struct InterruptSource: Sendable, Hashable {
  /// The line's name: a number for a device, letters for anything else.
  public var name: String
  /// Chip, kind and device, or words; empty for soft interrupts; not yet sanitised.
  public var description: String
  /// How often each second, by processor; those it did not interrupt are left out.
  public var rates: [Int: Double]

  /// The source `name` with its rates.
  public init(name: String, description: String, rates: [Int: Double]) {
    self.name = name
    self.description = description
    self.rates = rates
  }
}

/// How heat slowed a processor in the window, as `thermal_throttle` in sysfs counts it.
public struct ThermalThrottling: Sendable, Hashable {
  /// Times that the core, and its whole package, was slowed.
  public var coreEvents: Double, packageEvents: Double
  /// The slowed time that ended in the window, in percent of it; nil before Linux 5.6.
  public var corePercent: Double?, packagePercent: Double?

  /// Whether it was slowed at all in the window.
  public var hasSlowed: Bool {
    max(coreEvents, packageEvents, corePercent ?? 0, packagePercent ?? 0) > 0
  }

  /// A processor slowed so often.
  public init(
    coreEvents: Double, packageEvents: Double, corePercent: Double?, packagePercent: Double?
  ) {
    self.coreEvents = coreEvents
    self.packageEvents = packageEvents
    self.corePercent = corePercent
    self.packagePercent = packagePercent
  }
}

/// The bounds between which the clock of some processors may move, from cpufreq in sysfs.
public struct ClockPolicy: Sendable, Hashable {
  /// `policy0`, or `cpu0` on kernels before 4.3.
  public var name: String
  /// The driver and the governor, such as `intel_pstate` and `powersave`.
  public var driver: String, governor: String
  /// The highest clock that is allowed, and the lowest and highest of the hardware, in hertz.
  public var allowed: Double, lowest: Double, highest: Double

  /// A policy with its bounds.
  public init(
    name: String, driver: String, governor: String, allowed: Double, lowest: Double,
    highest: Double
  ) {
    self.name = name
    self.driver = driver
    self.governor = governor
    self.allowed = allowed
    self.lowest = lowest
    self.highest = highest
  }
}
