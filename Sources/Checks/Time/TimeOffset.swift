import Model

/// Whether the wall clock is off and stays so.
struct TimeOffset: Check {
  let resource = Resource.time
  let aspect = Aspect.errors
  let summary = "By how much the wall clock is known to be off, and whether it gets less"
  let reason = """
    A time service that knows of an offset corrects it little by little, so a large one on its way \
    to zero is well. One that stays or grows is a clock that runs away faster than it may be \
    corrected. A service that sets the kernel's frequency instead, as chrony does, shows none here.
    """
  var thresholds: [Threshold] = [
    .warning(
      50, .milliseconds, source: "node_exporter node-mixin NodeClockSkewDetected",
      reason: "More than any network's delay: logs and leases of two machines disagree.")
  ]
  let byHand = "adjtimex -p; chronyc tracking; ntpq -p"
  let toMeasure: String? = toMeasureClock

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let offsets = try observation.time.offsets.get()
    let before = offsets[0] * 1000, after = offsets[offsets.count - 1] * 1000
    let offset = Measurement("clock offset", after.magnitude, .milliseconds)
    let converges = after.magnitude < before.magnitude
    let found = finding(
      offset, "The clock is off and does not come nearer.",
      evidence: [Measurement("offset before", before.magnitude, .milliseconds)])
    return .of([converges ? nil : found].compactMap { $0 }, clear: offset)
  }
}
