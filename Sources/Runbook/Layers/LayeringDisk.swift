import Model

extension LayerView {
  /// Whose doing it is that the workload lacks disks.
  func disks() -> LayerVerdict {
    let throttling = ["DiskCgroupThrottle"]
    let slow = found(Self.slowness, in: host)
    let evidence = [slow?.measurement].compactMap { $0 }
    if let held = found(throttling, in: part, atLeast: .note) {
      return limit(.disk, held, host: evidence)
    }
    if let gap = silence(throttling, in: part) { return unknown(.disk, gap) }
    if let inside { return guestDisks(inside, slow) }
    guard let slow else {
      if let insideGap { return unknown(.disk, insideGap) }
      if let gap = silence(["DiskUtilization", "DiskAwait"], in: host) {
        return unknown(.disk, gap)
      }
      return neither(
        .disk, [takes(.traffic)].compactMap { $0 }, [],
        "meets no limit of I/O, and its host's disks keep up")
    }
    switch stall() {
    case .failure(let gap): return unknown(.disk, gap)
    case .success(let stall):
      guard
        let waits = finding(
          .disk, stall, LayerThresholds.stalledForDisk, "\(name) waits for a disk.")
      else {
        if let insideGap { return unknown(.disk, insideGap) }
        return neither(
          .disk, [stall], [slow.measurement], "does not wait for its host's slow disks")
      }
      return contention(
        .disk, waits, by: .traffic, of: traffic, host: [slow.measurement], "waits for a disk",
        "a disk that does not keep up")
    }
  }

  private static let slowness = ["DiskAwait", "DiskQueue", "DiskPressure", "DiskUtilization"]

  /// All that is read and written, by what the groups and programs tell.
  private var traffic: Double {
    others(.traffic).reduce(takes(.traffic)?.quantity.value ?? 0) { $0 + $1.takes.quantity.value }
  }

  /// How long the workload waits for disks, or how many of its processes were seen waiting.
  private func stall() -> Measured<Measurement> {
    let pressure = stalled(\.ioPressure, "I/O pressure some")
    if pressure.value != nil { return pressure }
    return part.processes.map { processes in
      let states = processes.filter { $0.states.count > 1 && $0.states.contains("D") }
      let share = states.map { process in
        Double(process.states.count { $0 == "D" }) / Double(process.states.count) * 100
      }
      return Measurement("seen waiting in state D", share.max() ?? 0, .percent)
    }
  }

  /// A guest's disks wait for its host's, or for a limit between the two.
  private func guestDisks(_ inside: Observation, _ slow: Finding?) -> LayerVerdict {
    guard let waits = found(Self.slowness, in: inside) else {
      if let gap = silence(["DiskUtilization"], in: inside) { return unknown(.disk, gap) }
      return neither(
        .disk, [takes(.traffic)].compactMap { $0 }, [slow?.measurement].compactMap { $0 },
        "finds its own disks fast")
    }
    if let slow {
      return contention(
        .disk, waits, by: .traffic, of: traffic, host: [slow.measurement],
        "waits for its disks", "a disk that does not keep up")
    }
    if let gap = silence(["DiskUtilization"], in: host) { return unknown(.disk, gap) }
    return limit(
      .disk, waits, host: [],
      "\(name) waits for its disks while its host's keep up: a limit on the virtual disk, or "
        + "storage that its host does not see.")
  }
}
