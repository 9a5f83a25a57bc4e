/// What was seen of the processors.
public struct CPUObservation: Sendable {
  /// The share of time by mode over all processors.
  public var total: Measured<CPUShare>
  /// The share of time by mode for each processor online in both samples, by number.
  public var each: Measured<[Int: CPUShare]>
  /// Runnable and blocked tasks in both samples, and rates from the same file.
  public var scheduler: Measured<SchedulerActivity>
  /// The load averages; context, never a verdict.
  public var load: Measured<LoadAverage>
  /// Tasks that had work and waited for a processor: `/proc/pressure/cpu`.
  public var pressure: Measured<Pressure>
  /// Milliseconds that all tasks together waited for a processor, each second: `/proc/schedstat`.
  public var runDelay: Measured<Double> = .failure(.unasked("/proc/schedstat"))
  /// What interrupted each processor: `/proc/interrupts`.
  public var interrupts: Measured<[InterruptSource]> = .failure(.unasked("/proc/interrupts"))
  /// The work put off by interrupts, by its kind: `/proc/softirqs`.
  public var softirqs: Measured<[InterruptSource]> = .failure(.unasked("/proc/softirqs"))
  /// How heat slowed each processor, by number.
  public var throttling: Measured<[Int: ThermalThrottling]> = .failure(
    .unasked("/sys/devices/system/cpu"))
  /// What the kernel lets the clocks do; empty where it does not govern them.
  public var clocks: Measured<[ClockPolicy]> = .failure(.unasked("/sys/devices/system/cpu"))

  /// What was seen, each part measured or not.
  public init(
    total: Measured<CPUShare>, each: Measured<[Int: CPUShare]>,
    scheduler: Measured<SchedulerActivity>, load: Measured<LoadAverage>,
    pressure: Measured<Pressure>
  ) {
    self.total = total
    self.each = each
    self.scheduler = scheduler
    self.load = load
    self.pressure = pressure
  }
}

/// The share of time a processor spent in each mode, in percent of the window.
///
/// The fields follow `/proc/stat` as proc(5) has it; guest time is also counted in `user`, and
/// guest nice time in `nice`, as the kernel does.
public struct CPUShare: Sendable, Hashable {
  /// `nice` is user time of tasks with a positive nice value; `ioWait` is idle with I/O pending.
  public var user = 0.0, nice = 0.0, system = 0.0, idle = 0.0, ioWait = 0.0
  /// `steal` went to other guests of the host; `guest` and `guestNice` ran guests of this one.
  public var irq = 0.0, softirq = 0.0, steal = 0.0, guest = 0.0, guestNice = 0.0

  /// A processor that did nothing.
  public init() {}

  /// Everything but idle and I/O wait, which is idle time too.
  public var busy: Double { max(0, 100 - idle - ioWait) }

  /// Busy without niced work, which yields to others, and without steal, which is the host's.
  public var demand: Double { max(0, busy - nice - steal) }

  /// Time in the kernel: system calls, interrupts and soft interrupts.
  public var kernel: Double { system + irq + softirq }
}

/// What the scheduler did.
public struct SchedulerActivity: Sendable, Hashable {
  /// Runnable tasks at each sample, the product's own one left out.
  public var running: [Int]
  /// Tasks waiting for I/O at each sample.
  public var blocked: [Int]
  /// Voluntary and forced ones of all processors: `ctxt`.
  public var contextSwitchesPerSecond: Double
  /// New processes and threads: `processes`, which counts both.
  public var forksPerSecond: Double
  /// Hardware interrupts of all processors, soft interrupts left out: `intr`.
  public var interruptsPerSecond: Double

  /// An activity with these numbers.
  public init(
    running: [Int], blocked: [Int], contextSwitchesPerSecond: Double, forksPerSecond: Double,
    interruptsPerSecond: Double
  ) {
    self.running = running
    self.blocked = blocked
    self.contextSwitchesPerSecond = contextSwitchesPerSecond
    self.forksPerSecond = forksPerSecond
    self.interruptsPerSecond = interruptsPerSecond
  }
}

/// The exponentially damped averages of runnable plus uninterruptible tasks.
public struct LoadAverage: Sendable, Hashable {
  /// Over 1, 5 and 15 minutes, in tasks; not divided by the number of processors.
  public var one: Double, five: Double, fifteen: Double
  /// Scheduling entities runnable now, and in all: processes and threads.
  public var runnable: Int, tasks: Int

  /// Load averages over 1, 5 and 15 minutes, with the entities runnable and in all.
  public init(one: Double, five: Double, fifteen: Double, runnable: Int, tasks: Int) {
    self.one = one
    self.five = five
    self.fifteen = fifteen
    self.runnable = runnable
    self.tasks = tasks
  }
}
