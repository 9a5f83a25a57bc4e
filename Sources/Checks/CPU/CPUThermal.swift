import Model

/// Whether the processors were slowed down by heat.
struct CPUThermal: Check {
  let resource = Resource.cpu
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Thermal throttling in the kernel's log of the last hour"
  let reason = """
    A processor above its temperature limit lowers its own clock: every task runs slower and no \
    counter of CPU time shows it. The log tells that it happened, not for how long, so it is never \
    more than a warning. A low clock by itself is what an idle processor has.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "PCP pmieconf thermal throttling; Linux arch/x86 therm_throt.c",
      reason: "The kernel logs at most once in five minutes; PCP wants half the window throttled.")
  ]
  let byHand = "dmesg | grep -iE 'thermal|temperature|throttled'"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeEvents(
      [.thermal: thresholds], within: anHour, in: observation.kernelLog.get(),
      clear: "thermal events"
    ) { _ in "A processor lowered its clock because of heat." }
  }
}
