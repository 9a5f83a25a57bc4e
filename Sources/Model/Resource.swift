/// What can run short or break: the rows of the USE grid.
///
/// The raw value is the name in JSON and on the command line.
public enum Resource: String, Sendable, CaseIterable, Comparable {
  case cpu, memory, disk, network, gpu, limits, time, service

  /// The name for people, such as `CPU` or `memory`.
  public var title: String {
    switch self {
    case .cpu: "CPU"
    case .gpu: "GPU"
    default: rawValue
    }
  }

  /// Whether `left` stands above `right` in the grid.
  public static func < (left: Resource, right: Resource) -> Bool {
    left.order < right.order
  }

  private var order: Int { Resource.allCases.firstIndex(of: self) ?? 0 }
}

/// What is asked of a resource, in the order of the USE method: errors come first.
public enum Aspect: String, Sendable, CaseIterable, Comparable {
  case errors, utilization, saturation

  /// Whether `left` is asked before `right`.
  public static func < (left: Aspect, right: Aspect) -> Bool {
    left.order < right.order
  }

  private var order: Int { Aspect.allCases.firstIndex(of: self) ?? 0 }
}

/// How much a finding weighs.
///
/// A note is context that convicts nothing; a warning deserves a look; a critical delays work now.
public enum Severity: Int, Sendable, CaseIterable, Comparable {
  case note, warning, critical

  /// The name for people and for JSON.
  public var name: String {
    switch self {
    case .note: "note"
    case .warning: "warning"
    case .critical: "critical"
    }
  }

  /// Whether `left` weighs less than `right`.
  public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}
