import Model

/// Whether processes must free memory before they get any.
struct MemoryReclaim: Check {
  let resource = Resource.memory
  let aspect = Aspect.saturation
  let summary = "Pages that processes scan for reclaim themselves each second"
  let reason = """
    kswapd frees memory in the background and delays nobody, however much it scans. Direct \
    reclaim is done by whoever asks for a page, while it waits. What a cgroup reclaims at its own \
    limit is not counted here. Where memory pressure does not agree, as while \
    a large file is read, each step weighs one less.
    """
  var thresholds: [Threshold] = [
    .warning(
      10, .pagesPerSecond, source: "melisai anomaly.go, direct reclaim",
      reason: "Processes have begun to wait for memory to be freed."),
    .critical(
      1000, .pagesPerSecond, source: "melisai anomaly.go, direct reclaim",
      reason: "Processes spend much of their time freeing memory."),
    memoryStallFloor,
  ]
  let byHand = "sar -B 1 3"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let activity = try observation.memory.activity.get()
    let direct = Measurement("direct reclaim", try activity.rate(.scanDirect), .pagesPerSecond)
    let evidence = [
      ("freed by processes", PagingCounter.stealDirect), ("scanned by kswapd", .scanKswapd),
    ].compactMap { name, counter in
      (try? activity.rate(counter)).map { Measurement(name, $0, .pagesPerSecond) }
    }
    let found = finding(
      direct, atMost: cap(direct, by: observation.memory),
      "Processes must free memory before they get any.", evidence: evidence)
    return .of([found].compactMap { $0 }, clear: direct)
  }
}
