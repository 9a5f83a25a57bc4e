import Model

/// Whether a processor is taken up by hardware interrupts.
struct CPUInterrupts: Check {
  let resource = Resource.cpu
  let aspect = Aspect.utilization
  let summary = "Time that one processor spends in hardware interrupts, and what interrupts it"
  let reason = """
    Interrupts come before every task, and no process shows them: a device whose interrupts all \
    go to one processor, or whose line never rests, takes that processor away. Many interrupts \
    are normal under load, so their time is judged; a kernel that does not account for it shows \
    none, and then only a very high rate of one device is told, as a note.
    """
  var thresholds = [part, much, storm, rate]
  private static let part = Threshold.note(
    10, .percent, label: "time",
    source: "arithmetic: a tenth of a processor, which no process shows",
    reason: "Tasks on that processor run a tenth longer than their own work takes.")
  private static let much = Threshold.warning(
    25, .percent, source: "arithmetic: tasks there take a third longer than their work",
    reason: "A quarter of the processor is gone before any task may run.")
  private static let storm = Threshold.note(
    100_000, .perSecond, label: "storm",
    source: "Linux kernel/irq/spurious.c note_interrupt(), which judges by 100,000 at a time",
    reason: "At a microsecond each, a tenth of the processor goes to one device.")
  private static let rate = Threshold.floor(
    10_000, .perSecond, source: "arithmetic: ten times the fastest timer tick of 1000 Hz",
    reason: "With fewer, the time is an error of accounting by ticks.")
  let byHand = "mpstat -P ALL 1 3 (%irq); mpstat -I CPU 1 3; cat /proc/interrupts"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let each = try observation.cpu.each.get()
    guard let hottest = each.max(by: { ($0.value.irq, $1.key) < ($1.value.irq, $0.key) }) else {
      throw Gap(.malformed, "/proc/stat", "no line tells of a single processor")
    }
    let sources = observation.cpu.interrupts.value
    let total = try observation.cpu.scheduler.get().interruptsPerSecond
    let here = sources.map { $0.reduce(0) { $0 + ($1.rates[hottest.key] ?? 0) } } ?? total
    let time = Measurement(
      "hardware interrupts", hottest.value.irq, .percent, on: .processor(hottest.key))
    if effective(Self.rate).isPassed(by: here),
      let found = finding(
        time, "Hardware interrupts take CPU \(hottest.key) from the tasks.",
        evidence: (sources ?? []).loudest(on: hottest.key)
          + [Measurement("interrupts", total, .perSecond)])
    {
      return .found([found])
    }
    let storms = stormy(sources ?? [])
    if storms.isEmpty, let gap = observation.cpu.interrupts.gap, gap.kind != .missing { throw gap }
    return .of(storms, clear: time)
  }

  /// A note on the device that interrupts one processor more often than any should.
  private func stormy(_ sources: [InterruptSource]) -> [Finding] {
    let devices = sources.filter { $0.name.allSatisfy { $0.isASCII && $0.isNumber } }
    let rates = devices.flatMap { device in device.rates.map { (device, $0.key, $0.value) } }
    guard let (device, processor, rate) = rates.max(by: { ($0.2, $1.1) < ($1.2, $0.1) }) else {
      return []
    }
    let found = finding(
      Measurement(device.title, rate, .perSecond, on: .processor(processor)),
      past: effective(Self.storm), "One device interrupts CPU \(processor) very often.")
    return [found].compactMap { $0 }
  }
}

extension [InterruptSource] {
  /// The three that interrupt `processor` most often.
  func loudest(on processor: Int) -> [Measurement] {
    compactMap { source in source.rates[processor].map { (source.title, $0) } }
      .sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(3)
      .map { Measurement($0, $1, .perSecond, on: .processor(processor)) }
  }
}

extension InterruptSource {
  /// The line as a report names it: `interrupt 36 virtio1-req.0`, `soft interrupt NET_RX`.
  fileprivate var title: String {
    if description.isEmpty { return "soft interrupt \(name)" }
    let isDevice = name.allSatisfy { $0.isASCII && $0.isNumber }
    let words = description.split(separator: " ")
    return isDevice
      ? "interrupt \(name) \(words.last ?? "")"
      : "interrupt \(name) \(words.joined(separator: " "))"
  }
}
