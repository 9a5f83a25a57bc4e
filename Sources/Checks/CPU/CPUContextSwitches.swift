import Model

/// Whether processors change from task to task too often.
struct CPUContextSwitches: Check {
  let resource = Resource.cpu
  let aspect = Aspect.saturation
  let summary = "Context switches each second for each processor"
  let reason = """
    A switch costs some microseconds and cold caches. Busy servers with many connections switch \
    very often and are healthy, so a high rate alone is a note; where the kernel also takes more \
    time than the programs, the switching is work of its own.
    """
  var thresholds: [Threshold] = [
    .note(
      10_000, .perSecond, source: "APerf: 10,000 a second for each core",
      reason: "Each task then runs for a tenth of a millisecond at a time."),
    .warning(
      50_000, .perSecond, source: "perf bench sched pipe: about 2 microseconds a switch",
      reason: "A tenth of every processor goes to switching alone."),
  ]
  let byHand = "vmstat 1 3 (cs); pidstat -w 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let scheduler = try observation.cpu.scheduler.get()
    let share = try observation.cpu.total.get()
    let count = try observation.processorCount()
    let switches = Measurement(
      "switches per processor", scheduler.contextSwitchesPerSecond / count, .perSecond)
    let found = finding(
      switches, "The processors change from task to task very often.",
      evidence: [
        Measurement("context switches", scheduler.contextSwitchesPerSecond, .perSecond),
        Measurement("user", share.user + share.nice, .percent),
        Measurement("system", share.kernel, .percent),
      ])
    let isCostly = share.kernel > share.user + share.nice
    return .of(
      [limited(to: isCostly ? .warning : .note, found)].compactMap { $0 }, clear: switches)
  }
}
