import Model

/// Whether pages go out to swap now.
struct MemorySwapActivity: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Pages written to swap each second"
  let reason = """
    Pages going out mean that memory is short now; pages coming in may only be an old shortage \
    being forgotten, so they are evidence. PCP warns from 5 pages/s in a third of its samples; of \
    the two the greater is taken. How much it hurts, memory pressure says.
    """
  var thresholds: [Threshold] = [
    .warning(
      10, .pagesPerSecond, source: "atop swoutcritperc",
      reason: "More than a stray page: the kernel makes room by writing memory to disk.")
  ]
  let byHand = "vmstat 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let activity = try observation.memory.activity.get()
    let out = Measurement("swapped out", try activity.rate(.swapOut), .pagesPerSecond)
    let into = Measurement("swapped in", try activity.rate(.swapIn), .pagesPerSecond)
    let found = finding(
      out, "The kernel writes memory to swap.",
      evidence: [into] + observation.memory.strainEvidence)
    return .of([found].compactMap { $0 }, clear: out)
  }
}
