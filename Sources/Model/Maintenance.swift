/// Heavy work that a machine does for its own good, by plan, and that ends by itself.
public struct Maintenance: Sendable, Hashable {
  /// What is done.
  public enum Kind: String, Sendable, CaseIterable {
    case scrub, resilver, rebuild, balance, backup, trim, indexing, boot
    case consistencyCheck = "consistency check"
    case packageUpdate = "package update"
  }

  /// What is done.
  public var kind: Kind
  /// Who does it: an array, a pool, a process.
  public var subject: Subject
  /// The devices, arrays or pools it works on, as the kernel names them; empty for all of them.
  public var devices: Set<String>
  /// The resources whose strain it may explain.
  public var resources: Set<Resource>
  /// How far it is, in percent; nil where that is not told.
  public var percent: Double?
  /// Whether no device but its own is busy, so that it may explain what the whole machine feels.
  public var isAlone = true
  /// What shows it, for the report: `md0 is being checked, 12 % done`.
  public var words: String

  /// Work of `kind` on `devices`, which `words` tell of.
  public init(
    _ kind: Kind, by subject: Subject = .machine, devices: Set<String> = [],
    resources: Set<Resource>? = nil, percent: Double? = nil, _ words: String
  ) {
    self.kind = kind
    self.subject = subject
    self.devices = devices
    self.resources = resources ?? kind.resources
    self.percent = percent
    self.words = words
  }

  /// Whether it may explain a strain of `resource` seen on `subject`.
  public func explains(_ resource: Resource, on subject: Subject) -> Bool {
    guard resources.contains(resource) else { return false }
    switch subject {
    case .device(let name): return devices.isEmpty || devices.contains(name)
    case .machine, .processor, .process, .mount: return resource != .disk || isAlone
    // A group waits for the same devices; its processor time and memory are its own.
    case .cgroup: return resource == .disk && isAlone
    default: return false
    }
  }
}

extension Maintenance.Kind {
  /// The resources that such work may strain.
  public var resources: Set<Resource> {
    switch self {
    case .scrub, .resilver, .rebuild, .balance, .consistencyCheck, .trim: [.disk]
    case .backup, .indexing, .packageUpdate: [.disk, .cpu]
    case .boot: [.disk, .cpu, .memory]
    }
  }
}
