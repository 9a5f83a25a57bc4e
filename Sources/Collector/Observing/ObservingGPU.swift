import KernelText
import Model

extension Observer {
  /// Every GPU that a driver tells of; none where the kernel's list of drivers says so.
  func gpus() -> Measured<[GPU]> {
    Measured { () throws(Gap) in
      let drivers = try parsed("/proc/devices", DevicesText.init).get().character
      let kernel = standing("/proc/sys/kernel/osrelease").value?.string ?? ""
      if kernel.lowercased().contains("microsoft") {
        throw Gap(.missing, "GPUs", "under Windows the host's driver has them")
      }
      let hasNvidia = drivers.contains { $0.hasPrefix("nvidia") }
      let nvidia = hasNvidia ? try nvidiaGPUs().get() : []
      guard drivers.contains("drm") else { return nvidia }
      return try nvidia + cards().get().compactMap { card($0, nvidiaIsKnown: hasNvidia) }
    }
  }

  /// The cards in the directory of graphics devices.
  private func cards() -> Measured<[String]> {
    let section = "ls \(GPUProbes.directory)"
    return standing(section).flatMap { text in
      let names = text.lines.map(\.string)
      // The class has this file whatever cards there are.
      guard names.contains("version") else {
        return .failure(Gap(.malformed, section, "its own file is not in it"))
      }
      return .success(names.filter(GPUProbes.isCard))
    }
  }

  /// The GPU behind `card`; nil for one that nvidia-smi tells of, and for what only shows pictures.
  private func card(_ card: String, nvidiaIsKnown: Bool) -> GPU? {
    let base = "\(GPUProbes.directory)/\(card)/device"
    let vendor = standing("\(base)/vendor").value?.trimmed.string
    let isAsleep = standing("\(base)/power/runtime_status").value?.trimmed.string == "suspended"
    func unknown(_ detail: String) -> Gap { Gap(.missing, base, detail) }
    switch vendor {
    case "0x1002":
      return isAsleep ? .asleep("AMD GPU \(card)", base) : amd(card, base)
    case "0x8086":
      return isAsleep ? .asleep("Intel GPU \(card)", base) : intel(card, base)
    case "0x10de" where !nvidiaIsKnown:
      return GPU(name: "NVIDIA GPU \(card)", unknown: unknown("the driver nouveau does not tell"))
    default: return nil
    }
  }

  private func amd(_ card: String, _ base: String) -> GPU {
    var gpu = GPU(
      name: "AMD GPU \(card)", unknown: Gap(.missing, base, "amdgpu does not tell in a file"))
    gpu.busy = parsed("\(base)/gpu_busy_percent", Self.number)
    gpu.memory = amdMemory(base)
    gpu.memoryErrors = parsed("\(base)/ras/umc_err_count", KeyValues.init).flatMap { counts in
      guard let uncorrected = counts["ue"], let corrected = counts["ce"] else {
        return .failure(Gap(.malformed, "\(base)/ras/umc_err_count", "no ue and ce"))
      }
      return .success(
        GPU.MemoryErrors(uncorrected: Double(uncorrected), corrected: Double(corrected)))
    }
    gpu.temperature = temperature(base)
    if let power = sensor(base, "power1_average") ?? sensor(base, "power1_input"),
      let cap = sensor(base, "power1_cap"), cap > 0
    {
      gpu.power = .success(power / cap * 100)
    }
    return gpu
  }

  /// The card's own memory; where that is small, together with what it may take of the machine's,
  /// since a processor with graphics has but a little that is always full.
  private func amdMemory(_ base: String) -> Measured<LimitsObservation.Use> {
    func use(_ kind: String) -> Measured<LimitsObservation.Use> {
      parsed("\(base)/mem_info_\(kind)_total", Self.number).flatMap { total in
        parsed("\(base)/mem_info_\(kind)_used", Self.number).map {
          LimitsObservation.Use(used: $0, limit: total)
        }
      }
    }
    return use("vram").map { own in
      guard own.limit < 4 * 1_073_741_824, let shared = use("gtt").value else { return own }
      return LimitsObservation.Use(
        used: own.used + shared.used, limit: own.limit + shared.limit)
    }
  }

  /// Of the sensors with a limit the one that is nearest to it.
  private func temperature(_ base: String) -> Measured<GPU.Temperature> {
    let readings = (1...3).compactMap { number -> GPU.Temperature? in
      guard let now = sensor(base, "temp\(number)_input") else { return nil }
      let left = sensor(base, "temp\(number)_crit").map { ($0 - now) / 1000 }
      return GPU.Temperature(degrees: now / 1000, left: left)
    }
    let hottest = readings.min { ($0.left ?? .infinity) < ($1.left ?? .infinity) }
    return hottest.map { .success($0) } ?? .failure(Gap(.missing, base, "no temperature"))
  }

  /// The number of a sensor of the card's monitor.
  private func sensor(_ base: String, _ name: String) -> Double? {
    let path = last.order.first { $0.hasPrefix("\(base)/hwmon/") && $0.hasSuffix("/\(name)") }
    return path.flatMap { parsed($0, Self.number).value }
  }

  private func intel(_ card: String, _ base: String) -> GPU {
    var gpu = GPU(
      name: "Intel GPU \(card)",
      unknown: Gap(.missing, base, "i915 and xe do not tell in a file"))
    var slowdowns: [GPU.Slowdown: Double] = [:]
    var isTold = false
    for (reason, slowdown) in GPUProbes.reasons {
      for path in [
        "\(GPUProbes.directory)/\(card)/gt/gt0/throttle_reason_\(reason)",
        "\(base)/tile0/gt0/freq0/throttle/reason_\(reason)",
      ] {
        guard let value = parsed(path, Self.number).value else { continue }
        isTold = true
        // One look is half of two.
        if value > 0 { slowdowns[slowdown] = 50 }
      }
    }
    if isTold { gpu.slowdowns = .success(slowdowns) }
    return gpu
  }
}

extension GPU {
  /// A card that nobody uses, so that its driver has put it to sleep.
  fileprivate static func asleep(_ name: String, _ base: String) -> GPU {
    var gpu = GPU(name: name, unknown: Gap(.missing, base, "the card is asleep"))
    gpu.busy = .success(0)
    gpu.slowdowns = .success([:])
    return gpu
  }
}
