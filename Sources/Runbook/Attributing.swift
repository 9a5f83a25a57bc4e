import Model

/// Who takes `resource`, by each measure that fits it; a measure nobody stands out in is left out.
func attribute(_ resource: Resource, in observation: Observation) -> [Attribution] {
  let processes = observation.processes.value ?? []
  let groups = observation.cgroups.value ?? []
  let found: [Attribution?] =
    switch resource {
    case .cpu: [byCPU(processes), byRunDelay(processes), byThrottling(groups)]
    case .memory: [byResident(processes), bySwap(processes), byGrowth(processes), byLimit(groups)]
    case .disk: [byHeldBack(processes), byIO(processes), byGroupIO(groups), byWaiting(processes)]
    case .limits: [byThreads(processes)]
    case .network: [byLoss(observation)]
    case .gpu, .time, .service: []
    }
  let attributions = found.compactMap { $0 }
  // Where those who wait are those who run, the second list would only say it again.
  let running = attributions.first { $0.measure == "CPU time" }?.names ?? []
  return attributions.filter { $0.measure != "run delay" || !running.isSuperset(of: $0.names) }
}

extension Attribution {
  fileprivate var names: Set<Subject> { Set(suspects.map(\.subject)) }
}

private func byCPU(_ processes: [ProcessObservation]) -> Attribution? {
  rank(.cpu, "CPU time", byName(processes), { $0.cpuPercent }, atLeast: 1) { program in
    [
      Measurement("CPU", program.cpuPercent, .percent)
    ] + optional("of it system", program.sum { $0.systemPercent }, .percent)
      + optional("run delay", program.runDelayPercent, .percent)
  }
}

private func byRunDelay(_ processes: [ProcessObservation]) -> Attribution? {
  let delay = { (program: Program) in program.sum { $0.runDelayPercent.value } ?? 0 }
  return rank(.cpu, "run delay", byName(processes), delay, atLeast: 5) { program in
    [
      Measurement("run delay", delay(program), .percent),
      Measurement("CPU", program.cpuPercent, .percent),
    ]
  }
}

private func byThrottling(_ groups: [Cgroup]) -> Attribution? {
  rank(
    .cpu, "time held back by a quota", groups, { $0.cpu.value?.throttledSeconds ?? 0 }, atLeast: 0
  ) { group in
    guard let cpu = group.cpu.value else { return [] }
    return [
      Measurement("held back", cpu.throttledSeconds, .seconds),
      Measurement("periods held back", cpu.throttledPercent, .percent),
    ] + optional("quota in CPUs", cpu.quota, .count)
  }
}

private func byResident(_ processes: [ProcessObservation]) -> Attribution? {
  rank(.memory, "resident memory", processes, { $0.resident }, atLeast: 1_048_576) { process in
    [Measurement("resident", process.resident, .bytes)]
      + optional("swap", process.swap.value, .bytes)
      + [Measurement("growth", process.residentGrowth, .bytes)]
  }
}

private func bySwap(_ processes: [ProcessObservation]) -> Attribution? {
  rank(.memory, "swapped out", processes, { $0.swap.value ?? 0 }, atLeast: 1_048_576) { process in
    optional("swap", process.swap.value, .bytes)
      + [Measurement("resident", process.resident, .bytes)]
  }
}

private func byGrowth(_ processes: [ProcessObservation]) -> Attribution? {
  rank(.memory, "growth in the window", processes, { $0.residentGrowth }, atLeast: 1_048_576) {
    process in
    [
      Measurement("growth", process.residentGrowth, .bytes),
      Measurement("resident", process.resident, .bytes),
    ]
  }
}

private func byLimit(_ groups: [Cgroup]) -> Attribution? {
  rank(.memory, "share of its cgroup's limit", groups, limitShare, atLeast: 50) { group in
    [Measurement("of the limit", limitShare(group), .percent)]
      + optional("usage", group.memory.value?.usage, .bytes)
      + optional("limit", group.memory.value?.limit, .bytes)
  }
}

