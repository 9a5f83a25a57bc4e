import KernelText
import Model

extension Observer {
  var machine: Machine {
    var machine = Machine()
    machine.hostName = standing("/proc/sys/kernel/hostname").value?.trimmed.string
    machine.kernel = standing("/proc/sys/kernel/osrelease").value?.trimmed.string
    machine.processors = parsed("/proc/stat", ProcStat.init).value.flatMap { stat in
      stat.processors.isEmpty ? nil : stat.processors.count
    }
    machine.topology = topology
    machine.memoryBytes = parsed("/proc/meminfo", KeyValues.init).value?["MemTotal"]
      .map { Double($0) }
    machine.uptime = last.time
    machine.wallTime = last.wallTime
    return machine
  }

  func cpu() -> CPUObservation {
    let stat = "/proc/stat"
    var cpu = CPUObservation(
      total: interval(stat, ProcStat.init) { (before, after) throws(Gap) in
        // The sum over the processors in both samples: the kernel's own line loses the time of
        // processors that went offline and jumps when they return.
        let both = Self.both(before, after)
        let sums = both.isEmpty ? [(before.total, after.total)] : both.map { ($0.1, $0.2) }
        return try Self.share(sums.map { $0.0 }, sums.map { $0.1 }, stat).get()
      },
      each: interval(stat, ProcStat.init) { (before, after) throws(Gap) in
        var shares: [Int: CPUShare] = [:]
        var gap = Gap(.missing, stat, "no processor is in both samples")
        for (number, old, new) in Self.both(before, after) {
          if Self.wasReset(old, new) { throw Self.reset(stat) }
          switch old == new ? .success(.tickless) : Self.share([old], [new], stat) {
          case .success(let share): shares[number] = share
          case .failure(let noTime): gap = noTime
          }
        }
        guard !shares.isEmpty else { throw gap }
        return shares
      },
      scheduler: interval(stat, ProcStat.init, scheduler),
      load: parsed("/proc/loadavg", LoadText.init).map { load in
        // The one that reads the file is running itself.
        LoadAverage(
          one: load.one, five: load.five, fifteen: load.fifteen,
          runnable: Int(clamping: load.runnable) - (load.runnable > 0 ? 1 : 0),
          tasks: Int(clamping: load.tasks))
      },
      pressure: pressure("/proc/pressure/cpu"))
    cpu.runDelay = runDelay()
    cpu.interrupts = interrupts("/proc/interrupts")
    cpu.softirqs = interrupts("/proc/softirqs")
    guard depth == .full else { return cpu }
    cpu.throttling = throttling()
    cpu.clocks = clocks()
    return cpu
  }

  private static func both(_ before: ProcStat, _ after: ProcStat) -> [(
    Int, ProcStat.Times, ProcStat.Times
  )] {
    after.processors.sorted { $0.key < $1.key }.compactMap { number, new in
      before.processors[number].map { (number, $0, new) }
    }
  }

  private func scheduler(_ before: ProcStat, _ after: ProcStat) throws(Gap) -> SchedulerActivity {
    let stat = "/proc/stat"
    func rate(_ old: UInt64?, _ new: UInt64?, _ name: String) throws(Gap) -> Double {
      guard let old, let new else { throw Gap(.missing, stat, "no line \(name)") }
      return try Self.growth(old, new, stat).get() / seconds
    }
    guard let runningBefore = before.running, let runningAfter = after.running else {
      throw Gap(.missing, stat, "no line procs_running")
    }
    let blocked = [before.blocked, after.blocked].compactMap { $0 }.map { Int(clamping: $0) }
    return SchedulerActivity(
      running: [runningBefore, runningAfter].map { max(0, Int(clamping: $0) - 1) },
      blocked: blocked,
      contextSwitchesPerSecond: try rate(before.contextSwitches, after.contextSwitches, "ctxt"),
      forksPerSecond: try rate(before.forks, after.forks, "processes"),
      interruptsPerSecond: try rate(before.interrupts, after.interrupts, "intr"))
  }

  /// The share of each mode in the time that passed, over processors side by side.
  ///
  /// Idle and I/O wait are not monotonic on kernels with tickless idle; a fall counts as none.
  static func share(
    _ before: [ProcStat.Times], _ after: [ProcStat.Times], _ source: String
  ) -> Measured<CPUShare> {
    func ticks(_ field: KeyPath<ProcStat.Times, UInt64>) -> Double {
      zip(before, after).reduce(0.0) { sum, pair in
        let old = pair.0[keyPath: field]
        let new = pair.1[keyPath: field]
        return sum + (new > old ? Double(new - old) : 0)
      }
    }
    let modes: [(WritableKeyPath<CPUShare, Double>, KeyPath<ProcStat.Times, UInt64>)] = [
      (\.user, \.user), (\.nice, \.nice), (\.system, \.system), (\.idle, \.idle),
      (\.ioWait, \.ioWait), (\.irq, \.irq), (\.softirq, \.softirq), (\.steal, \.steal),
    ]
    var share = CPUShare()
    var sum = 0.0
    for (target, source) in modes {
      share[keyPath: target] = ticks(source)
      sum += share[keyPath: target]
    }
    guard !zip(before, after).contains(where: wasReset) else { return .failure(reset(source)) }
    guard sum > 0 else {
      return .failure(Gap(.noInterval, source, "no time passed on the processors"))
    }
    share.guest = ticks(\.guest)
    share.guestNice = ticks(\.guestNice)
    let fields = modes.map(\.0) + [\CPUShare.guest, \CPUShare.guestNice]
    for field in fields { share[keyPath: field] *= 100 / sum }
    return .success(share)
  }

  /// Whether times fell by more than they do by themselves or grew beyond all measure: what is
  /// left of them is no share.
  ///
  /// A tick of rounding is nothing. Idle time falls a little on kernels with tickless idle, and by
  /// more than 3 s where a processor was taken out and put back, as node_exporter's cpu_linux.go
  /// has it.
  private static func wasReset(_ before: ProcStat.Times, _ after: ProcStat.Times) -> Bool {
    func fell(_ field: KeyPath<ProcStat.Times, UInt64>, by ticks: UInt64) -> Bool {
      let (old, new) = (before[keyPath: field], after[keyPath: field])
      return old > new && old - new > ticks
    }
    let monotonic = [\ProcStat.Times.user, \.nice, \.system, \.irq, \.softirq, \.steal]
    let slack = [\ProcStat.Times.idle, \.ioWait]
    return monotonic.contains { fell($0, by: 2) } || slack.contains { fell($0, by: 300) }
      || (monotonic + slack).contains { field in
        let (old, new) = (before[keyPath: field], after[keyPath: field])
        return new > old && new - old > Observer.mostGrowth
      }
  }

  private static func reset(_ source: String) -> Gap {
    Gap(.noInterval, source, "it went backwards: it was reset in the window")
  }
}

extension CPUShare {
  /// A processor whose counters stand still: without a tick it ran nothing, as mpstat has it.
  fileprivate static var tickless: CPUShare {
    var share = CPUShare()
    share.idle = 100
    return share
  }
}
