import Model

/// Whether the kernel says that a table or the memory of its network stack was used up.
struct NetworkLimitsReached: Check {
  let resource = Resource.network
  let aspect = Aspect.saturation
  let persistence = Persistence.standing
  let summary = "Full tables and used-up memory of the network stack, as the kernel's log tells"
  let reason = """
    Where the table of connections is full every packet of a new one is dropped, which looks like \
    an unreliable network; a full table of neighbours makes hosts of the same network unreachable, \
    and without memory for sockets connections are cut. In the window it is critical, in the last \
    hour a warning. The kernel holds back most of these messages, so the count is the least.
    """
  var thresholds: [Threshold] = [
    .warning(
      0, .count, source: "hotsos scenarios/kernel/network/misc.yaml nf_conntrack",
      reason: "Any in the last hour: the limit is too small for what this machine does."),
    .critical(
      0, .count, source: "node-problem-detector kernel-monitor ConntrackFull",
      reason: "Any in the window: packets are dropped or connections refused while we look."),
  ]
  let byHand =
    "dmesg -T | grep -iE 'table full|table overflow|out of memory -- consider'; sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max"
  let toMeasure: String? = toMeasureKernelLog

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let log = try observation.kernelLog.get()
    let kinds: [KernelEvent.Kind: [Threshold]] = [
      .connectionTableFull: thresholds, .neighbourTableFull: thresholds,
      .routeCacheFull: thresholds, .socketMemoryFull: thresholds,
      .tooManyOrphans: thresholds.filter { $0.level == .warning },
    ]
    let findings = recentFindings(kinds, within: anHour, in: log, during: observation.window) {
      event in
      switch event.kind {
      case .connectionTableFull: "The table of tracked connections is full: packets are dropped."
      case .neighbourTableFull: "The table of neighbours is full: some hosts cannot be reached."
      case .routeCacheFull: "The cache of routes is full."
      case .socketMemoryFull: "TCP has used up the memory that it may have."
      default: "Too many closed connections were still sending: some were cut."
      }
    }
    return try verdict(
      findings, on: Set(kinds.keys), within: anHour, in: log, clear: "network limits reached")
  }
}
