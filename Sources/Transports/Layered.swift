public import Collector
public import Model

extension TargetAddress {
  /// What runs on a machine at the end of the way, and the way to that machine; nil where a machine
  /// is at the end, or where its host cannot be reached by the same way.
  public var layers: (workload: Workload, host: TargetAddress)? {
    guard let last = hops.last else { return nil }
    let before = TargetAddress(hops: Array(hops.dropLast()))
    switch last {
    case .docker(let name): return (Workload(.docker, name), before)
    case .podman(let name): return (Workload(.podman, name), before)
    case .unit(let name): return (Workload(.systemd, name), before)
    case .lxc(let id, let host): return (Workload(.lxc, id), before.on(host))
    case .vm(let id, let host): return (Workload(.vm, id), before.on(host))
    case .ssh, .pod: return nil
    }
  }

  /// The machine called `host`, reached from here.
  private func on(_ host: String?) -> TargetAddress {
    TargetAddress(
      hops: hops + (host.map { [.ssh(SSHDestination(name: $0, port: nil))] } ?? []))
  }

  /// The way with every machine that is only named by what runs on it as a hop of its own.
  private var whole: TargetAddress {
    guard let (_, host) = layers else { return self }
    switch hops.last {
    case .lxc(let id, _): return TargetAddress(hops: host.hops + [.lxc(id: id, host: nil)])
    case .vm(let id, _): return TargetAddress(hops: host.hops + [.vm(id: id, host: nil)])
    default: return self
    }
  }

  /// Reads what is seen from inside the workload at the end of the way, or says why nothing is.
  ///
  /// It is not waited for much longer than its host, which can judge alone.
  public func readInside(_ options: CollectionOptions) async -> Measured<Recording> {
    guard let (workload, _) = layers else {
      return .failure(Gap(.missing, description, "nothing runs on it"))
    }
    if workload.kind == .systemd {
      return .failure(Gap(.missing, workload.target, "a unit shares all this with its host"))
    }
    // qm(1) asks a guest once a second whether it has answered.
    let patience = workload.isMachine ? 2.5 : 0.9
    var options = options
    let end = options.window + patience
    // A way into a container takes a moment, and a quota may hold back the one who looks, too.
    if !workload.isMachine { options.window = max(options.window - 0.6, options.window / 2) }
    do throws(Unreachable) {
      return .success(
        try await Connection(to: whole).collect(
          options, of: workload.isMachine ? .machine : .inside,
          within: end))
    } catch {
      let place = ["\(whole): ", "\(workload.target): "].first { error.sentence.hasPrefix($0) }
      let detail = error.sentence.dropFirst(place?.count ?? 0)
      return .failure(Gap(.missing, "inside \(workload.target)", String(detail)))
    }
  }

  /// Reads what runs on a machine that is reached from here, together with that machine and over the
  /// same seconds.
  public func readLayers(_ options: CollectionOptions) async throws(Unreachable)
    -> TargetRecording
  {
    guard let (workload, host) = layers else {
      return .machine(try await Connection(to: self).collect(options))
    }
    var asking = options
    asking.workloads = [workload]
    async let inside = readInside(options)
    let machine = try await Connection(to: host).collect(asking)
    return try joined(await inside, machine)
  }

  /// Both layers; throws where there is no such workload.
  public func joined(_ inside: Measured<Recording>, _ machine: Recording) throws(Unreachable)
    -> TargetRecording
  {
    guard let (workload, host) = layers else { return .machine(machine) }
    if case .failure(let gap) = inside, !machine.knows(workload) {
      let detail =
        workload.kind == .systemd ? "no such unit has a control group there" : gap.detail
      throw Unreachable(address: self, sentence: "\(self): \(detail)")
    }
    return .layers(
      LayeredRecording(
        workload: workload.target, inside: inside, hostTarget: host.description, host: machine))
  }
}
