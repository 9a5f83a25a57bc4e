import Model

/// Whether the load average is high, and what it is made of.
struct CPULoad: Check {
  let resource = Resource.cpu
  let aspect = Aspect.saturation
  let persistence = Persistence.standing
  let summary = "Load average of a quarter of an hour for each processor; context only"
  let reason = """
    On Linux the load counts tasks in uninterruptible sleep beside runnable ones, and it lags by \
    minutes. It tells whether trouble is new or old, and convicts nothing: a load of I/O waits \
    leaves the processors idle.
    """
  var thresholds: [Threshold] = [
    .note(
      2, .ratio, source: "netdata health.d/load.conf; node_exporter NodeSystemSaturation",
      reason: "Two tasks for each processor over a quarter of an hour is more than a burst.")
  ]
  let byHand = "uptime; ps -eo state,pid,comm | grep '^[RD]'"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let load = try observation.cpu.load.get()
    let count = try observation.processorCount()
    let share = Measurement("load15 per processor", load.fifteen / count, .ratio)
    let scheduler = try? observation.cpu.scheduler.get()
    let runnable = scheduler?.running.min(), blocked = scheduler?.blocked.min()
    var evidence = [
      Measurement("load1", load.one, .ratio), Measurement("load5", load.five, .ratio),
      Measurement("load15", load.fifteen, .ratio),
    ]
    if let runnable { evidence.append(Measurement("runnable", Double(runnable), .count)) }
    if let blocked { evidence.append(Measurement("uninterruptible", Double(blocked), .count)) }
    let found = finding(share, statement(runnable, blocked), evidence: evidence)
    return .of([found].compactMap { $0 }, clear: share)
  }

  private func statement(_ runnable: Int?, _ blocked: Int?) -> String {
    guard let runnable, let blocked, runnable != blocked else {
      return "The load has been high for a quarter of an hour."
    }
    return runnable > blocked
      ? "The load has been high for a quarter of an hour; now it is mostly runnable tasks."
      : "The load has been high for a quarter of an hour; now it is mostly tasks that wait for I/O."
  }
}
