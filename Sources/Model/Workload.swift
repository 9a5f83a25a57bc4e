/// Something that runs on a machine, as its manager there knows it: the machine is its host.
public struct Workload: Sendable, Hashable {
  /// Who manages it.
  public enum Kind: String, Sendable, CaseIterable {
    case docker, podman, systemd, lxc
    /// A pod of Kubernetes or one of its containers, `NAMESPACE/POD[/CONTAINER]`.
    case pod = "k8s-pod"
    /// A guest of Proxmox, which is a machine of its own.
    case vm = "proxmox-vm"
  }

  /// Who manages it.
  public var kind: Kind
  /// Its name there, or its number; not yet sanitised.
  public var name: String
  /// The paths of its control groups on the host, as far as they are its alone; what lies below
  /// them is its too.
  public var groups: Set<String> = []
  /// Its processes by their numbers on the host, as they were when the manager was asked.
  public var processes: Set<Int> = []
  /// What its manager calls its control groups by, which is known of one that has ended too.
  public var id: String?
  /// Its first process, which of a guest is the one that runs it.
  public var mainProcess: Int?
  /// How it does; nil where its manager does not tell.
  public var state: State?
  /// What else the manager runs on the host.
  public var neighbours: [Neighbour] = []
  /// By what its host finds it where its name does not tell.
  public var keys: [String] = []
  /// What its cluster tells of it.
  public var pod: Pod?
  /// What it was given, as its manager has it written down.
  public var size = Size()
  /// Why its groups and processes are not known; nil where they are.
  public var gap: Gap?

  /// The workload called `name`, of which nothing else is known yet.
  public init(_ kind: Kind, _ name: String) {
    self.kind = kind
    self.name = name
  }

  /// How it is written on the command line.
  public var target: String { "\(kind.rawValue):\(name)" }

  /// Whether it has a kernel of its own, so that what it tells of itself is about it alone.
  public var isMachine: Bool { kind == .vm }

  /// How it does.
  public struct State: Sendable, Hashable {
    /// In its manager's word, such as `running` or `exited`.
    public var word: String
    /// Whether its last end was the kernel's, for want of memory.
    public var wasOutOfMemory: Bool
    /// How often its manager started it again by itself.
    public var restarts: Double?

    /// A workload that is `word`.
    public init(_ word: String, wasOutOfMemory: Bool = false, restarts: Double? = nil) {
      self.word = word
      self.wasOutOfMemory = wasOutOfMemory
      self.restarts = restarts
    }
  }

  /// Another one of the same manager.
  public struct Neighbour: Sendable, Hashable {
    /// A part of its control group's path; nil where only its process is known.
    public var group: String?
    /// The process that runs it, of a guest.
    public var process: Int?
    /// What people call it; not yet sanitised.
    public var name: String

    /// The neighbour called `name`.
    public init(group: String? = nil, process: Int? = nil, name: String) {
      self.group = group
      self.process = process
      self.name = name
    }
  }

  /// What a guest was given.
  public struct Size: Sendable, Hashable {
    /// Bytes of memory, and the least that the balloon leaves of it.
    public var memory: Double?, leastMemory: Double?
    /// Virtual processors, and how many of the host's they may use.
    public var processors: Double?, processorLimit: Double?

    /// A size of which nothing is known.
    public init() {}
  }
}

extension Workload {
  /// Whether the control group at `path` is its, or lies below one that is.
  public func owns(group path: String) -> Bool {
    groups.contains { path == $0 || path.hasPrefix($0 + "/") }
      || id.map { Neighbour.isNamed(path, by: $0) } ?? false
  }

  /// Whether the control group at `path` holds it together with others.
  public func isBelow(group path: String) -> Bool {
    groups.contains { $0.hasPrefix(path + "/") }
  }

  /// Whether `process` is its.
  public func owns(_ process: ProcessObservation) -> Bool {
    processes.contains(process.pid) || process.cgroups.values.contains { owns(group: $0) }
  }
}

extension Workload.Neighbour {
  /// Whether the control group at `path` is its: a part of the path is called by its key, as in
  /// `libpod-KEY`, `docker-KEY.scope` and `lxc.payload.KEY`.
  public func owns(group path: String) -> Bool {
    group.map { Self.isNamed(path, by: $0) } ?? false
  }

  /// Whether a part of `path` is called by `key`; a short key has to be the whole of its name.
  public static func isNamed(_ path: String, by key: String) -> Bool {
    path.split(separator: "/").contains { part in
      part == key || part == "lxc.payload.\(key)" || key.utf8.count >= 12 && part.contains(key)
    }
  }
}

/// The two sides of a target that runs on a machine: itself, and its host.
public struct Layers: Sendable {
  /// What is slow, as its host knows it.
  public var workload: Workload
  /// What is seen from inside it; why nothing is, where it has no shell.
  public var inside: Measured<Observation>
  /// Its network, read by its host where nothing was read inside.
  public var network: NetworkObservation?
  /// The machine it runs on.
  public var host: Observation
  /// Why the machine itself was not read; nil where it was.
  public var hostGap: Gap?
  /// A closer look at its network from inside.
  public var networkCloser: Measured<CloserLook>?

  /// `workload` on `host`, seen from `inside` too.
  public init(_ workload: Workload, inside: Measured<Observation>, host: Observation) {
    self.workload = workload
    self.inside = inside
    self.host = host
  }

  /// The workload as it is judged by itself: a guest by what it tells, all else by its part of the
  /// host with its own namespaces from inside.
  public var own: Observation {
    if workload.isMachine, let inside = inside.value { return inside }
    return part
  }

  /// The workload as its host sees it, with its own namespaces.
  public var part: Observation {
    var part = host.narrowed(to: workload, inside: inside, network: network)
    if workload.kind != .systemd { part.takeNetwork(of: networkCloser) }
    return part
  }

  /// Whether `own` is a machine's, which every check may judge.
  public var isWholeMachine: Bool { workload.isMachine && inside.value != nil }
}
