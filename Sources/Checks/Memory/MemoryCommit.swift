import Model

/// Whether the kernel has promised about as much memory as it may.
struct MemoryCommit: Check {
  let resource = Resource.memory
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Memory promised to processes as a share of the commit limit"
  let reason = """
    The limit binds only under vm.overcommit_memory=2, where allocations fail once it is reached; \
    under the default it is arithmetic, and runtimes that reserve large address ranges pass it in \
    good health. So it is a note and never more; above 100 % the strict mode cannot be in force.
    """
  var thresholds: [Threshold] = [
    .note(
      95, .percent, source: "Linux Documentation/mm/overcommit-accounting.rst",
      reason: "Under strict overcommit accounting, allocations fail at 100 %.")
  ]
  let byHand = "grep -E 'CommitLimit|Committed_AS' /proc/meminfo; sysctl vm.overcommit_memory"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let info = try observation.memory.info.get()
    let limit = try info[.commitLimit], promised = try info[.committedAS]
    guard limit > 0 else { throw Gap(.malformed, info.source, "CommitLimit is 0") }
    let share = Measurement("committed", promised / limit * 100, .percent)
    let found = finding(
      share,
      promised > limit
        ? "More memory is promised than the machine has; it hurts only if it is all touched."
        : "Under strict overcommit accounting, allocations are about to fail.",
      evidence: [
        Measurement("promised", promised, .bytes), Measurement("commit limit", limit, .bytes),
      ])
    return .of([found].compactMap { $0 }, clear: share)
  }
}
