import Model

/// What is taken of a resource, by a control group and by a process.
struct Taking: Sendable {
  let name: String
  let unit: Unit
  /// nil where it is not measured.
  let group: @Sendable (Cgroup) -> Double?
  let process: @Sendable (ProcessObservation) -> Double?
  /// Whether a group shares the resource out, whether or not it tells what is taken.
  var rules: @Sendable (Cgroup) -> Bool = { _ in false }

  /// In version 1 the use is another controller's, which may be mounted elsewhere.
  static let processors = Taking(
    name: "CPUs used", unit: .ratio, group: { $0.cpu.value?.usage.value },
    process: { $0.cpuPercent / 100 }, rules: { $0.cpu.value != nil })

  static let memory = Taking(
    name: "memory held", unit: .bytes,
    group: { $0.memory.value.map { $0.workingSet ?? $0.usage } }, process: { $0.resident })

  static let traffic = Taking(
    name: "read and written", unit: .bytesPerSecond,
    group: { $0.io.value.map { $0.readBytesPerSecond + $0.writeBytesPerSecond } },
    process: { $0.io.value.map { $0.readBytes + $0.writeBytes } })
}

extension LayerView {
  /// What the workload itself takes, by its groups or else by its processes.
  func takes(_ taking: Taking) -> Measurement? {
    let own = own(taking.group) ?? sum(part.processes.value ?? [], taking)
    let subject = workload.groups.sorted().first.map(Subject.cgroup) ?? .machine
    return own.map { Measurement(taking.name, $0, taking.unit, on: subject) }
  }

  private func sum(_ processes: [ProcessObservation], _ taking: Taking) -> Double? {
    let values = processes.compactMap(taking.process)
    return values.isEmpty ? nil : values.reduce(0, +)
  }

  /// Everything else on the host, the greatest first: the manager's other workloads by their names,
  /// other groups, and the programs that are in no group.
  func others(_ taking: Taking) -> [LayerVerdict.Neighbour] {
    let groups = otherGroups(taking)
    return (groups + programs(taking)).filter { $0.takes.quantity.value > 0 }
      .sorted { $0.takes.quantity.value > $1.takes.quantity.value }
  }

  /// The greedy ones among the others, where together they take more than the workload does; none
  /// where the host is short without them.
  func greedy(_ taking: Taking, of whole: Double) -> [LayerVerdict.Neighbour] {
    guard whole > 0 else { return [] }
    let greedy = others(taking).filter {
      LayerThresholds.greedy.isPassed(by: $0.takes.quantity.value / whole * 100)
    }
    let taken = greedy.reduce(0) { $0 + $1.takes.quantity.value }
    return taken > takes(taking)?.quantity.value ?? 0 ? greedy : []
  }

  private func otherGroups(_ taking: Taking) -> [LayerVerdict.Neighbour] {
    let names = namesByGroup
    var takes: [String: Double] = [:]
    for group in host.cgroups.value ?? [] {
      let path = group.path
      guard !workload.owns(group: path), !workload.isBelow(group: path),
        let value = taking.group(group) ?? byItsProcesses(group, taking)
      else { continue }
      takes[path] = max(takes[path] ?? 0, value)
    }
    return takes.compactMap { path, value in
      let isNamed = names[path] != nil
      // A named one counts as a whole; of all others only the innermost, lest they count twice.
      if !isNamed {
        if names.keys.contains(where: { path.isBelow($0) || $0.isBelow(path) }) { return nil }
        if takes.keys.contains(where: { $0.isBelow(path) }) { return nil }
      }
      return LayerVerdict.Neighbour(
        names[path] ?? path,
        takes: Measurement(taking.name, value, taking.unit, on: .cgroup(path)))
    }
  }

  /// What the processes of a group take that does not tell itself; nil where none of them is known.
  private func byItsProcesses(_ group: Cgroup, _ taking: Taking) -> Double? {
    guard taking.rules(group) else { return nil }
    return sum(
      (host.processes.value ?? []).filter { $0.cgroup(of: .cpu) == group.path }, taking)
  }

  /// The outermost group of each neighbour, with what people call it.
  var namesByGroup: [String: String] {
    let paths = Set((host.cgroups.value ?? []).map(\.path))
    var names: [String: String] = [:]
    for neighbour in workload.neighbours {
      let own =
        neighbour.process.map { pid in groups(of: pid).intersection(paths) }
        ?? paths.filter { neighbour.owns(group: $0) }
      if let path = own.min(by: { ($0.utf8.count, $0) < ($1.utf8.count, $1) }),
        !workload.owns(group: path)
      {
        names[path] = neighbour.name
      }
    }
    return names
  }

  private func groups(of pid: Int) -> Set<String> {
    Set(host.processes.value?.first { $0.pid == pid }?.cgroups.values.map { $0 } ?? [])
  }

  /// The programs that are in no control group, those of one name together.
  private func programs(_ taking: Taking) -> [LayerVerdict.Neighbour] {
    let free = (host.processes.value ?? []).filter {
      $0.cgroups.isEmpty && !$0.isKernelThread && !workload.owns($0)
    }
    let names = Dictionary(
      workload.neighbours.compactMap { other in other.process.map { ($0, other.name) } },
      uniquingKeysWith: { first, _ in first })
    return byName(free).compactMap { program in
      guard let value = sum(program.members, taking) else { return nil }
      let name = program.others == 0 ? names[program.members[0].pid] : nil
      return LayerVerdict.Neighbour(
        name ?? program.members[0].name,
        takes: Measurement(taking.name, value, taking.unit, on: program.subject))
    }
  }
}

extension String {
  fileprivate func isBelow(_ path: String) -> Bool { hasPrefix(path + "/") }
}
