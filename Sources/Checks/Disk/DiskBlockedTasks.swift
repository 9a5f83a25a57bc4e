import Model

/// Whether processes hang in uninterruptible sleep.
struct DiskBlockedTasks: Check {
  let resource = Resource.disk
  let aspect = Aspect.saturation
  let summary = "Processes in state D at both ends of the window"
  let reason = """
    State D is a wait in the kernel, mostly for a disk or a network filesystem; it counts in the \
    load average. A process that does much I/O is in D whenever one looks: only one that also got \
    nothing done in between, no processor time, no fault, no byte, is stuck. Kernel threads may \
    sleep so for good and are a note. Only main threads are seen.
    """
  var thresholds: [Threshold] = [
    .note(
      0, .count, source: "Brendan Gregg, Linux load averages",
      reason: "Any process in D at both samples explains part of the load average."),
    .warning(
      0, .count, source: "Linux kernel/hung_task.c, which waits 120 s",
      reason: "Any process that got nothing done in the window: what it waits for does not answer."
    ),
  ]
  let byHand = "ps -eo pid,stat,wchan:32,comm | awk '$2 ~ /^D/'"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let processes = try observation.processes.get()
    let followed = processes.filter { $0.states.count > 1 }
    guard !followed.isEmpty else {
      throw Gap(.noInterval, "/proc/PID/stat", "no process was seen in two samples")
    }
    let blocked = followed.filter { $0.states.allSatisfy { $0 == "D" } }
    let stuck = blocked.filter { !$0.isKernelThread && !$0.madeProgress }
    let working = blocked.filter { !$0.isKernelThread && $0.madeProgress }
    let findings = [
      told(
        .warning, "stuck processes", stuck,
        "Processes wait in the kernel and get nothing done."),
      told(.note, "waiting processes", working, "Processes wait for I/O most of the time."),
      told(
        .note, "waiting kernel threads", blocked.filter(\.isKernelThread),
        "Kernel threads wait uninterruptibly."),
    ].compactMap { $0 }
    if findings.isEmpty, let gap = observation.processGap { throw gap }
    return .of(findings, clear: Measurement("blocked processes", 0, .count))
  }

  private func told(
    _ severity: Severity, _ name: String, _ processes: [ProcessObservation], _ statement: String
  ) -> Finding? {
    guard !processes.isEmpty else { return nil }
    let named = processes.sorted { $0.pid < $1.pid }.prefix(10).map { process in
      Measurement(
        "processor time", process.cpuPercent, .percent,
        on: .process(pid: process.pid, name: process.name))
    }
    let channels = processes.sorted { $0.pid < $1.pid }.compactMap { process in
      process.waitChannel.map { "\(process.name) (\(process.pid)) waits in \($0)" }
    }
    return event(
      severity, Measurement(name, Double(processes.count), .count), statement, evidence: named,
      quotes: Array(channels.prefix(3)))
  }
}

extension ProcessObservation {
  /// Whether it did anything at all in the window.
  fileprivate var madeProgress: Bool {
    let bytes = io.value.map { $0.readBytes + $0.writeBytes } ?? 0
    return cpuPercent > 0 || minorFaultsPerSecond > 0 || majorFaultsPerSecond > 0 || bytes > 0
  }
}
