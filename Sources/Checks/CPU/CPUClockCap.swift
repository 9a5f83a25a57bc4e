import Model

/// Whether the processors may run as fast as they could.
struct CPUClockCap: Check {
  let resource = Resource.cpu
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Highest clock that is allowed, as a share of what the processors can do"
  let reason = """
    A limit set by a power profile, a thermal daemon or somebody long ago makes every task slower, \
    and all counters look as usual. The governor powersave asks for the lowest clock for good, but \
    for the drivers that choose by themselves, intel_pstate and amd-pstate-epp. Only the limit is \
    judged: the clock of now is low where there is nothing to do. It weighs only where a processor \
    is busy.
    """
  var thresholds = [slightly, much, busy]
  private static let slightly = Threshold.note(
    95, .percent, .below, source: "Linux Documentation/admin-guide/pm/cpufreq.rst",
    reason: "Somebody or something has set a limit; firmware rounds by less.")
  private static let much = Threshold.warning(
    80, .percent, .below, source: "arithmetic: work then takes a quarter longer",
    reason: "A fifth of the speed is held back from work that could use it.")
  private static let busy = Threshold.floor(
    50, .percent, source: "arithmetic: below half, a slower clock is made up for by idle time",
    reason: "Where no processor is busy, nobody waits for a faster one.")
  let byHand = "cpupower frequency-info; grep . /sys/devices/system/cpu/cpufreq/policy*/scaling_*"
  let toMeasure: String? = "Read /sys/devices/system/cpu/cpufreq, which a sandbox may hide."

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let policies = try observation.cpu.clocks.get().filter { $0.highest > 0 }
    guard let worst = policies.min(by: { $0.share < $1.share }) else {
      return .clear(Measurement("clock policies", 0, .count))
    }
    let share = Measurement("allowed clock", worst.share, .percent)
    let busiest = try observation.cpu.each.get().values.map(\.demand).max() ?? 0
    let isBusy = effective(Self.busy).isPassed(by: busiest)
    let found = finding(
      share, atMost: isBusy ? .warning : .note,
      "The clock is held at \(gigahertz(worst.most)) where \(gigahertz(worst.highest)) are possible.",
      evidence: [
        Measurement("busiest processor", busiest, .percent),
        Measurement(
          "policies held so", Double(policies.filter { $0.share == worst.share }.count), .count),
      ])
    return .of([found].compactMap { $0 }, clear: share)
  }

  private func gigahertz(_ hertz: Double) -> String { "\(Quantity.fixed(hertz / 1e9, 2)) GHz" }
}

extension ClockPolicy {
  /// The highest clock that the processors will ever get, in hertz.
  fileprivate var most: Double { isAtLowest ? min(allowed, lowest) : allowed }

  /// `most` in percent of what the hardware can do.
  fileprivate var share: Double { min(100, most / highest * 100) }

  /// Whether the governor asks for the lowest clock and the driver obeys.
  private var isAtLowest: Bool {
    let choosing = ["intel_pstate", "amd-pstate-epp", "amd_pstate_epp"]
    return governor == "powersave" && !choosing.contains(driver)
  }
}
