import Model

/// Whether anybody keeps the wall clock right.
struct TimeSynchronised: Check {
  let resource = Resource.time
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Whether the kernel holds the wall clock for synchronised"
  let reason = """
    A clock that nobody corrects drifts by seconds a day: tokens, leases and certificates are \
    refused, logs of two machines cannot be laid side by side, and clusters lose their order. A \
    virtual machine or container may get its time from its host, which the kernel does not see: so \
    it convicts only where a time service runs here and fails, or did its work until lately.
    """
  var thresholds: [Threshold] = [
    Self.start,
    .note(
      15, .seconds, label: "nobody", source: "node_exporter node-mixin NodeClockNotSynchronising",
      reason: "No time service is seen, and none was since boot: it may be the host's affair."),
    .warning(
      15, .seconds, source: "node_exporter node-mixin NodeClockNotSynchronising",
      reason: "The kernel's bound grows to 16 s in nine hours without a correction, and ends there."
    ),
  ]
  private static let start = Threshold.floor(
    1020, .seconds, label: "uptime", source: "netdata health.d/timex.conf system_clock_sync_state",
    reason: "A time service may take 17 minutes to come to rest after a boot.")
  let byHand = "timedatectl; adjtimex -p; chronyc tracking"
  let toMeasure: String? = toMeasureClock

  /// Names of processes that set the clock, as the kernel cuts them.
  private static let keepers: Set<String> = [
    "chronyd", "ntpd", "ntp-daemon", "systemd-timesyn", "openntpd", "ptp4l", "phc2sys", "sntpd",
  ]

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let clock = try observation.time.discipline.get()
    guard let uptime = observation.machine.uptime else {
      throw Gap(.missing, "/proc/uptime", "how long the machine is up")
    }
    let bound = Measurement("clock may be off", clock.maximumError, .seconds)
    let isUp = effective(Self.start).isPassed(by: uptime)
    guard clock.isUnsynchronised, isUp else { return .clear(bound) }
    let keeper = observation.processes.value?.first { Self.keepers.contains($0.name) }
    let found = finding(
      bound, atMost: keeper != nil || clock.wasCorrected ? .warning : .note,
      keeper.map { "\($0.name) runs and does not keep the clock right." }
        ?? (clock.wasCorrected
          ? "Nobody corrects the clock any longer." : "Nobody here keeps the clock right."),
      evidence: keeper.map {
        [Measurement("time service", 1, .count, on: .process(pid: $0.pid, name: $0.name))]
      } ?? [])
    return .of([found].compactMap { $0 }, clear: bound)
  }
}

/// What lets the kernel tell of its clock.
let toMeasureClock = "Let adjtimex(2) be called without a change, which filters of containers deny."
