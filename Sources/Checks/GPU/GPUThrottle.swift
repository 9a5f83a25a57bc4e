import Model

/// Whether a GPU is made to run slower than it could.
struct GPUThrottle: Check {
  let resource = Resource.gpu
  let aspect = Aspect.saturation
  let summary = "Share of the window in which each GPU was slowed down, and by what"
  let reason = """
    The hardware halves the clock or worse when a GPU is too hot or its power supply asks for it: \
    that is never wanted. The driver lowers it a little to stay cool, and at the power limit, \
    which is how a GPU under full load runs. An idle GPU loses nothing by either.
    """
  var thresholds: [Threshold] = [
    Self.power, Self.slowed, Self.warm, Self.halved, Self.atWork,
  ]
  private static let power = Threshold.note(
    50, .percent, label: "power-limit", source: "NVIDIA NVML SwPowerCap",
    reason: "The limit that is set is what bounds it; a higher one gives more speed.")
  private static let slowed = Threshold.warning(
    10, .percent, label: "hardware", source: "the performance checklist: any violation",
    reason: "A tenth of the time at half the speed is worth finding the cause.")
  private static let warm = Threshold.warning(
    50, .percent, label: "driver", source: "NVIDIA NVML SwThermalSlowdown",
    reason: "Its cooling does not carry the work that is asked of it.")
  private static let halved = Threshold.critical(
    50, .percent, label: "hardware-lasting", source: "NVIDIA NVML HwSlowdown; PCP thermal_throttle",
    reason: "Most of the time it runs at half its clock or less.")
  private static let atWork = Threshold.floor(
    10, .percent, label: "busy", source: "whyslow",
    reason: "A GPU that does less has nothing to lose; laptops brake it while it is idle.")
  let byHand = "nvidia-smi -q -d PERFORMANCE"
  let toMeasure: String? = toMeasureGPU

  func examine(_ observation: Observation) throws(Gap) -> Verdict {
    try judgeGPUs(observation, \.slowdowns) { gpu, slowdowns in
      let byHardware = worst([.heat, .powerBrake, .protection], slowdowns)
      let share = Measurement(
        "slowed by hardware", byHardware.share, .percent, on: gpu.subject)
      let heavy =
        finding(
          share, past: effective(Self.halved), byHardware.cause.sentence(gpu), evidence: gpu.load)
        ?? finding(
          share, past: effective(Self.slowed), byHardware.cause.sentence(gpu), evidence: gpu.load)
      let found = heavy.map { limited($0, gpu) } ?? light(gpu, slowdowns)
      return JudgedPart(measurement: share, finding: found)
    }
  }

  /// What the driver does to the clock.
  private func light(_ gpu: GPU, _ slowdowns: [GPU.Slowdown: Double]) -> Finding? {
    let warm = Measurement(
      "slowed to stay cool", slowdowns[.warmth] ?? 0, .percent, on: gpu.subject)
    let limit = Measurement(
      "slowed at its power limit", slowdowns[.powerLimit] ?? 0, .percent, on: gpu.subject)
    let found = finding(
      warm, past: effective(Self.warm), GPU.Slowdown.warmth.sentence(gpu), evidence: gpu.load)
    return found.map { limited($0, gpu) }
      ?? finding(
        limit, past: effective(Self.power), GPU.Slowdown.powerLimit.sentence(gpu),
        evidence: gpu.load)
  }

  /// An idle GPU convicts of nothing, and one that does not say how busy it is of no critical.
  private func limited(_ finding: Finding, _ gpu: GPU) -> Finding {
    guard let busy = gpu.busy.value else {
      return finding.limited(
        to: .warning, thresholds, because: "\(gpu.name) does not tell whether it is at work")
    }
    guard !effective(Self.atWork).isPassed(by: busy) else { return finding }
    return finding.limited(
      to: .note, thresholds, because: "\(gpu.name) is idle and loses nothing by it")
  }

  private func worst(_ causes: [GPU.Slowdown], _ slowdowns: [GPU.Slowdown: Double]) -> (
    cause: GPU.Slowdown, share: Double
  ) {
    let shares = causes.map { ($0, slowdowns[$0] ?? 0) }
    return shares.max { $0.1 < $1.1 } ?? (.protection, 0)
  }
}

extension GPU.Slowdown {
  /// What it does to `gpu`.
  fileprivate func sentence(_ gpu: GPU) -> String {
    switch self {
    case .heat: "Heat makes the hardware of \(gpu.name) halve its clock."
    case .powerBrake: "The power supply makes \(gpu.name) halve its clock."
    case .protection: "\(gpu.name) halves its clock to protect itself."
    case .warmth: "The driver slows \(gpu.name) down to keep it cool."
    case .powerLimit: "The power limit that is set bounds the speed of \(gpu.name)."
    case .synchronisation: "\(gpu.name) keeps step with a slower GPU."
    }
  }
}
