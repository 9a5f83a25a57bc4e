/// For how long what a check finds has to last before it convicts.
public enum Persistence: String, Sendable, CaseIterable {
  /// It is so, or has happened: a full filesystem, a killed process. No time makes it truer.
  case standing
  /// It was counted over the window: a second of it is how machines work.
  case window
  /// It is a share of the window's time, all of which may lie in one burst: a third of three
  /// seconds is a second.
  case share
}

/// What decides how long trouble has lasted; docs/severity.md tells why each number is this one.
enum Lasting {
  /// Seconds below which the trouble may be a burst of a second or two.
  static let burst = 2.5
  /// Seconds from which on a window is evidence enough for a critical.
  static let long = 10.0
  /// Clocks are read to the nanosecond and written as decimals: a window this much short is whole.
  static let slack = 0.001
  /// Percent that a `burst` without a pause leaves in the kernel's average over 10 s.
  static let burstIn10 = 22.0
  /// Percent of the average over 60 s from which on it tells of more than a few seconds.
  static let longIn60 = 10.0
  /// The part of its tasks that a burst adds to the load average, which the kernel counts each 5 s.
  static let burstInLoad = 1.0 / 12
  /// The load for each processor above which it was at work.
  static let busyLoad = 0.8

  /// Percent of the average over 60 s that a healthy busy machine shows of waiting for `resource`.
  static func healthyIn60(_ resource: Resource) -> Double {
    switch resource {
    case .cpu: 20
    case .memory: 5
    default: 10
    }
  }
}

extension Observation {
  /// The most that `finding` about `resource` may weigh, by how long it has lasted.
  ///
  /// The window decides, and the kernel's own averages do where it has them: they remember what
  /// was before the window.
  func mostByDuration(
    _ finding: Finding, _ resource: Resource, _ persistence: Persistence
  ) -> Severity {
    let before = lastingBefore(resource, on: finding.subject)
    if before == .critical { return .critical }
    if seconds(of: finding, persistence) + Lasting.slack < Lasting.burst { return before }
    return window.seconds + Lasting.slack < Lasting.long ? .warning : .critical
  }

  /// The seconds of the window in which there was what `finding` tells of, were it one burst.
  func seconds(of finding: Finding, _ persistence: Persistence) -> Double {
    guard persistence == .share, finding.measurement.quantity.unit == .percent else {
      return window.seconds
    }
    return window.seconds * min(finding.measurement.quantity.value, 100) / 100
  }

  /// What the kernel's averages allow: a warning where `resource` was short for longer than a burst,
  /// a critical where it was so for much of a minute.
  private func lastingBefore(_ resource: Resource, on subject: Subject) -> Severity {
    var most = Severity.note
    if let line = pressure(of: resource, on: subject)?.some {
      let healthy = Lasting.healthyIn60(resource)
      if line.average60 > max(healthy, Lasting.longIn60) { return .critical }
      if line.average60 > healthy || line.average10 > Lasting.burstIn10 { most = .warning }
    }
    return resource == .cpu && subject.isWhole ? max(most, lastingLoad) : most
  }

  /// What the load averages allow, since processors that are all at work make nobody wait.
  ///
  /// Tasks that wait for I/O are in them and say nothing of processors. Each counts how many tasks
  /// there were and for how long, so a burst of many is told from the long work of few by both the
  /// average of a minute and that of five.
  private var lastingLoad: Severity {
    guard let load = cpu.load.value, let processors = machine.processors,
      let tasks = cpu.scheduler.value
    else { return .note }
    let blocked = Double(tasks.blocked.max() ?? 0)
    let burst = Double(tasks.running.max() ?? 0) * Lasting.burstInLoad
    let busy = Lasting.busyLoad * Double(processors)
    guard load.one - blocked - burst > busy else { return .note }
    return load.five - blocked > busy ? .critical : .warning
  }

  private func pressure(of resource: Resource, on subject: Subject) -> Pressure? {
    if case .cgroup(let path) = subject {
      // Of two groups of one path only that of version 2 tells.
      let groups = cgroups.value?.filter { $0.path == path } ?? []
      switch resource {
      case .cpu: return groups.lazy.compactMap(\.cpuPressure.value).first
      case .memory: return groups.lazy.compactMap(\.memoryPressure.value).first
      case .disk: return groups.lazy.compactMap(\.ioPressure.value).first
      default: return nil
      }
    }
    switch resource {
    case .cpu: return cpu.pressure.value
    case .memory: return memory.pressure.value
    case .disk: return disk.pressure.value
    default: return nil
    }
  }
}

extension Subject {
  /// Whether it is the machine or a processor of it, and no single group or process.
  fileprivate var isWhole: Bool {
    switch self {
    case .machine, .processor: true
    default: false
    }
  }
}
