import Model

extension LayerView {
  /// Whose doing it is that the workload lacks processors.
  func processors() -> LayerVerdict {
    let throttling = ["CPUThrottling"]
    if let held = found(throttling, in: part, atLeast: .note) {
      return heldBack(held)
    }
    if let gap = silence(throttling, in: part) { return unknown(.cpu, gap) }
    guard let busy else { return unknown(.cpu, host.cpu.total.gap) }
    let isBusy = LayerThresholds.busy.isPassed(by: busy.quantity.value)
    switch waiting() {
    case .failure(let gap): return unknown(.cpu, gap)
    case .success(let wait):
      if isBusy, let waits = waits(wait) {
        return contention(
          .cpu, waits, by: .processors, of: host.processorCount,
          host: [busy, runQueue].compactMap { $0 }, "waits for a processor",
          "none of its processors idle")
      }
      if let lost = lostToNobody(wait, busy) { return lost }
      if let full = saturatedInside(isBusy, busy) ?? saturatedOutside(isBusy, busy) { return full }
      return neither(
        .cpu, [wait] + [takes(.processors)].compactMap { $0 }, [busy],
        isBusy ? "does not wait for its host's busy processors" : "finds processors idle")
    }
  }

  /// A quota holds it back; that of a guest is its QEMU process's, of which no guest knows.
  private func heldBack(_ held: Finding) -> LayerVerdict {
    let quota =
      "\(name) is held back by its host: the CPU quota of its QEMU process leaves it no more time."
    var verdict = limit(
      .cpu, held, host: [busy].compactMap { $0 }, workload.isMachine ? quota : nil)
    if let steal = inside?.cpu.total.value?.steal {
      verdict.workload.append(Measurement("steal it sees", steal, .percent))
    }
    return verdict
  }

  /// How many tasks wait for the host's processors.
  private var runQueue: Measurement? {
    switch verdict("CPURunQueue", in: host) {
    case .clear(let queue): queue
    case .found(let findings): findings.first?.measurement
    case .unmeasured: nil
    }
  }

  /// A guest loses time while its host has some left.
  private func lostToNobody(_ wait: Measurement, _ busy: Measurement) -> LayerVerdict? {
    guard wait.name == "steal", let lost = waits(wait) else { return nil }
    return limit(
      .cpu, lost, host: [busy],
      "\(name) loses time to its host, which has processors idle: it is bound to few of them, or "
        + "a limit holds it back that its host does not show.")
  }

  /// The share of the host's processor time that is gone, what its own host took included.
  private var busy: Measurement? {
    host.cpu.total.value.map { Measurement("host busy", $0.busy, .percent) }
  }

  private func waits(_ wait: Measurement) -> Finding? {
    if wait.name == "steal", let inside { return found(["CPUSteal"], in: inside, atLeast: .note) }
    return finding(
      .cpu, wait, LayerThresholds.waiting, "\(name) waits for a processor.")
  }

  /// How long the workload waits for a processor: by the steal that a guest sees, the pressure in
  /// its groups, or the run delay of its processes.
  private func waiting() -> Measured<Measurement> {
    let pressure = stalled(\.cpuPressure, "CPU pressure some")
    if let steal = inside?.cpu.total.value?.steal {
      let seen = Measurement("steal", steal, .percent)
      // A host that runs guests without a virtual clock of theirs shows them no steal.
      guard let pressure = pressure.value, waits(seen) == nil else { return .success(seen) }
      return .success(pressure)
    }
    if pressure.value != nil { return pressure }
    return part.processes.flatMap { runDelay($0, pressure.gap) }
  }

  /// The part of the time that the processes want to run in which they have to wait.
  private func runDelay(_ processes: [ProcessObservation], _ gap: Gap?) -> Measured<Measurement> {
    let measured = processes.compactMap { process in
      process.runDelayPercent.value.map { (wait: $0, run: process.cpuPercent) }
    }
    guard !measured.isEmpty else {
      let none = Gap(.missing, "/proc/PID/schedstat", "no process of \(name) was read")
      return .failure(processes.lazy.compactMap(\.runDelayPercent.gap).first ?? gap ?? none)
    }
    let wait = measured.reduce(0) { $0 + $1.wait }
    let wanted = wait + measured.reduce(0) { $0 + $1.run }
    let isActive = LayerThresholds.active.isPassed(by: wanted)
    return .success(
      Measurement("run delay of what it wants to run", isActive ? wait / wanted * 100 : 0, .percent)
    )
  }

  /// A guest whose own processors are all at work, and which its host does not hold back.
  private func saturatedInside(_ isBusy: Bool, _ busy: Measurement) -> LayerVerdict? {
    guard let inside else { return nil }
    // What a quota inside holds back counts as pressure while its processors idle.
    let isThrottled = found(["CPUThrottling"], in: inside, atLeast: .note) != nil
    let names = isThrottled ? ["CPUBusy"] : ["CPUBusy", "CPUPressure", "CPURunQueue"]
    guard let full = found(names, in: inside) else { return nil }
    if isBusy {
      return contention(
        .cpu, full, by: .processors, of: host.processorCount, host: [busy],
        "needs all of its processors", "none of its processors idle")
    }
    let count = inside.machine.processors.map { " \($0)" } ?? ""
    return limit(
      .cpu, full, host: [busy],
      "\(name) needs more than its\(count) virtual processors while its host has time left.")
  }
}

extension LayerView {
  /// A guest that tells nothing, and takes all of the processors that it was given.
  private func saturatedOutside(_ isBusy: Bool, _ busy: Measurement) -> LayerVerdict? {
    guard insideGap != nil, !isBusy, let given = workload.size.processors, given > 0,
      let taken = takes(.processors)?.quantity.value
    else { return nil }
    let share = Measurement("of its virtual processors", min(taken / given, 1) * 100, .percent)
    return finding(.cpu, share, LayerThresholds.filled, "It takes all of its processors.").map {
      limit(
        .cpu, $0, host: [busy],
        "\(name) takes all of its \(Int(given)) virtual processors while its host has time left.")
    }
  }
}

extension Observation {
  /// The number of processors; 0 where it is not known.
  fileprivate var processorCount: Double {
    machine.processors.map { Double($0) } ?? Double(cpu.each.value?.count ?? 0)
  }
}
