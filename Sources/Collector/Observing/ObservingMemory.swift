import KernelText
import Model

extension Observer {
  func memory() -> MemoryObservation {
    var memory = MemoryObservation(
      info: gauges("/proc/meminfo"),
      activity: counters("/proc/vmstat", KeyValues.init),
      limits: gauges("/proc/vmstat"),
      pressure: pressure("/proc/pressure/memory"))
    guard depth == .full else { return memory }
    memory.overcommit = parsed("/proc/sys/vm/overcommit_memory", Self.number)
    memory.zones = zones()
    memory.freeBlocks = freeBlocks()
    memory.slabs = slabs()
    memory.slabGrowth = slabGrowth()
    memory.ballooned = ballooned()
    memory.nodes = nodes()
    memory.controllers = controllers()
    memory.hugePagePools = hugePagePools()
    return memory
  }

  func gauges<Key: CaseIterable & RawRepresentable<String>>(
    _ name: String
  ) -> Measured<Gauges<Key>> {
    parsed(name, KeyValues.init).map { table in
      var values: [String: Double] = [:]
      for key in Key.allCases { values[key.rawValue] = table[key.rawValue].map { Double($0) } }
      return Gauges(values, source: name)
    }
  }

  func limits() -> LimitsObservation {
    let fileNumbers = "/proc/sys/fs/file-nr"
    let tasks = parsed("/proc/loadavg", LoadText.init).map { Double($0.tasks) }
    func tasksOf(_ path: String) -> Measured<LimitsObservation.Use> {
      tasks.flatMap { used in
        parsed(path, Self.number).map { LimitsObservation.Use(used: used, limit: $0) }
      }
    }
    return LimitsObservation(
      files: parsed(fileNumbers) { (text: Text) throws(Malformed) in
        let numbers = try Numbers(text, atLeast: 3).values
        return LimitsObservation.Use(used: Double(numbers[0]), limit: Double(numbers[2]))
      },
      pids: tasksOf("/proc/sys/kernel/pid_max"),
      threads: tasksOf("/proc/sys/kernel/threads-max"))
  }

  /// A file that holds one number.
  static func number(_ text: Text) throws(Malformed) -> Double {
    Double(try Numbers(text, atLeast: 1).values[0])
  }
}
