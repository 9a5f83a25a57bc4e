import Model

extension Workload {
  /// Takes over what the cluster tells of it, and why its node was not read.
  mutating func take(_ told: Pod?, _ hostGap: Gap?) {
    guard kind == .pod else { return }
    if let hostGap { gap = hostGap }
    guard var pod = told else { return }
    let parts = name.split(separator: "/").map(String.init)
    pod.container = parts.count > 2 ? parts[2] : nil
    self.pod = pod
    id = id ?? pod.uid
    state = State(
      pod.word, wasOutOfMemory: pod.wasOutOfMemory,
      restarts: pod.meant.map(\.restarts).reduce(0, +))
    // Another container of the same pod is called by its own name.
    if pod.container != nil {
      for other in pod.containers where other.name != pod.container {
        if let id = other.id {
          neighbours.append(Neighbour(group: id, name: "\(pod.path)/\(other.name)"))
        }
      }
    }
    if pod.node == nil {
      gap = Gap(.missing, target, "it has no node yet")
    } else if gap != nil, hostGap == nil {
      gap = Gap(.missing, target, "it does not run (\(pod.word))")
    }
  }
}

extension Observation {
  /// Forgets all that only the machine itself could have told, which `gap` says why it did not.
  mutating func lose(_ gap: Gap) {
    let wallTime = machine.wallTime
    machine = Machine()
    machine.wallTime = wallTime
    cpu = CPUObservation(
      total: .failure(gap), each: .failure(gap), scheduler: .failure(gap), load: .failure(gap),
      pressure: .failure(gap))
    cpu.runDelay = .failure(gap)
    cpu.interrupts = .failure(gap)
    cpu.softirqs = .failure(gap)
    cpu.throttling = .failure(gap)
    cpu.clocks = .failure(gap)
    memory = MemoryObservation(
      info: .failure(gap), activity: .failure(gap), limits: .failure(gap), pressure: .failure(gap))
    disk = DiskObservation(
      devices: .failure(gap), filesystems: .failure(gap), pressure: .failure(gap))
    network = NetworkObservation(unknown: gap)
    limits = LimitsObservation(files: .failure(gap), pids: .failure(gap), threads: .failure(gap))
    limits.processes = .failure(gap)
    cgroups = .failure(gap)
    processes = .failure(gap)
    kernelLog = .failure(gap)
    gpus = .failure(gap)
    time = TimeObservation(unknown: gap)
    services = .failure(gap)
    gaps = []
  }
}
