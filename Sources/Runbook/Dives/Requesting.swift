public import Collector
public import Model

/// How many processes are looked at more closely for each reason.
private let most = 6

/// The threads and the memory that one closer look takes the time for.
private let (mostThreads, mostMemory) = (2000, 64.0 * 1_073_741_824)

extension DiveRequest {
  /// Also searches the two fullest filesystems of `observation` for files that grow.
  public mutating func searchFullest(of observation: Observation) {
    let rooms = (observation.disk.filesystems.value ?? []).filter { $0.type != "tmpfs" }
      .compactMap { one in one.space.value.map { (point: one.mountPoint, used: $0.usedPercent) } }
    growthOf = rooms.sorted { ($1.used, $0.point) < ($0.used, $1.point) }.prefix(2).map(\.point)
  }

  /// What a closer look at `resources` is to read of what `observation` shows.
  public init(_ resources: Set<Resource>, in observation: Observation) {
    self.init(resources)
    let processes = observation.processes.value ?? []
    func top(_ count: Int, _ least: Double, _ value: (ProcessObservation) -> Double)
      -> [ProcessObservation]
    {
      let ranked = processes.map { (process: $0, value: value($0)) }.filter { $0.value > least }
      return ranked.sorted { ($1.value, $0.process.pid) < ($0.value, $1.process.pid) }
        .prefix(count).map(\.process)
    }
    var wanted: [ProcessObservation] = []
    if resources.contains(.cpu) {
      wanted += top(most, 1) { $0.cpuPercent }
      wanted += top(most, 1) { $0.runDelayPercent.value ?? 0 }
    }
    if !resources.isDisjoint(with: [.cpu, .disk]) {
      wanted += top(most, 0) { Double($0.states.count { $0 == "D" }) }
    }
    var room = mostThreads
    for process in wanted where !threadsOf.contains(process.pid) && process.threads <= room {
      room -= process.threads
      threadsOf.append(process.pid)
    }
    guard resources.contains(.memory) else { return }
    var bytes = mostMemory
    let large =
      top(8, 1_048_576) { $0.resident } + top(4, 1_048_576) { $0.swap.value ?? 0 }
    for process in large where !memoryOf.contains(process.pid) && process.resident <= bytes {
      bytes -= process.resident
      memoryOf.append(process.pid)
    }
  }
}
