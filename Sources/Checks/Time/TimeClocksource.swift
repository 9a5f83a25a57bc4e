import Model

/// Whether reading the time is slow.
struct TimeClocksource: Check {
  let resource = Resource.time
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Whether the kernel fell back to a clock that is slow to read"
  let reason = """
    Programs read the time thousands of times a second: from the processor's own counter that \
    takes some 25 ns without entering the kernel, from a chip beside it a microsecond or more and a \
    system call. The kernel falls back when the counters of several processors disagree. A machine \
    that never had a better one is not judged.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "Linux kernel/time/clocksource.c; Brendan Gregg, The Speed of Time",
      reason: "Reads of the time cost ten times as much and more, in every program.")
  ]
  let byHand = "cat /sys/devices/system/clocksource/clocksource0/*_clocksource"

  /// Clocks beside the processor; those of hypervisors are read like its own counter.
  private static let slow: Set<String> = ["hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit"]
  private static let fast: Set<String> = ["tsc", "kvm-clock", "hyperv_clocksource_tsc_page"]

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let source = try observation.time.source.get()
    let isSlow = Self.slow.contains(source.current)
    let event = observation.kernelLog.value?.events.last { $0.kind == .clockUnstable }
    let better = source.available.first(where: Self.fast.contains)
    if isSlow, better == nil, event == nil { try observation.kernelLog.get().requireWhole() }
    let hasFallen = isSlow && (better != nil || event != nil)
    let count = Measurement("fallbacks to a slow clock", hasFallen ? 1 : 0, .count)
    let claims = observation.kernelLog.value.map {
      claimed([.clockUnstable], within: anHour, in: $0)
    }
    guard hasFallen else { return .of(claims ?? [], clear: count) }
    let why = better.map { "though \($0) is there" } ?? "since a better one was found unstable"
    let found = finding(count, "The time is read from \(source.current), \(why).")
    return .of([found].compactMap { $0?.quoting(event) } + (claims ?? []), clear: count)
  }
}

extension Finding {
  fileprivate func quoting(_ event: KernelEvent?) -> Finding {
    Finding(
      severity, measurement, passed: threshold, statement, evidence: evidence,
      quotes: event.map { [$0.line.text] } ?? [],
      explanations: explanations)
  }
}
