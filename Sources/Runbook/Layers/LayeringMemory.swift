import Model

extension LayerView {
  /// Whose doing it is that the workload lacks memory.
  func memory() -> LayerVerdict {
    let atLimit = ["MemoryOOMKill", "MemoryCgroupLimit", "MemoryCgroupUse"]
    let free = [available].compactMap { $0 }
    if let met = found(atLimit, in: part), !wasKilledByHost {
      return limit(.memory, met, host: free)
    }
    if workload.state?.wasOutOfMemory == true { return ended(host: free) }
    let isShort = found(Self.shortages, in: host)
    if let inside { return guestMemory(inside, isShort, free) }
    guard let isShort else {
      let gap =
        insideGap ?? silence(["MemoryCgroupLimit", "MemoryCgroupUse"], in: part)
        ?? silence(["MemoryAvailable"], in: host)
      if let gap { return unknown(.memory, gap) }
      return neither(
        .memory, [takes(.memory)].compactMap { $0 }, free,
        "has room below its limit, and its host has memory left")
    }
    let evidence = [isShort.measurement] + free
    if wasKilledByHost, let killed = found(["MemoryOOMKill"], in: part) {
      return contention(
        .memory, killed, by: .memory, of: size, host: evidence, "lost processes for want of memory",
        "no memory left")
    }
    switch stall() {
    case .failure(let gap): return unknown(.memory, gap)
    case .success(let stall):
      let thresholds =
        stall.quantity.unit == .percent
        ? LayerThresholds.stalledForMemory : LayerThresholds.faulting
      guard
        let waits = finding(.memory, stall, thresholds, "\(name) waits for memory.")
      else {
        if let insideGap { return unknown(.memory, insideGap) }
        return neither(
          .memory, [stall], evidence, "does not wait for memory, of which its host has little")
      }
      return contention(
        .memory, waits, by: .memory, of: size, host: evidence, "waits for memory",
        "hardly any memory left")
    }
  }

  private static let shortages = [
    "MemoryAvailable", "MemoryPressureFull", "MemoryPressureSome", "MemorySwapActivity",
    "MemoryReclaim",
  ]

  private var size: Double { host.machine.memoryBytes ?? 0 }

  private var available: Measurement? {
    guard let info = host.memory.info.value, let free = try? info[.memAvailable] else { return nil }
    return Measurement("host available", free, .bytes)
  }

  /// Whether the kernel's log says that the workload's processes were killed for want of memory on
  /// the whole host and not at a limit.
  private var wasKilledByHost: Bool {
    let kills = (part.kernelLog.value?.recent([.outOfMemory], within: 1800) ?? []).compactMap {
      event -> KernelEvent.OutOfMemory? in
      if case .outOfMemory(let kill) = event.details { kill } else { nil }
    }
    return !kills.isEmpty
      && kills.allSatisfy { $0.limitedGroup == nil && $0.constraint == "CONSTRAINT_NONE" }
  }

  private func ended(host: [Measurement]) -> LayerVerdict {
    let restarts = workload.state?.restarts ?? 0
    return limit(
      .memory,
      Finding(
        .critical, Measurement("restarts", restarts, .count),
        "\(name) was ended by the kernel for want of memory."), host: host,
      "\(name) was ended by the kernel for want of memory.")
  }

  /// How long the workload waits for memory, or how often it reads back what was taken from it.
  private func stall() -> Measured<Measurement> {
    let pressure = stalled(\.memoryPressure, "memory pressure some")
    if pressure.value != nil { return pressure }
    return part.processes.map { processes in
      Measurement(
        "major faults", processes.reduce(0) { $0 + $1.majorFaultsPerSecond }, .perSecond)
    }
  }

  /// A guest tells itself whether it is short; its host tells whether that is all it was given.
  private func guestMemory(
    _ inside: Observation, _ hostIsShort: Finding?, _ free: [Measurement]
  ) -> LayerVerdict {
    let checks = ["MemoryOOMKill"] + Self.shortages
    guard let short = found(checks, in: inside) ?? filled(inside) else {
      if let gap = silence(["MemoryAvailable"], in: inside) { return unknown(.memory, gap) }
      return neither(.memory, seen(inside), free, "has memory left")
    }
    let evidence = free + given + (hostIsShort.map { [$0.measurement] } ?? [])
    if hostIsShort == nil, let gap = silence(["MemoryAvailable"], in: host) {
      return unknown(.memory, gap)
    }
    if hostIsShort != nil {
      return contention(
        .memory, short, by: .memory, of: size, host: evidence, "is short of memory",
        "hardly any memory left")
    }
    let isHeld = balloon(inside).map { !LayerThresholds.whole.isPassed(by: $0.quantity.value) }
    return limit(
      .memory, short, host: evidence + [balloon(inside)].compactMap { $0 },
      isHeld == true
        ? "\(name) is short of memory because its balloon holds a part of what it was given."
        : "\(name) is short of the memory it was given while its host has plenty.")
  }

  /// Little is left of what it was given: of a size that somebody chose, that is short before
  /// anybody waits.
  private func filled(_ inside: Observation) -> Finding? {
    guard let found = verdict("MemoryAvailable", in: inside).findings.first,
      let threshold = LayerThresholds.guestMemory.passed(by: found.measurement.quantity.value)
    else { return nil }
    return Finding(
      threshold.severity ?? .note, found.measurement, passed: threshold,
      "Little of its memory is left.", evidence: found.evidence)
  }

  /// How much of its memory a guest sees.
  private func balloon(_ inside: Observation) -> Measurement? {
    guard let given = workload.size.memory, given > 0, let seen = inside.machine.memoryBytes else {
      return nil
    }
    return Measurement("seen of what it was given", seen / given * 100, .percent)
  }

  private var given: [Measurement] {
    workload.size.memory.map { [Measurement("memory given", $0, .bytes)] } ?? []
  }

  private func seen(_ inside: Observation) -> [Measurement] {
    inside.machine.memoryBytes.map { [Measurement("memory it sees", $0, .bytes)] } ?? []
  }
}
