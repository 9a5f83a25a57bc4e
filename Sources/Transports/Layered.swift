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
    case .lxc(let id, let host): return (Workload(.lxc, id), before.on(host, nodes))
    case .vm(let id, let host): return (Workload(.vm, id), before.on(host, nodes))
    case .ssh, .pod: return nil
    }
  }

  /// The machine called `host`, reached from here; one of `nodes` where it is called so.
  private func on(_ host: String?, _ nodes: [ClusterNode]) -> TargetAddress {
    guard let host else { return self }
    if hops.isEmpty, let node = nodes.first(where: { $0.name == host }) { return node.address }
    return TargetAddress(hops: hops + [.ssh(SSHDestination(name: host, port: nil))])
  }

  /// The way with every machine that is only named by what runs on it as a hop of its own.
  var whole: TargetAddress {
    guard let (_, host) = layers else { return self }
    var whole = self
    switch hops.last {
    case .lxc(let id, .some): whole.hops = host.hops + [.lxc(id: id, host: nil)]
    case .vm(let id, .some): whole.hops = host.hops + [.vm(id: id, host: nil)]
    default: return self
    }
    whole.isFound = true
    return whole
  }

  /// Reads what is seen from inside the workload at the end of the way; where nothing is, says why
  /// and reads its network from its host.
  ///
  /// It is not waited for much longer than its host, which can judge alone, but where it is one of many
  /// that are read `among` themselves on that host; what was `spent` on finding it is no longer there
  /// to wait.
  public func readInside(
    _ options: CollectionOptions, spent: Double = 0, among number: Int = 1
  ) async -> InsideRecording {
    guard let (workload, host) = layers else { return .unread("nothing runs on it", self) }
    if workload.kind == .systemd {
      return .unread("a unit shares all this with its host", self)
    }
    // qm(1) asks a guest once a second whether it has answered.
    let patience = workload.isMachine ? max(2.7 - spent, 1.5) : max(0.9, 0.2 * Double(number))
    var options = options
    let end = options.window + patience
    // The way inside takes a moment, about as long as it took to find it, and a quota may hold back
    // the one who looks, too. A guest that is done just before it is asked is not asked a second
    // later.
    options.window = max(options.window - 0.6 - spent, options.window / 2)
    let clock = ContinuousClock()
    let start = clock.now
    do throws(Unreachable) {
      let recording = try await Connection(to: whole).collect(
        options, of: workload.isMachine ? .machine : .inside, within: end)
      return InsideRecording(.success(recording))
    } catch {
      let place = ["\(whole): ", "\(workload.target): "].first { error.sentence.hasPrefix($0) }
      var answer = InsideRecording.unread(String(error.sentence.dropFirst(place?.count ?? 0)), self)
      let left = end - (clock.now - start) / .seconds(1)
      if !workload.isMachine, left > options.window {
        let beside = Connection(to: host, through: NetworkNamespace(of: workload))
        answer.network = try? await beside.collect(options, of: .network, within: left)
      }
      return answer
    }
  }

  /// Reads what runs on a machine that is reached from here, together with that machine and over the
  /// same seconds.
  public func readLayers(_ options: CollectionOptions) async throws(Unreachable)
    -> TargetRecording
  {
    if case .pod(let pod) = hops.last { return try await readPod(pod, options) }
    let start = ContinuousClock.now
    let there = try await found()
    let spent = (ContinuousClock.now - start) / .seconds(1)
    guard let (workload, host) = there.layers else {
      return .machine(try await Connection(to: there).collect(options))
    }
    var asking = options
    asking.workloads = [workload]
    async let inside = there.readInside(options, spent: spent)
    let machine = try await Connection(to: host).collect(asking)
    return try there.joined(await inside, machine)
  }

  /// The machine that has to be read for what is at the end of the way, itself included, where it is
  /// known without asking anybody and is not this one.
  public var machineThere: TargetAddress? {
    if isToBeFound { return nil }
    if case .pod = hops.last { return nil }
    let machine = layers?.host ?? self
    return machine.hops.isEmpty ? nil : machine
  }

  /// The same as `readLayers` where `machine` is being read for others, too, `among` so many of all.
  public func readLayers(
    _ options: CollectionOptions, among number: Int,
    on machine: Task<Result<Recording, Unreachable>, Never>
  ) async throws(Unreachable) -> TargetRecording {
    guard layers != nil else { return .machine(try await machine.value.get()) }
    async let inside = readInside(options, among: number)
    let read = try await machine.value.get()
    return try joined(await inside, read)
  }

  /// Both layers; throws where there is no such workload.
  public func joined(_ inside: InsideRecording, _ machine: Recording) throws(Unreachable)
    -> TargetRecording
  {
    guard let (workload, host) = layers else { return .machine(machine) }
    if let gap = inside.all.gap, !machine.knows(workload) {
      let detail =
        workload.kind == .systemd
        ? noSuchUnit : gap.detail
      throw Unreachable(address: self, sentence: "\(self): \(detail)")
    }
    return .layers(
      LayeredRecording(
        workload: workload.target, inside: inside, hostTarget: host.description, host: machine))
  }
}

extension InsideRecording {
  fileprivate static func unread(_ why: String, _ address: TargetAddress) -> InsideRecording {
    InsideRecording(
      .failure(Gap(.missing, "inside \(address.layers?.workload.target ?? "")", why)))
  }
}

/// The network namespace of a container, entered from its host: it takes root, and no shell inside.
struct NetworkNamespace: Transport {
  private let workload: Workload

  init(of workload: Workload) { self.workload = workload }

  func wrap(_ arguments: [String], seconds: Double) -> [String] {
    let script = """
      case $1 in
      lxc) pid=$(lxc-info -n "$2" -p -H) ;;
      k8s-pod)
        form=$(printf '%s' "$2" | tr - _)
        pid=$(grep -lse "pod$2" -e "pod$form" /proc/[0-9]*/cgroup | head -n 1)
        pid=${pid#/proc/} pid=${pid%/cgroup} ;;
      *) pid=$("$1" container inspect --format '{{.State.Pid}}' "$2") ;;
      esac
      [ "$pid" -gt 0 ] && shift 2 && exec nsenter -n -t "$pid" -- "$@"
      """
    let name = workload.keys.first ?? workload.name
    return ["sh", "-c", script, "sh", workload.kind.rawValue, name] + arguments
  }

  func failure(_ reply: Reply) -> String? { nil }
}
