import Model

/// Whether one processor does the network's work for all.
struct CPUSoftirq: Check {
  let resource = Resource.cpu
  let aspect = Aspect.utilization
  let summary = "Soft interrupts and received packets of one processor against the others"
  let reason = """
    Where a network card has one queue, or its queues are bound to one processor, that processor \
    handles every packet and the rest stay idle: throughput ends there. Uneven packets alone are \
    common and harmless, so the processor also has to spend most of its time on soft interrupts. \
    Where it does so and packets are not the reason, a disk's completions or timers are: a note, \
    and a warning once the processor has no time left.
    """
  var thresholds = [many, veryMany, other, otherPegged, most, pegged, traffic]
  private static let other = Threshold.note(
    50, .percent, label: "other work",
    source: "arithmetic: a burst of twice the mean then fills the processor",
    reason: "The processor does little but work that interrupts put off.")
  private static let otherPegged = Threshold.warning(
    95, .percent, label: "only other work", source: "PCP pmieconf cpu/some_util",
    reason: "It does nothing else, and every task bound to it stands still.")
  private static let many = Threshold.warning(
    5, .ratio, source: "melisai anomaly.go softirq imbalance",
    reason: "It handles five times as many packets as the processor with the fewest.")
  private static let veryMany = Threshold.critical(
    20, .ratio, source: "melisai anomaly.go softirq imbalance",
    reason: "It handles practically everything; critical only where it drops or has no time left.")
  private static let most = Threshold.floor(
    50, .percent, label: "soft interrupts",
    source: "arithmetic: a burst of twice the mean then fills the processor",
    reason: "Below this the processor keeps up with its packets.")
  private static let pegged = Threshold.floor(
    95, .percent, label: "pegged", source: "PCP pmieconf cpu/some_util",
    reason: "A processor that does nothing but soft interrupts has no time left.")
  private static let traffic = Threshold.floor(
    1000, .perSecond, label: "traffic",
    source: "melisai anomaly.go: a floor of traffic; the number is whyslow's",
    reason: "Fewer packets than one a millisecond take no processor half its time.")
  let byHand = "mpstat -P ALL 1 3; cat /proc/net/softnet_stat; cat /proc/interrupts"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let each = try observation.cpu.each.get()
    let hottest = each.max { ($0.value.softirq, $1.key) < ($1.value.softirq, $0.key) }
    guard let hottest else {
      throw Gap(.malformed, "/proc/stat", "no line tells of a single processor")
    }
    let subject = Subject.processor(hottest.key)
    let softirq = Measurement("soft interrupts", hottest.value.softirq, .percent, on: subject)
    guard each.count > 1, effective(Self.most).isPassed(by: hottest.value.softirq) else {
      return .clear(softirq)
    }
    let softnet = try observation.network.softnet.get().filter { each.keys.contains($0.key) }
    guard let packets = softnet[hottest.key] else {
      throw Gap(.malformed, "/proc/net/softnet_stat", "no line for CPU \(hottest.key)")
    }
    let least = softnet.values.map(\.processed).min() ?? 0
    guard effective(Self.traffic).isPassed(by: packets.processed) else {
      return .of(otherWork(softirq, on: hottest.key, observation), clear: softirq)
    }
    let ratio = Measurement(
      "packets against the least busy", packets.processed / max(1, least), .ratio, on: subject)
    let isPegged = effective(Self.pegged).isPassed(by: hottest.value.softirq)
    let isShort = packets.dropped > 0 || isPegged
    let found = finding(
      ratio, "CPU \(hottest.key) handles the received packets for the others.",
      evidence: [
        softirq, Measurement("packets", packets.processed, .perSecond, on: subject),
        Measurement("dropped", packets.dropped, .perSecond, on: subject),
        Measurement("squeezed", packets.squeezed, .perSecond, on: subject),
      ])
    return .of(
      [limited(to: isShort ? .critical : .warning, found)].compactMap { $0 }, clear: ratio)
  }

  /// What is to be told where a processor is busy with soft interrupts that are not the network's.
  private func otherWork(
    _ softirq: Measurement, on processor: Int, _ observation: Observation
  ) -> [Finding] {
    let statement = "CPU \(processor) is busy with soft interrupts that are not the network's."
    let kinds = (observation.cpu.softirqs.value ?? []).loudest(on: processor)
    let found =
      finding(softirq, past: effective(Self.otherPegged), statement, evidence: kinds)
      ?? finding(softirq, past: effective(Self.other), statement, evidence: kinds)
    return [found].compactMap { $0 }
  }
}
