import Model

/// How much of swap is occupied.
struct MemorySwapUse: Check {
  let resource = Resource.memory
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Share of swap space that is occupied"
  let reason = """
    Pages that nobody has touched since yesterday belong in swap: occupancy alone delays nobody, \
    and it stays long after a shortage has passed. It is a note; swap activity decides.
    """
  var thresholds: [Threshold] = [
    .note(
      80, .percent, source: "netdata health.d/swap.conf used_swap, its warning",
      reason: "Once swap is full, the next shortage ends with the OOM killer.")
  ]
  let byHand = "swapon --show; free -m"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let info = try observation.memory.info.get()
    let total = try info[.swapTotal], free = try info[.swapFree]
    guard total > 0 else { return .clear(Measurement("swap space", 0, .bytes)) }
    let used = Measurement("swap used", (1 - free / total) * 100, .percent)
    let found = finding(
      used, "Swap is nearly full.",
      evidence: [
        Measurement("swap free", free, .bytes), Measurement("swap space", total, .bytes),
      ])
    return .of([found].compactMap { $0 }, clear: used)
  }
}
