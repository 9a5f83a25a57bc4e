import Model

/// Whether more tasks want to run than there are processors.
struct CPURunQueue: Check {
  let resource = Resource.cpu
  let aspect = Aspect.saturation
  let summary = "Runnable tasks for each processor, where they are seen to wait"
  let reason = """
    More runnable tasks than processors means that some of them wait. The count is of an instant, \
    and tasks that woke together look like a queue, so the lower of two counts is taken and \
    pressure or run delay over the window has to agree.
    """
  var thresholds: [Threshold] =
    [
      .warning(
        1, .ratio, source: "Brendan Gregg, USE method for Linux; the performance runbook",
        reason: "At least one task waits whatever the scheduler does."),
      .critical(
        2, .ratio, source: "Brendan Gregg, USE method for Linux",
        reason: "As many tasks wait as run."),
      agreeingPressure, agreeingDelay, runDelayCoverage, Contention.busy,
    ] + Contention.lasting
  private static let agreeingPressure = Threshold.floor(
    40, .percent, label: "agreeing pressure", source: "cv4pve-diag node CPU pressure; below",
    reason: "Tasks waited for a large part of the window, not only at the two instants.")
  private static let agreeingDelay = Threshold.floor(
    500, .millisecondsPerSecond, label: "agreeing delay",
    source: "arithmetic: half a waiting task for each processor",
    reason: "Where the kernel shows no pressure, run delay has to agree instead.")
  let byHand = "vmstat 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let running = try observation.cpu.scheduler.get().running
    guard running.count > 1, let lower = running.min() else {
      throw Gap(.noInterval, "/proc/stat", "procs_running was read only once")
    }
    let queue = Measurement(
      "runnable per processor", try Double(lower) / observation.processorCount(), .ratio)
    let contention = try contention(in: observation)
    let counts = running.map { Measurement("runnable", Double($0), .count) }
    let (witness, agrees) = witness(observation)
    guard
      let found = finding(
        queue, contention.statement, evidence: counts + witness + contention.evidence),
      agrees ?? true
    else { return .clear(queue) }
    let most = agrees == nil ? .note : contention.most
    return .of([limited(to: most, found)].compactMap { $0 }, clear: queue)
  }

  /// What else shows the waiting, and whether it agrees; nil where nothing else was measured.
  private func witness(_ observation: Observation) -> ([Measurement], Bool?) {
    if let pressure = observation.cpu.pressure.value?.some {
      return (
        [Measurement("CPU pressure", pressure.window, .percent)],
        effective(Self.agreeingPressure).isPassed(by: pressure.window)
      )
    }
    guard let delay = try? runDelay(in: observation) else { return ([], nil) }
    let isWhole = observation.cpu.runDelay.value != nil
    return (
      [Measurement("run delay per processor", delay, .millisecondsPerSecond)],
      // Main threads alone are a lower bound: little delay among them contradicts nothing.
      effective(Self.agreeingDelay).isPassed(by: delay) ? true : isWhole ? false : nil
    )
  }
}
