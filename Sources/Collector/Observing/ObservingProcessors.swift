import KernelText
import Model

/// What sysfs and the tables of interrupts tell of the processors.
extension Observer {
  private static var processors: String { "/sys/devices/system/cpu" }

  /// How the processors are built; nil where sysfs does not say which run.
  var topology: Topology? {
    guard let online = parsed("\(Self.processors)/online", CPUList.init(list:)).value?.numbers,
      !online.isEmpty
    else { return nil }
    let present = parsed("\(Self.processors)/present", CPUList.init(list:)).value?.numbers ?? online
    let running = Set(online)
    var topology = Topology(online: online, offline: present.filter { !running.contains($0) })
    topology.cores = siblings("thread_siblings_list", of: online)
    topology.sockets = siblings("core_siblings_list", of: online)
    return topology
  }

  /// The sets of processors that share a core or a socket; empty where one was not read.
  private func siblings(_ file: String, of processors: [Int]) -> [[Int]] {
    var sets: [[Int]] = []
    var known: Set<Int> = []
    for processor in processors where !known.contains(processor) {
      let name = "\(Self.processors)/cpu\(processor)/topology/\(file)"
      guard let set = parsed(name, CPUList.init(list:)).value?.numbers, set.contains(processor)
      else {
        return []
      }
      sets.append(set)
      known.formUnion(set)
    }
    return sets
  }

  /// Milliseconds that tasks waited each second, over the processors in both samples.
  func runDelay() -> Measured<Double> {
    let name = "/proc/schedstat"
    return interval(name, SchedStat.init) { (before, after) throws(Gap) in
      var waited = 0.0
      for (number, old) in before.processors {
        guard let new = after.processors[number] else { continue }
        waited += try Self.growth(old.waiting, new.waiting, name).get()
      }
      return waited / 1e6 / seconds
    }
  }

  /// The rates of a table of interrupts, by source and processor.
  func interrupts(_ name: String) -> Measured<[InterruptSource]> {
    if first.has(name) != last.has(name) {
      return .failure(cut ?? Gap(.cut, name, "it is in one sample only"))
    }
    return interval(name, InterruptTable.init) { (before, after) throws(Gap) in
      if let cut { throw cut }
      let columns = Dictionary(
        before.processors.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      let earlier = Dictionary(
        before.lines.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      var sources: [InterruptSource] = []
      for line in after.lines {
        guard let old = earlier[line.name] else { continue }
        var rates: [Int: Double] = [:]
        for (number, new) in zip(after.processors, line.counts) {
          guard let column = columns[number], column < old.counts.count else { continue }
          guard let growth = Self.wrapping(old.counts[column], new) else {
            throw Gap(.noInterval, name, "the counts of \(line.name) went backwards")
          }
          if growth > 0 { rates[number] = growth / seconds }
        }
        sources.append(
          InterruptSource(name: line.name, description: line.description, rates: rates))
      }
      return sources
    }
  }

  /// The growth of a counter that is 32 bits wide; nil where it was reset.
  private static func wrapping(_ old: UInt64, _ new: UInt64) -> Double? {
    if new >= old { return Double(new - old) }
    guard old <= UInt64(UInt32.max), old > UInt64(UInt32.max) / 2 else { return nil }
    return Double(new + (1 << 32) - old)
  }

  /// How heat slowed each processor that tells of it.
  func throttling() -> Measured<[Int: ThermalThrottling]> {
    let suffix = "/thermal_throttle/core_throttle_count"
    var processors: [Int: ThermalThrottling] = [:]
    let place = Self.processors + "/cpu*/thermal_throttle"
    var gap = Gap(.missing, place, "it was not read")
    var lost = cut
    for name in last.order where name.hasPrefix(Self.processors) && name.hasSuffix(suffix) {
      let base = String(name.dropLast("core_throttle_count".count))
      let directory = base.dropFirst(Self.processors.count + 1).prefix { $0 != "/" }
      guard let number = Int(directory.dropFirst(3)) else { continue }
      /// The growth of what not every kernel or processor counts.
      func grown(_ file: String) -> Double? {
        let growth = growth(base + file)
        if let reason = growth.gap, reason.kind != .missing { lost = reason }
        return growth.value
      }
      switch growth(name) {
      case .failure(let reason):
        gap = Gap(reason.kind, place, reason.detail)
        lost = gap
      case .success(let events):
        func percent(_ file: String) -> Double? {
          grown(file).map { min(100, $0 / 10 / seconds) }
        }
        processors[number] = ThermalThrottling(
          coreEvents: events, packageEvents: grown("package_throttle_count") ?? 0,
          corePercent: percent("core_throttle_total_time_ms"),
          packagePercent: percent("package_throttle_total_time_ms"))
      }
    }
    if let lost, !processors.values.contains(where: \.hasSlowed) { return .failure(lost) }
    return processors.isEmpty ? .failure(gap) : .success(processors)
  }

  /// By how much the only number in a file grew.
  func growth(_ name: String) -> Measured<Double> {
    interval(name, Self.number) { (old, new) throws(Gap) in
      guard new >= old else { throw Gap(.noInterval, name, "it went backwards") }
      return new - old
    }
  }

  /// The bounds of the processors' clocks.
  func clocks() -> Measured<[ClockPolicy]> {
    let suffix = "/scaling_max_freq"
    let names = last.order.filter { $0.hasPrefix(Self.processors) && $0.hasSuffix(suffix) }
    guard !names.allSatisfy(last.lacks) else {
      // The kernel does not govern the clock, as in most guests.
      guard !names.isEmpty, last.text("/proc/stat").value != nil else {
        return .failure(Gap(.missing, Self.processors + "/cpufreq", "it was not read"))
      }
      return .success([])
    }
    var policies: [ClockPolicy] = []
    for name in names {
      let base = String(name.dropLast(suffix.count))
      switch clock(base) {
      case .success(let policy): policies.append(policy)
      case .failure(let gap): return .failure(gap)
      }
    }
    return .success(policies)
  }

  private func clock(_ base: String) -> Measured<ClockPolicy> {
    let parts = base.split(separator: "/")
    let name = parts.last == "cpufreq" ? parts.dropLast().last : parts.last
    return Measured { () throws(Gap) in
      // The kernel writes kilohertz.
      ClockPolicy(
        name: name.map(String.init) ?? base,
        driver: try line("\(base)/scaling_driver").get(),
        governor: try line("\(base)/scaling_governor").get(),
        allowed: try parsed("\(base)/scaling_max_freq", Self.number).get() * 1000,
        lowest: try parsed("\(base)/cpuinfo_min_freq", Self.number).get() * 1000,
        highest: try parsed("\(base)/cpuinfo_max_freq", Self.number).get() * 1000)
    }
  }
}
