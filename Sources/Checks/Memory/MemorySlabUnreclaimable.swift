import Model

/// Whether the kernel's own objects fill memory.
struct MemorySlabUnreclaimable: Check {
  let resource = Resource.memory
  let aspect = Aspect.utilization
  let persistence = Persistence.standing
  let summary = "Kernel objects that cannot be freed on demand, as a share of memory"
  let reason = """
    No process shows this memory. It grows with sockets, cgroups, mounts and leaking drivers. \
    Reclaimable slab, the inode and directory caches, is left out: it is given back on demand and \
    may fill a file server's memory in good health.
    """
  var thresholds: [Threshold] = [
    .note(
      20, .percent, source: "own reasoning: twice what busy container hosts hold",
      reason: "A fifth of memory that no process shows is worth knowing."),
    .warning(
      50, .percent, source: "Linux mm/oom_kill.c should_dump_unreclaim_slab()",
      reason: "The OOM killer blames slab where it exceeds what all processes and files hold."),
  ]
  let byHand = "grep SUnreclaim /proc/meminfo; slabtop -o -s c"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let info = try observation.memory.info.get()
    let total = try info[.memTotal], slab = try info[.sUnreclaim]
    guard total > 0 else { throw Gap(.malformed, info.source, "MemTotal is 0") }
    let share = Measurement("unreclaimable slab", slab / total * 100, .percent)
    let found = finding(
      share, "The kernel's own objects hold a large share of memory.",
      evidence: [
        Measurement("SUnreclaim", slab, .bytes), Measurement("total", total, .bytes),
      ] + observation.memory.largestCaches)
    return .of([found].compactMap { $0 }, clear: share)
  }
}
