import KernelText
public import Model

extension Observer {
  /// What the machine tells of what runs on it, as far as it was asked.
  func workloads() -> [Workload] {
    last.order.filter { $0.hasPrefix(WorkloadSection.prefix) }.compactMap { section in
      guard var workload = WorkloadSection.workload(in: section) else { return nil }
      switch parsed(section, WorkloadText.init) {
      case .failure(let gap): workload.gap = gap
      case .success(let text): workload.take(text)
      }
      return workload
    }
  }
}

extension Recording {
  /// Whether the machine's manager knows `workload`, be it that it runs or that it has ended.
  public func knows(_ workload: Workload) -> Bool {
    Observer(self, depth: .full).workloads().contains {
      $0.target == workload.target && ($0.state != nil || !$0.groups.isEmpty)
    }
  }
}

/// The section in which a machine tells of one workload: `workload podman web`.
enum WorkloadSection {
  static let prefix = "workload "

  /// The name of the section about the workload.
  static func name(_ workload: Workload) -> String {
    "\(prefix)\(workload.kind.rawValue) \(workload.name)"
  }

  /// The workload that a section of that name is about.
  static func workload(in name: String) -> Workload? {
    let words = name.dropFirst(prefix.count).split(separator: " ", maxSplits: 1)
    guard words.count == 2, let kind = Workload.Kind(rawValue: String(words[0])) else { return nil }
    return Workload(kind, String(words[1]))
  }
}

extension Workload {
  fileprivate mutating func take(_ text: WorkloadText) {
    groups = Self.own(text.paths)
    processes = Set(text.processes.compactMap(Int.init(exactly:)))
    id = text.id
    mainProcess = text.pid.flatMap(Int.init(exactly:))
    if let main = mainProcess { processes.insert(main) }
    if let word = text.state["state"] {
      let restarts = text.state["restarts"].flatMap { Text($0).number }.map { Double($0) }
      state = State(word, wasOutOfMemory: text.state["oom-killed"] == "true", restarts: restarts)
    }
    neighbours = text.neighbours.prefix(200).filter { !isMe($0) }.map { neighbour in
      let pid = neighbour.key.hasPrefix("pid-") ? Int(neighbour.key.dropFirst(4)) : nil
      return Neighbour(
        group: pid == nil ? neighbour.key : nil, process: pid, name: neighbour.name)
    }
    if mainProcess == nil, groups.isEmpty {
      gap = Gap(
        .missing, target, "it does not run (\(state?.word ?? "its manager knows no group"))")
    }
    // Proxmox writes mebibytes: qm.conf(5).
    let mebibytes = { (key: String) in text.config[key].map { Double($0) * 1_048_576 } }
    size.memory = mebibytes("memory")
    size.leastMemory = mebibytes("balloon")
    let cores = text.config["cores"].map { Double($0) }
    size.processors = cores.map { $0 * Double(text.config["sockets"] ?? 1) }
    size.processorLimit = text.config["cpulimit"].map { Double($0) }
  }

  private func isMe(_ neighbour: WorkloadText.Neighbour) -> Bool {
    if neighbour.key == "pid-\(mainProcess ?? 0)" { return true }
    return groups.contains { Neighbour.isNamed($0, by: neighbour.key) }
  }

  /// The groups that are nobody else's.
  ///
  /// The first process of a container with a service manager sits in a group of the manager's,
  /// below the container's own. A path above another of its own is one in which its hierarchy has
  /// no group for it alone.
  private static func own(_ paths: Set<String>) -> Set<String> {
    let trimmed = Set(
      paths.map { path in
        var path = path
        for suffix in ["/init.scope", "/ns", "/.lxc", "/container", "/supervisor"]
        where path.hasSuffix(suffix) {
          path.removeLast(suffix.count)
        }
        return path
      }.filter { !$0.isEmpty && $0 != "/" })
    return trimmed.filter { path in !trimmed.contains { $0.hasPrefix(path + "/") } }
  }
}
