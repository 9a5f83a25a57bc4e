import Model

/// Whether the kernel itself takes most of the busy time.
struct CPUSystemShare: Check {
  let resource = Resource.cpu
  let aspect = Aspect.utilization
  let summary = "Share of busy time spent in the kernel on behalf of programs"
  let reason = """
    Programs that keep the kernel busy make very many system calls or faults, contend for its \
    locks, or make it look for memory. On an idle machine most of the little that runs is the \
    kernel, so the share counts only where the processors are busy.
    """
  var thresholds = [share, busy]
  private static let share = Threshold.warning(
    75, .percent, source: "PCP pmieconf cpu/system",
    reason: "Programs proper get less than a quarter of what is used.")
  private static let busy = Threshold.floor(
    70, .percent, label: "busy", source: "PCP pmieconf cpu/system",
    reason: "On a machine with time left the share delays nobody.")
  let byHand = "mpstat 1 3; perf top"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let total = try observation.cpu.total.get()
    let used = max(0, total.busy - total.steal)
    let system = Measurement("system", total.system, .percent)
    guard effective(Self.busy).isPassed(by: used) else { return .clear(system) }
    let share = Measurement("system share of busy", total.system / used * 100, .percent)
    let found = finding(
      share, "Most of the busy time is spent inside the kernel.",
      evidence: [Measurement("busy", used, .percent), system])
    return .of([found].compactMap { $0 }, clear: share)
  }
}
