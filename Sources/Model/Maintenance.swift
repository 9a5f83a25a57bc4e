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
  /// The devices, arrays or pools it works on, as the kernel names them; empty for all of them.
  public var devices: Set<String>
  /// What shows it, for the report: `md0 is being checked, 12 % done`.
  public var words: String

  /// Work of `kind` on `devices`, which `words` tell of.
  public init(_ kind: Kind, devices: Set<String> = [], _ words: String) {
    self.kind = kind
    self.devices = devices
    self.words = words
  }

  /// The resources whose strain it may explain.
  public var resources: Set<Resource> {
    switch kind {
    case .scrub, .resilver, .rebuild, .balance, .consistencyCheck, .trim: [.disk]
    case .backup, .indexing: [.disk, .cpu]
    case .packageUpdate: [.disk, .cpu]
    case .boot: [.disk, .cpu, .memory]
    }
  }

  /// Whether it may explain a strain of `resource` seen on `subject`.
  public func explains(_ resource: Resource, on subject: Subject) -> Bool {
    guard resources.contains(resource) else { return false }
    switch subject {
    case .device(let name): return devices.isEmpty || devices.contains(name)
    case .machine, .processor, .process, .mount: return true
    default: return false
    }
  }
}
