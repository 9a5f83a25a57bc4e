/// For how long what a check finds has to last before it convicts.
public enum Persistence: String, Sendable {
  /// It is so, or has happened: a full filesystem, a killed process. No time makes it truer.
  case standing
  /// It was counted over the window: a second of it is how machines work.
  case window
}

extension Window {
  /// Shorter than this, a window may be filled by a burst of a second or two.
  static let burst = 2.5

  /// From this on, a window is evidence enough for a critical.
  static let long = 10.0
}

extension Observation {
  /// The most that `finding` about `resource` may weigh, by how long it has lasted.
  ///
  /// The window decides, and the kernel's own averages do where it has them: they remember what
  /// was before the window. docs/severity.md tells the rule for readers.
  func mostByDuration(_ finding: Finding, _ resource: Resource) -> Severity {
    guard window.seconds < Window.long else { return .critical }
    let pressure = lastingPressure(of: resource, on: finding.subject)
    let most: Severity = pressure.sixty ? .critical : .warning
    if window.seconds >= Window.burst { return most }
    return pressure.ten || pressure.sixty ? most : .note
  }

  /// Whether the kernel's averages over 10 and 60 s show that `resource` was short for that long.
  ///
  /// A burst of a second fills a tenth of the shorter average and a sixtieth of the longer.
  private func lastingPressure(of resource: Resource, on subject: Subject) -> (
    ten: Bool, sixty: Bool
  ) {
    let line = pressure(of: resource, on: subject)?.some
    let past: Double =
      switch resource {
      case .cpu: 20
      case .memory: 5
      default: 10
      }
    let ten = line.map { $0.average10 > past } ?? false
    let sixty = line.map { $0.average60 > past } ?? false
    guard resource == .cpu, subject.isWhole, hasLastingLoad else { return (ten, sixty) }
    return (true, true)
  }

  /// Processors that are all at work make nobody wait, so the load average has a say as well.
  private var hasLastingLoad: Bool {
    guard let load = cpu.load.value, let processors = machine.processors else { return false }
    return load.one > 0.8 * Double(processors)
  }

  private func pressure(of resource: Resource, on subject: Subject) -> Pressure? {
    if case .cgroup(let path) = subject {
      guard let group = cgroups.value?.first(where: { $0.path == path }) else { return nil }
      switch resource {
      case .cpu: return group.cpuPressure.value
      case .memory: return group.memoryPressure.value
      case .disk: return group.ioPressure.value
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
