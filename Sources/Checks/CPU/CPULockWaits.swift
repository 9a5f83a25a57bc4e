import Model

/// Whether most threads of a busy program wait for one and the same lock.
struct CPULockWaits: Check {
  let resource = Resource.cpu
  let aspect = Aspect.saturation
  let persistence = Persistence.standing
  let summary = "Share of a busy program's threads that wait for one lock"
  let reason = """
    Threads that want a lock which another holds go to sleep by futex(2), and \
    /proc/PID/task/TID/syscall shows at which lock: no counter of the kernel does. A free lock costs \
    no call, and idle threads wait elsewhere. The closer look of a diagnosis or a dive looks \
    for seven tenths of a second, and the fullest moment counts, since threads that have just been \
    woken wait for a processor. \
    It weighs where it costs: the kernel's part of what the program takes is large, or many \
    threads share the time of one processor. A pool whose idle threads wait at a lock does neither: \
    there one thread alone has that time.
    """
  var thresholds: [Threshold] = [waiting, busy, kernel, alone]
  private static let waiting = Threshold.warning(
    50, .percent, label: "waiting", source: "arithmetic: most of the threads",
    reason: "More threads wait for that lock than do all else.")
  private static let busy = Threshold.floor(
    50, .percent, label: "busy", source: "arithmetic: half of a processor",
    reason: "A program that hardly runs does not wait for what it holds itself.")
  private static let kernel = Threshold.floor(
    25, .percent, label: "kernel", source: "arithmetic: a quarter of what it takes",
    reason: "Threads that compute and share nothing leave next to nothing to the kernel.")
  private static let alone = Threshold.floor(
    95, .percent, label: "alone", source: "CPUCorePegged: less 5 % for interrupts",
    reason: "Threads that take turns get the time of one processor, and no more.")
  let byHand = "cat /proc/PID/task/*/syscall | sort | uniq -c | sort -n | tail -3"
  let toMeasure: String? =
    "whyslow diagnose where the CPU is to blame, and whyslow dive cpu, as root or the program's user."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let programs = try observation.processes.get().filter {
      $0.threads > 2 && effective(Self.busy).isPassed(by: $0.cpuPercent)
    }
    guard !programs.isEmpty else { return .clear(Self.share(0)) }
    let look = try observation.closer.get()
    let locks = try look.locks.get()
    let processors = try observation.processorCount()
    var highest = Self.share(0)
    var findings: [Finding] = []
    var unknown: Gap?
    for program in programs {
      let lock = locks.first { $0.pid == program.pid }
      guard let waiting = lock?.waiting.value else {
        unknown = unknown ?? lock?.waiting.gap ?? Self.notLooked
        continue
      }
      let share = Self.share(
        min(100, Double(waiting) / Double(program.threads) * 100),
        on: .process(pid: program.pid, name: program.name))
      if share.quantity.value > highest.quantity.value { highest = share }
      // Of two threads that meet one waits now and then.
      guard waiting > 1,
        let found = finding(
          program, share, waiting,
          takesTurns: processors > 1 && takesTurns(program, look.threads.value ?? []))
      else { continue }
      findings.append(found)
    }
    if findings.isEmpty, let unknown { throw unknown }
    return .of(findings, clear: highest)
  }

  private static let notLooked = Gap(
    .missing, "/proc/PID/task/TID/syscall", "not there, or not looked at")

  private static func share(_ percent: Double, on subject: Subject = .machine) -> Measurement {
    Measurement("threads at one lock", percent, .percent, on: subject)
  }

  /// Whether the threads of `program` have the time of one processor together, and none of them most
  /// of it.
  private func takesTurns(_ program: ProcessObservation, _ threads: [ThreadObservation]) -> Bool {
    let own = threads.filter { $0.pid == program.pid }.map(\.cpuPercent)
    guard let most = own.max() else { return false }
    return effective(Self.alone).isPassed(by: program.cpuPercent) && program.cpuPercent <= 105
      && most * 2 <= own.reduce(0, +)
  }

  private func finding(
    _ program: ProcessObservation, _ share: Measurement, _ waiting: Int, takesTurns: Bool
  ) -> Finding? {
    let part = program.systemPercent.map { $0 / program.cpuPercent * 100 }
    let isCostly = part.map { effective(Self.kernel).isPassed(by: $0) } ?? false
    let found = finding(
      share, "Most threads of \(share.subject.name) wait for one lock.",
      evidence: [
        Measurement("waiting", Double(waiting), .count),
        Measurement("threads", Double(program.threads), .count),
        Measurement("CPU time", program.cpuPercent, .percent, on: share.subject),
      ] + [part.map { Measurement("kernel's part", $0, .percent) }].compactMap { $0 })
    return limited(to: isCostly || takesTurns ? .warning : .note, found)
  }
}
