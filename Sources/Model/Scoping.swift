// What of a machine belongs to one workload on it. Numbers of the machine as a whole are taken
// away, so that no check can blame a workload for them; only the processors' stay, because they
// tell waiting for others from waiting for a quota.

extension Observation {
  /// The part of this host that is `workload`'s.
  ///
  /// Its groups, processes and kernel messages are the host's account of it. Its network, its
  /// filesystems and its services come from `inside`, where they are its own; a unit shares those
  /// of its host, and so they are not its.
  public func narrowed(
    to workload: Workload, inside: Measured<Observation>, network beside: NetworkObservation? = nil
  ) -> Observation {
    let elsewhere = Gap(.missing, "host", "it is the host's and judged there")
    var part = self
    part.cgroups = workload.gap.map { .failure($0) } ?? cgroups.map { $0.of(workload) }
    part.processes =
      workload.gap.map { .failure($0) }
      ?? processes.map { $0.filter(workload.owns).grown(from: workload.mainProcess) }
    let pids = Set(part.processes.value?.map(\.pid) ?? [])
    // What the kernel said of one that has ended is found by its manager's name for it alone.
    let lost = workload.id == nil ? workload.gap : nil
    part.kernelLog = lost.map { .failure($0) } ?? kernelLog.map { $0.of(workload, pids) }
    part.memory = MemoryObservation(
      info: .failure(elsewhere), activity: .failure(elsewhere), limits: .failure(elsewhere),
      pressure: .failure(elsewhere))
    part.disk = DiskObservation(
      devices: .failure(elsewhere), filesystems: .failure(elsewhere),
      pressure: .failure(elsewhere))
    part.limits = LimitsObservation(
      files: .failure(elsewhere), pids: .failure(elsewhere), threads: .failure(elsewhere))
    part.limits.processes = limits.processes.map { $0.filter { pids.contains($0.pid) } }
    part.gpus = .failure(elsewhere)
    part.time = TimeObservation(unknown: elsewhere)
    part.network = NetworkObservation(unknown: elsewhere)
    part.gaps = []
    part.podNode = .failure(elsewhere)
    if let pod = workload.pod { part.pod = .success(pod) }
    if workload.kind == .systemd {
      part.services = services.map { $0?.of(workload.name) }
    } else {
      part.closer = closer.map { look in
        var look = look
        look.resolvers = .failure(elsewhere)
        return look
      }
      part.takeNamespaces(from: inside, beside, host: self, of: workload)
    }
    return part
  }

  /// Takes over what a workload has namespaces of its own for.
  private mutating func takeNamespaces(
    from inside: Measured<Observation>, _ beside: NetworkObservation?, host: Observation,
    of workload: Workload
  ) {
    func isItsOwn(_ network: NetworkObservation) -> Bool {
      // Where both show the same interfaces, it shares its host's network.
      network.names != host.network.names || network.names == nil
    }
    switch inside {
    case .failure(let gap):
      if let beside {
        if isItsOwn(beside) { network = beside }
      } else {
        network = NetworkObservation(unknown: gap)
      }
      disk.filesystems = .failure(gap)
      services = .failure(gap)
    case .success(let inside):
      if isItsOwn(inside.network) { network = inside.network }
      disk.filesystems = inside.disk.filesystems.map { filesystems in
        workload.kind == .lxc ? filesystems : filesystems.apart(from: host.disk.filesystems.value)
      }
      services = inside.services
      // What a container has no file for is mostly the machine's alone.
      gaps = inside.gaps.filter { $0.kind != .missing || !$0.source.hasPrefix("/") }
    }
  }
}

