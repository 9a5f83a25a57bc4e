import Model

// What the checks of waiting for a processor share. Tasks also wait where processors are idle: for
// their cgroup's quota, for the processor they are bound to, or because they are niced.

/// How far the state of the processors lets waiting tasks convict them, and what to say of it.
struct Contention {
  /// The gravest severity that is justified.
  var most: Severity
  /// What is wrong, in one plain sentence.
  var statement: String
  /// What justifies the sentence.
  var evidence: [Measurement]

  /// How busy the processors have to be before waiting for them is blamed on their number.
  static let busy = Threshold.floor(
    85, .percent, label: "busy", source: "netdata health.d/cpu.conf 10min_cpu_usage",
    reason: "Below this a task that waits is held by a quota or bound to a processor.")

  /// Past which the waiting is no burst of this window, by the first of the two that was measured.
  static let lasting = [lastingPressure, lastingLoad]
  static let lastingPressure = Threshold.floor(
    40, .percent, label: "lasting pressure", source: "cv4pve-diag node CPU pressure; below",
    reason: "Of the average over 60 s: a build that fills the window for seconds delays nobody.")
  fileprivate static let lastingLoad = Threshold.floor(
    1, .ratio, label: "lasting load", source: "Brendan Gregg, USE method for Linux",
    reason: "Of load1 per processor, where the kernel shows no pressure.")
}

extension Check {
  /// What waiting tasks mean on this machine in this window.
  func contention(in observation: Observation) throws(Gap) -> Contention {
    let share = try observation.cpu.total.get()
    // Time that the host took is not there for waiting tasks either.
    let taken = share.demand + share.steal
    let evidence = [Measurement("busy", taken, .percent)]
    if share.nice > taken {
      return Contention(
        most: .note, statement: "Tasks wait for a processor, most of them niced ones that yield.",
        evidence: evidence + [Measurement("nice", share.nice, .percent)])
    }
    let throttled = observation.heldBack
    if effective(Contention.busy).isPassed(by: taken) {
      return Contention(
        most: try mostOfBusy(in: observation), statement: "Tasks wait for a processor.",
        evidence: evidence + throttled)
    }
    if !throttled.isEmpty {
      return Contention(
        most: .note,
        statement: "Tasks wait for the quota of their cgroup while processors have time left.",
        evidence: evidence + throttled)
    }
    guard observation.cgroups.gap == nil else {
      return Contention(
        most: .note,
        statement: "Tasks wait while processors have time left; quotas could not be read.",
        evidence: evidence)
    }
    return Contention(
      most: .warning, statement: "Tasks wait for some processors while others have time left.",
      evidence: evidence)
  }

  /// The gravest severity of busy processors: work is delayed only where tasks wait, and for longer
  /// than a burst takes.
  func mostOfBusy(in observation: Observation) throws(Gap) -> Severity {
    if let pressure = observation.cpu.pressure.value {
      let isLasting = effective(Contention.lastingPressure)
        .isPassed(by: pressure.some.average60)
      return isLasting ? .critical : .warning
    }
    guard let load = observation.cpu.load.value else { return .warning }
    let each = try load.one / observation.processorCount()
    return effective(Contention.lastingLoad).isPassed(by: each) ? .critical : .warning
  }

  /// Milliseconds that tasks waited for a processor, each second and for each processor.
  ///
  /// It is the mean number of waiting tasks in thousandths. Where the scheduler does not count all
  /// of them, the main threads' own counts are a lower bound. Processes end while they are read, so
  /// a few gaps are passed over; the kernel's own threads are not read at all.
  func runDelay(in observation: Observation) throws(Gap) -> Double {
    if let all = observation.cpu.runDelay.value { return try all / observation.processorCount() }
    let all = try observation.processes.get().filter { !$0.isKernelThread }
    let measured = all.compactMap(\.runDelayPercent.value)
    let least = effective(runDelayCoverage).quantity.value
    guard Double(measured.count) * 100 > least * Double(all.count) else {
      throw all.lazy.compactMap(\.runDelayPercent.gap).first
        ?? Gap(.missing, "/proc/PID/schedstat", "no process was read")
    }
    return try measured.reduce(0, +) * 10 / observation.processorCount()
  }

  /// The finding with a severity of at most `most`, and the threshold that goes with it.
  func limited(to most: Severity, _ finding: Finding?) -> Finding? {
    finding?.limited(to: most, thresholds)
  }
}

extension Observation {
  /// The cgroups that their quota held back in the window, the longest first, three at most.
  fileprivate var heldBack: [Measurement] {
    let groups = (cgroups.value ?? []).compactMap { group -> Measurement? in
      guard let cpu = group.cpu.value, cpu.throttledPeriods > 0 else { return nil }
      return Measurement(
        "throttled time", cpu.throttledSeconds, .seconds, on: .cgroup(group.path))
    }
    return Array(groups.sorted { $0.quantity.value > $1.quantity.value }.prefix(3))
  }

  /// The number of processors online.
  func processorCount() throws(Gap) -> Double {
    if let count = machine.processors, count > 0 { return Double(count) }
    let each = try cpu.each.get()
    guard !each.isEmpty else {
      throw Gap(.malformed, "/proc/stat", "no line tells of a single processor")
    }
    return Double(each.count)
  }
}

/// The share of processes whose run delay has to be read before their sum says anything.
let runDelayCoverage = Threshold.floor(
  90, .percent, label: "coverage", source: "whyslow: the sum is a lower bound",
  reason: "What a tenth of the processes waited may be missing without hiding a shortage.")
