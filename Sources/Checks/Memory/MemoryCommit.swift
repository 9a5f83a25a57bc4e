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
    good health: there it is a note and never more.
    """
  var thresholds: [Threshold] = [
    .note(
      95, .percent, source: "Linux Documentation/mm/overcommit-accounting.rst",
      reason: "Under strict overcommit accounting, allocations fail at 100 %."),
    .warning(
      95, .percent, label: "strict", source: "Linux Documentation/mm/overcommit-accounting.rst",
      reason: "The next large allocation or fork fails, whatever is free."),
  ]
  let byHand = "grep -E 'CommitLimit|Committed_AS' /proc/meminfo; sysctl vm.overcommit_memory"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let info = try observation.memory.info.get()
    let limit = try info[.commitLimit], promised = try info[.committedAS]
    guard limit > 0 else { throw Gap(.malformed, info.source, "CommitLimit is 0") }
    let share = Measurement("committed", promised / limit * 100, .percent)
    let isStrict = observation.memory.overcommit.value == 2
    let found = event(
      isStrict ? .warning : .note, share,
      isStrict
        ? "The kernel keeps to its commit limit, and allocations are about to fail."
        : promised > limit
          ? "More memory is promised than the machine has; it hurts only if it is all touched."
          : "Nearly as much memory is promised as strict overcommit accounting would allow.",
      evidence: [
        Measurement("promised", promised, .bytes), Measurement("commit limit", limit, .bytes),
      ])
    return .of([found].compactMap { $0 }, clear: share)
  }
}