private func limitShare(_ group: Cgroup) -> Double {
  guard let memory = group.memory.value, let limit = memory.limit, limit > 0 else { return 0 }
  return memory.usage / limit * 100
}

private func byIO(_ processes: [ProcessObservation]) -> Attribution? {
  let traffic = { (program: Program) in
    program.sum { $0.io.value.map { $0.readBytes + $0.writeBytes } } ?? 0
  }
  return rank(.disk, "bytes read and written", byName(processes), traffic, atLeast: 4096) {
    program in
    optional("read", program.sum { $0.io.value?.readBytes }, .bytesPerSecond)
      + optional("written", program.sum { $0.io.value?.writeBytes }, .bytesPerSecond)
  }
}

/// Who waits in the kernel until pages that were made dirty are written: held back, they write little
/// or nothing in the window, so what they have written in all tells who filled memory with them.
private func byHeldBack(_ processes: [ProcessObservation]) -> Attribution? {
  let heldBack = processes.filter { process in
    !process.isKernelThread && process.states.last == "D"
      && process.waitChannel?.contains("balance_dirty") == true
  }
  let written = { (program: Program) in program.sum { $0.io.value?.writtenInAll } ?? 0 }
  return rank(.disk, "written before it was held back", byName(heldBack), written, atLeast: 4096) {
    [Measurement("written in all", written($0), .bytes)]
  }
}

private func byGroupIO(_ groups: [Cgroup]) -> Attribution? {
  let traffic = { (group: Cgroup) in
    group.io.value.map { $0.readBytesPerSecond + $0.writeBytesPerSecond } ?? 0
  }
  return rank(.disk, "bytes read and written by cgroup", groups, traffic, atLeast: 4096) { group in
    optional("read", group.io.value?.readBytesPerSecond, .bytesPerSecond)
      + optional("written", group.io.value?.writeBytesPerSecond, .bytesPerSecond)
  }
}

private func byWaiting(_ processes: [ProcessObservation]) -> Attribution? {
  let share = { (process: ProcessObservation) -> Double in
    guard !process.states.isEmpty else { return 0 }
    return Double(process.states.count { $0 == "D" }) / Double(process.states.count) * 100
  }
  return rank(.disk, "samples spent waiting in state D", processes, share, atLeast: 50) {
    [Measurement("in state D", share($0), .percent)]
  }
}

/// Whose sockets drop what arrives: the kernel counts it for each socket.
private func byLoss(_ observation: Observation) -> Attribution? {
  var lost: [SocketOwner: Double] = [:]
  for socket in observation.network.listeners.value ?? [] {
    if let owner = socket.owner, let dropped = socket.dropped { lost[owner, default: 0] += dropped }
  }
  for socket in observation.network.dropping.value ?? [] {
    if let owner = socket.owner { lost[owner, default: 0] += socket.dropped }
  }
  let processes = observation.processes.value ?? []
  let losers = lost.map { owner, dropped in
    (process: processes.first { $0.pid == owner.pid } ?? .init(owner), dropped: dropped)
  }.sorted { $0.process.pid < $1.process.pid }
  let dropped = Dictionary(
    losers.map { ($0.process.pid, $0.dropped) }, uniquingKeysWith: { first, _ in first })
  return rank(
    .network, "what its sockets dropped", losers.map(\.process), { dropped[$0.pid] ?? 0 },
    atLeast: 0
  ) { [Measurement("dropped", dropped[$0.pid] ?? 0, .count)] }
}

extension ProcessObservation {
  fileprivate init(_ owner: SocketOwner) {
    self.init(pid: owner.pid, parent: 0, name: owner.name)
  }
}

private func byThreads(_ processes: [ProcessObservation]) -> Attribution? {
  rank(.limits, "threads", processes, { Double($0.threads) }, atLeast: 100) {
    [Measurement("threads", Double($0.threads), .count)]
  }
}
