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
      var gpus = nvidia
      for name in try cards().get() {
        if let card = try card(name, nvidiaIsKnown: hasNvidia) { gpus.append(card) }
      }
      return gpus
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
  ///
  /// Throws where its maker is not known: one on no PCI bus has none.
  private func card(_ card: String, nvidiaIsKnown: Bool) throws(Gap) -> GPU? {
    let base = "\(GPUProbes.directory)/\(card)/device"
    if last.lacks("\(base)/vendor") { return nil }
    let vendor = try parsed("\(base)/vendor") { (text) throws(Malformed) in
      let word = try text.whole().trimmed.string
      guard word.count == 6, word.hasPrefix("0x") else { throw Malformed("not a vendor") }
      return word
    }.get()
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
      name: "AMD GPU \(card)",
      unknown: cut ?? Gap(.missing, base, "amdgpu does not tell in a file"))
    gpu.busy = parsed("\(base)/gpu_busy_percent", Self.number)
    gpu.memory = amdMemory(base)
    gpu.memoryErrors = parsed("\(base)/ras/umc_err_count", KeyValues.init).flatMap { counts in
      guard let uncorrected = counts["ue"], let corrected = counts["ce"] else {
        return .failure(Gap(.malformed, "\(base)/ras/umc_err_count", "no ue and ce"))
      }
      return .success(
        GPU.MemoryErrors(uncorrected: Double(uncorrected), corrected: Double(corrected)))
    }
    gpu.temperature = Measured { () throws(Gap) in try temperature(base) }
    gpu.power = Measured { () throws(Gap) in
      var power = try sensor(base, "power1_average")
      if power == nil { power = try sensor(base, "power1_input") }
      guard let power, let cap = try sensor(base, "power1_cap"), cap > 0 else {
        throw Gap(.missing, base, "no power or no limit of it")
      }
      return power / cap * 100
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
    return use("vram").flatMap { own in
      guard own.limit < 4 * 1_073_741_824 else { return .success(own) }
      let shared = use("gtt")
      if shared.gap?.kind == .missing { return .success(own) }
      return shared.map {
        LimitsObservation.Use(used: own.used + $0.used, limit: own.limit + $0.limit)
      }
    }
  }

  /// Of the sensors with a limit the one that is nearest to it.
  private func temperature(_ base: String) throws(Gap) -> GPU.Temperature {
    var nearest: GPU.Temperature?
    for number in 1...3 {
      let limit = try sensor(base, "temp\(number)_crit")
      guard let now = try sensor(base, "temp\(number)_input") else {
        if limit != nil { throw Gap(.cut, base, "temp\(number) has a limit and no reading") }
        continue
      }
      let left = limit.map { ($0 - now) / 1000 }
      if left ?? .infinity < nearest?.left ?? .infinity || nearest == nil {
        nearest = GPU.Temperature(degrees: now / 1000, left: left)
      }
    }
    guard let nearest else { throw cut ?? Gap(.missing, base, "no temperature") }
    return nearest
  }

  /// The number of a sensor of the card's monitor; nil where the card has no such sensor.
  private func sensor(_ base: String, _ name: String) throws(Gap) -> Double? {
    let path = last.order.first { $0.hasPrefix("\(base)/hwmon/") && $0.hasSuffix("/\(name)") }
    guard let path, !last.lacks(path) else { return nil }
    return try parsed(path, Self.number).get()
  }

  private func intel(_ card: String, _ base: String) -> GPU {
    var gpu = GPU(
      name: "Intel GPU \(card)",
      unknown: cut ?? Gap(.missing, base, "i915 and xe do not tell in a file"))
    var slowdowns: [GPU.Slowdown: Double] = [:]
    var isTold = false
    var lost: Gap?
    for (reason, slowdown) in GPUProbes.reasons {
      for path in [
        "\(GPUProbes.directory)/\(card)/gt/gt0/throttle_reason_\(reason)",
        "\(base)/tile0/gt0/freq0/throttle/reason_\(reason)",
      ] {
        switch parsed(path, Self.number) {
        case .failure(let gap) where gap.kind == .missing: continue
        case .failure(let gap): lost = gap
        case .success(let value):
          isTold = true
          // One look is half of two.
          if value > 0 { slowdowns[slowdown] = 50 }
        }
      }
    }
    if let lost {
      gpu.slowdowns = .failure(lost)
    } else if isTold {
      gpu.slowdowns = .success(slowdowns)
    }
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
