import Model

/// Whether the wall clock was set while it was watched.
struct TimeJump: Check {
  let resource = Resource.time
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Seconds by which the wall clock was set in the window"
  let reason = """
    Programs that measure time by the wall clock see it stand still or leap: timeouts fire at once \
    or never, leases expire, caches are dropped, schedules run twice. A time service steps the \
    clock only when it is far off; a virtual machine that was asleep is set when it wakes.
    """
  var thresholds: [Threshold] = [
    .warning(
      1, .seconds, source: "chrony.conf(5) makestep, with its usual threshold of 1 s",
      reason: "Smaller errors are corrected by running faster or slower, which nothing notices.")
  ]
  let byHand = "journalctl -b | grep -i 'time has been changed'; chronyc tracking"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let step = try observation.time.step.get()
    let set = Measurement("clock set by", step.magnitude, .seconds)
    let found = finding(
      set, "The wall clock was set \(step < 0 ? "back" : "forward") in the window.")
    return .of([found].compactMap { $0 }, clear: set)
  }
}
