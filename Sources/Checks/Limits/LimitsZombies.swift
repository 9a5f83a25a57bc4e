import Model

/// Whether processes end and nobody reaps them.
struct LimitsZombies: Check {
  let resource = Resource.limits
  let aspect = Aspect.errors
  let persistence = Persistence.standing
  let summary = "Processes that ended and were not reaped by their parent"
  let reason = """
    A zombie takes no memory and no time, only a process number; a few on their way out are \
    normal. Very many mean a parent that does not wait for its children, until no number is left. \
    The parent of most is named: it is the one to mend, since a zombie cannot be killed.
    """
  var thresholds: [Threshold] = [
    .warning(
      100, .count, source: "the performance checklist; monitoring-plugins check_zombie_procs",
      reason: "The plugins warn at 5, which any build passes; no burst leaves a hundred.")
  ]
  let byHand = "ps -eo stat,ppid,pid,comm | awk '$1 ~ /^Z/'"

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    let processes = try observation.processes.get()
    let dead = processes.filter { $0.states.last == "Z" }
    let zombies = Measurement("zombies", Double(dead.count), .count)
    let parent = worstParent(of: dead, processes)
    let found = finding(
      zombies, "Processes end, and \(parent?.subject.name ?? "the parent") does not reap them.",
      evidence: [parent].compactMap { $0 })
    if found == nil, let gap = observation.processGap { throw gap }
    return .of([found].compactMap { $0 }, clear: zombies)
  }

  private func worstParent(
    of dead: [ProcessObservation], _ processes: [ProcessObservation]
  ) -> Measurement? {
    let byParent = Dictionary(grouping: dead, by: \.parent).mapValues(\.count)
    guard
      let most = byParent.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })
    else { return nil }
    let name = processes.first { $0.pid == most.key }?.name ?? "a process not seen"
    return Measurement(
      "zombie children", Double(most.value), .count, on: .process(pid: most.key, name: name))
  }
}
