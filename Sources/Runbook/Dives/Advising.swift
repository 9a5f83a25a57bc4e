import Model

/// What would have told more of `resource`, where it was not told: with why, so that nobody installs a
/// tool in vain.
///
/// What only a closer look reads takes that and no tool, where there was none.
func refusals(
  _ resource: Resource, of parts: [(what: String, gap: Gap?, takes: String)]
) -> [Dive.Advice] {
  let untold = parts.compactMap { part in part.gap.map { (part, $0) } }
  let unlooked = untold.filter { $0.1.source == Gap.closerLook }
  var all = untold.filter { $0.1.source != Gap.closerLook }.map { part, gap in
    Dive.Advice(
      "\(part.what) (\(gap.kind == .forbidden ? "refused" : gap.detail))", takes: part.takes)
  }
  if let gap = unlooked.first?.1 {
    let again = "whyslow dive \(resource.rawValue)"
    let isUnasked = gap.isUnaskedCloser
    all.insert(
      Dive.Advice(
        unlooked.map(\.0.what).joined(separator: "; ")
          + " (\(isUnasked ? "no closer look at it was taken" : gap.detail))",
        takes: isUnasked ? "\(again) on the target; whyslow record --dive keeps it" : again),
      at: 0)
  }
  return all.map { advice in
    var advice = advice
    advice.wasMissing = true
    return advice
  }
}

/// Why the kernel's log does not tell, for whoever may read it.
func refusedLog(_ what: String, _ observation: Observation) -> (
  what: String, gap: Gap?, takes: String
) {
  ("what the kernel's log says of \(what)", observation.kernelLog.gap, "root: dmesg")
}

/// What a profile would tell, where none was taken or none could be.
func profileAdvice(_ observation: Observation) -> [Dive.Advice] {
  switch observation.closer.value?.profile {
  case .success?: []
  case .failure(let gap)?: [.init("which functions the time goes to", takes: gap.detail)]
  case nil:
    [
      .init(
        "which functions the time goes to",
        takes: "root and perf: whyslow dive cpu --profile 10s, or perf record -F 99 -a -g")
    ]
  }
}

/// Why what was asked of many was mostly refused; nil where it was not.
///
/// The first process is often closed to everybody.
func mostly<Value>(_ answers: [Measured<Value>]) -> Gap? {
  let refused = answers.compactMap(\.gap).filter { $0.kind == .forbidden }
  return refused.count * 2 > answers.count ? refused.first : nil
}

/// Why the page tables of most processes were not summed up; nil where they were.
func refusedMemory(_ observation: Observation) -> Gap? {
  mostly((observation.closely(\.proportional).value ?? []).map(\.size))
}

/// Why the traffic of most processes is not told; nil where it is, as for root.
func refusedTraffic(_ observation: Observation) -> Gap? {
  mostly((observation.processes.value ?? []).filter { !$0.isKernelThread }.map(\.io))
}

/// Why it is not told in what function the threads in state D wait; nil where it is.
///
/// The kernel writes 0 instead of refusing; who may read others' traffic is told of it, too.
func refusedChannels(_ observation: Observation) -> Gap? {
  let waiting = (observation.closely(\.threads).value ?? []).filter { $0.states.last == "D" }
  guard !waiting.isEmpty, waiting.allSatisfy({ $0.waitChannel == nil }) else { return nil }
  return refusedTraffic(observation)
}

/// Why it is not told who holds most sockets; nil where it is.
func refusedOwners(_ observation: Observation) -> Gap? {
  guard let sockets = observation.closely(\.listening).value else {
    return observation.closely(\.listening).gap
  }
  // Who may read what others' processes read and write is told of their sockets too.
  guard refusedTraffic(observation) != nil else { return nil }
  let untold = Gap(.forbidden, "ss -tlnp", "not of others' processes")
  return mostly(
    sockets.map { socket -> Measured<Void> in
      socket.holders.isEmpty ? .failure(untold) : .success(())
    })
}

/// Which files fill a filesystem, where nobody has asked.
func growthAdvice(_ observation: Observation) -> [Dive.Advice] {
  guard observation.closer.value?.growing == nil else { return [] }
  return [.init("which files grow on the fullest filesystems", takes: "whyslow dive disk --files")]
}