extension [ProcessObservation] {
  /// The processes without those that came into the workload in this window from elsewhere: they
  /// look at it, as we do.
  fileprivate func grown(from first: Int?) -> [ProcessObservation] {
    guard let first else { return self }
    let parents = Dictionary(map { ($0.pid, $0.parent) }, uniquingKeysWith: { first, _ in first })
    return filter { process in
      guard process.isNew else { return true }
      var pid = process.pid
      // No tree is as deep; a loop of parents would be.
      for _ in 0..<64 {
        if pid == first { return true }
        guard let parent = parents[pid] else { return false }
        pid = parent
      }
      return true
    }
  }
}

extension [Cgroup] {
  /// The groups of `workload`, and those above it for the sake of their limits.
  fileprivate func of(_ workload: Workload) -> [Cgroup] {
    compactMap { group in
      if workload.owns(group: group.path) { return group }
      return workload.isBelow(group: group.path) ? group.limits : nil
    }
  }
}

extension Cgroup {
  /// The group with its limits alone, for what it uses and waits for is also others'; nil where it
  /// has none.
  fileprivate var limits: Cgroup? {
    let shared = Gap(.missing, path, "others are in the group too")
    var group = self
    if case .success(let cpu) = cpu, cpu.quota == nil { group.cpu = .failure(shared) }
    if case .success(let memory) = memory, memory.limit == nil, memory.high == nil {
      group.memory = .failure(shared)
    }
    if case .success(let io) = io, io.limits.isEmpty { group.io = .failure(shared) }
    if case .success(let pids) = pids, pids.limit == nil { group.pids = .failure(shared) }
    (group.cpuPressure, group.memoryPressure, group.ioPressure) =
      (.failure(shared), .failure(shared), .failure(shared))
    let isFree =
      group.cpu.value == nil && group.memory.value == nil && group.io.value == nil
      && group.pids.value == nil
    return isFree ? nil : group
  }
}

extension KernelLog {
  /// The log with the messages about `workload` and its processes alone.
  fileprivate func of(_ workload: Workload, _ pids: Set<Int>) -> KernelLog {
    var log = self
    log.events = events.filter { $0.isAbout(workload, pids) }
    log.claims = claims.filter { $0.isAbout(workload, pids) }
    return log
  }
}

extension KernelEvent {
  fileprivate func isAbout(_ workload: Workload, _ pids: Set<Int>) -> Bool {
    if case .outOfMemory(let kill) = details,
      [kill.cgroup, kill.limitedGroup].contains(where: { $0.map(workload.owns(group:)) ?? false })
    {
      return true
    }
    switch about {
    case .cgroup(let path): return workload.owns(group: path)
    // A process that has ended may have given its number on, but not within its own workload.
    case .process(let pid, _): return pids.contains(pid) || workload.processes.contains(pid)
    default: return false
    }
  }
}

extension ServiceManager {
  /// The manager with what it tells of the unit called `name` alone.
  fileprivate func of(_ name: String) -> ServiceManager {
    var manager = self
    manager.failed = failed.map { $0.filter { $0.name == name } }
    manager.services = services.map { $0.filter { $0.name == name } }
    return manager
  }
}

extension [Filesystem] {
  /// Those that are on no device of the host's: the room of the others is the host's.
  fileprivate func apart(from host: [Filesystem]?) -> [Filesystem] {
    let devices = Set((host ?? []).filter { $0.type != "tmpfs" }.map(\.device))
    return filter { $0.type != "overlay" && !devices.contains($0.device) }
  }
}

extension NetworkObservation {
  /// A network of which nothing is known, and why.
  package init(unknown gap: Gap) {
    self.init(
      interfaces: .failure(gap), protocols: .failure(gap), extended: .failure(gap),
      softnet: .failure(gap), sockets: .failure(gap))
    version6 = .failure(gap)
    tracking = .failure(gap)
    neighbours = .failure(gap)
    ports = .failure(gap)
    listeners = .failure(gap)
    dropping = .failure(gap)
    disciplines = .failure(gap)
    bonds = .failure(gap)
  }

  fileprivate var names: Set<String>? { interfaces.value.map { Set($0.map(\.name)) } }
}
