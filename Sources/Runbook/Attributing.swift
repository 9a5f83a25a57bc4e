import Model

/// How many suspects are named for each measure.
private let named = 5

/// Who takes `resource`, by each measure that fits it; a measure nobody stands out in is left out.
func attribute(_ resource: Resource, in observation: Observation) -> [Attribution] {
  let processes = observation.processes.value ?? []
  let groups = observation.cgroups.value ?? []
  let found: [Attribution?] =
    switch resource {
    case .cpu: [byCPU(processes), byRunDelay(processes), byThrottling(groups)]
    case .memory: [byResident(processes), bySwap(processes), byGrowth(processes), byLimit(groups)]
    case .disk: [byIO(processes), byGroupIO(groups), byWaiting(processes)]
    case .network: []
    case .limits: [byThreads(processes)]
    }
  return found.compactMap { $0 }
}

private func byCPU(_ processes: [ProcessObservation]) -> Attribution? {
  rank(.cpu, "CPU time", processes, { $0.cpuPercent }, atLeast: 1) { process in
    [
      Measurement("CPU", process.cpuPercent, .percent),
      Measurement("of it system", process.systemPercent, .percent),
    ] + optional("run delay", process.runDelayPercent.value, .percent)
  }
}

private func byRunDelay(_ processes: [ProcessObservation]) -> Attribution? {
  rank(.cpu, "run delay", processes, { $0.runDelayPercent.value ?? 0 }, atLeast: 5) { process in
    optional("run delay", process.runDelayPercent.value, .percent)
      + [Measurement("CPU", process.cpuPercent, .percent)]
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
  let traffic = { (process: ProcessObservation) in
    process.io.value.map { $0.readBytes + $0.writeBytes } ?? 0
  }
  return rank(.disk, "bytes read and written", processes, traffic, atLeast: 4096) { process in
    optional("read", process.io.value?.readBytes, .bytesPerSecond)
      + optional("written", process.io.value?.writeBytes, .bytesPerSecond)
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

private func byThreads(_ processes: [ProcessObservation]) -> Attribution? {
  rank(.limits, "threads", processes, { Double($0.threads) }, atLeast: 100) {
    [Measurement("threads", Double($0.threads), .count)]
  }
}

private func optional(_ name: String, _ value: Double?, _ unit: Unit) -> [Measurement] {
  value.map { [Measurement(name, $0, unit)] } ?? []
}

/// What can be ranked.
private protocol Suspicious {
  var subject: Subject { get }
  var commandLine: String? { get }
  var group: String? { get }
}

extension ProcessObservation: Suspicious {
  fileprivate var subject: Subject { .process(pid: pid, name: name) }
  fileprivate var commandLine: String? { command }
  fileprivate var group: String? { cgroup }
}

extension Cgroup: Suspicious {
  fileprivate var subject: Subject { .cgroup(path) }
  fileprivate var commandLine: String? { nil }
  fileprivate var group: String? { nil }
}

/// The greatest of `all` by `value`, where it exceeds `least`.
private func rank<Item: Suspicious>(
  _ resource: Resource, _ measure: String, _ all: [Item], _ value: (Item) -> Double,
  atLeast least: Double, _ measurements: (Item) -> [Measurement]
) -> Attribution? {
  let ranked = all.filter { value($0) > least }.sorted { value($0) > value($1) }.prefix(named)
  guard !ranked.isEmpty else { return nil }
  return Attribution(
    resource: resource, measure: measure,
    suspects: ranked.map { item in
      Attribution.Suspect(
        subject: item.subject, measurements: measurements(item), command: item.commandLine,
        cgroup: item.group)
    })
}
