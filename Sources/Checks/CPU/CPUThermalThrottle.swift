import Model

/// For how long heat slowed the processors.
struct CPUThermalThrottle: Check {
  let resource = Resource.cpu
  let aspect = Aspect.errors
  let summary = "Share of the window for which heat slowed a processor's clock"
  let reason = """
    A throttled processor is busy and does less: no counter of CPU time shows it. The time is \
    judged and not the clock, which is low on every idle processor. The kernel adds a spell of \
    throttling when it ends, so one that outlasts the window is told as an event only; a laptop is \
    throttled now and then in good health.
    """
  var thresholds = [any, long]
  private static let any = Threshold.note(
    0, .count, source: "Linux arch/x86/kernel/cpu/mce/therm_throt.c",
    reason: "Any event: the processor has reached its temperature limit.")
  private static let long = Threshold.warning(
    50, .percent, source: "PCP pmieconf power/thermal_throttle",
    reason: "For half of the time the processor ran slower than it could.")
  let byHand = "grep . /sys/devices/system/cpu/cpu*/thermal_throttle/*"
  let toMeasure: String? = """
    Only Intel processors count it, and only for the machine itself; ask the host of a guest, and \
    turbostat or the vendor's tool elsewhere.
    """

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let all = try observation.cpu.throttling.get()
    let worst = all.max { ($0.value.weight, $1.key) < ($1.value.weight, $0.key) }
    let clear = Measurement("throttle events", 0, .count)
    guard let worst, worst.value.events > 0 || worst.value.percent > 0 else { return .clear(clear) }
    let subject = Subject.processor(worst.key)
    let time = Measurement("throttled time", worst.value.percent, .percent, on: subject)
    let events = Measurement("throttle events", worst.value.events, .count, on: subject)
    let others = all.values.filter { $0.events > 0 || $0.percent > 0 }.count
    let slowed = Measurement("processors slowed", Double(others), .count)
    let found =
      finding(
        time, past: effective(Self.long), "Heat slows the processors.", evidence: [events, slowed])
      ?? finding(
        events, past: effective(Self.any), "Heat slowed a processor for a moment.",
        evidence: [time, slowed])
    return .of([found].compactMap { $0 }, clear: events)
  }
}

extension ThermalThrottling {
  /// Of the core and its package, the worse.
  fileprivate var percent: Double { max(corePercent ?? 0, packagePercent ?? 0) }
  fileprivate var events: Double { max(coreEvents, packageEvents) }
  fileprivate var weight: Double { percent * 1e6 + events }
}
