import KernelText
import Model

extension Observer {
  static let nvidiaSection = GPUProbes.nvidia.joined(separator: " ")

  /// The cards that nvidia-smi tells of.
  func nvidiaGPUs() -> Measured<[GPU]> {
    let name = Self.nvidiaSection
    return parsedOfEither(name, NvidiaText.parse).map { cards in
      let looks = [first, last].map { parsed(name, in: $0, NvidiaText.parse).value }
      return cards.map { card in
        let same = looks.map { $0?.first { $0.address == card.address } }
        return gpu(card, looks: hasInterval ? same.compactMap { $0 } : [card])
      }
    }
  }

  /// `card` as it was last seen; `looks` are the times it was seen, in their order.
  private func gpu(_ card: NvidiaText, looks: [NvidiaText]) -> GPU {
    let name = "\(card.product) at \(card.shortAddress)"
    let gap =
      card.isUnanswered
      ? Gap(.malformed, Self.nvidiaSection, "\(name) does not answer all that it is asked")
      : Gap(.missing, Self.nvidiaSection, "\(name) does not tell")
    let once = Gap(.noInterval, Self.nvidiaSection, "it takes two looks some time apart")
    func measured<Value>(_ value: Value?) -> Measured<Value> {
      value.map { .success($0) } ?? .failure(gap)
    }
    var gpu = GPU(name: name, unknown: gap)
    gpu.busy = measured(card.busy)
    gpu.video = measured([card.encoder, card.decoder].compactMap { $0 }.max())
    gpu.memory = measured(card.memory)
    gpu.temperature = measured(card.hottest)
    gpu.power = measured(card.powerShare)
    gpu.memoryErrors = measured(Self.memoryErrors(card, looks)).flatMap { errors in
      // What was corrected before the window is no news, so that only its growth tells.
      let isKnown = !errors.isSilent || errors.corrected == 0 || errors.newCorrected != nil
      if card.isUnanswered, errors.isSilent { return .failure(gap) }
      return isKnown ? .success(errors) : .failure(once)
    }
    gpu.link = measured(card.link)
    gpu.recovery = measured(card.recovery.map { $0 == "None" ? nil : $0 })
    if card.replays != nil {
      gpu.replays = Self.growth(\.replays, looks).map { .success($0) } ?? .failure(once)
    }
    if !card.reasons.isEmpty {
      // One look shows a brake of the hardware, and nothing of what has to last.
      let isBraked = [.heat, .powerBrake, .protection].contains(where: card.isActive)
      gpu.slowdowns = looks.count == 2 || isBraked ? .success(slowdowns(looks)) : .failure(once)
    }
    gpu.processes = card.processes.map { process in
      GPU.Process(
        pid: Int(clamping: process.pid), name: process.name,
        memory: process.memory.map { $0 * mebibyte })
    }.sorted { ($0.memory ?? 0) > ($1.memory ?? 0) }
    return gpu
  }

  private static func memoryErrors(_ card: NvidiaText, _ looks: [NvidiaText])
    -> GPU.MemoryErrors?
  {
    let isTold = card.uncorrected != nil || card.isRepairPending != nil
    guard isTold || card.hasRepairFailed != nil else { return nil }
    var errors = GPU.MemoryErrors(
      uncorrected: card.uncorrected ?? 0, corrected: card.corrected ?? 0)
    errors.newUncorrected = growth(\.uncorrected, looks)
    errors.newCorrected = growth(\.corrected, looks)
    errors.isRepairPending = card.isRepairPending ?? false
    errors.hasRepairFailed = card.hasRepairFailed ?? false
    return errors
  }

  /// By how much a counter grew between two looks; nil where it was reset.
  private static func growth(_ count: KeyPath<NvidiaText, Double?>, _ looks: [NvidiaText])
    -> Double?
  {
    guard looks.count == 2, let old = looks[0][keyPath: count], let new = looks[1][keyPath: count],
      new >= old
    else { return nil }
    return new - old
  }

  /// The share of the window for each reason.
  ///
  /// It is told by the driver's counters where it has them, else by the looks at which it was so.
  /// Two looks are asked for, and each counts half.
  private func slowdowns(_ looks: [NvidiaText]) -> [GPU.Slowdown: Double] {
    var shares: [GPU.Slowdown: Double] = [:]
    for slowdown in GPU.Slowdown.allCases {
      let seen = looks.count { $0.isActive(slowdown) }
      shares[slowdown] = counted(slowdown, looks) ?? Double(seen) * 50
    }
    return shares
  }

  private func counted(_ slowdown: GPU.Slowdown, _ looks: [NvidiaText]) -> Double? {
    guard looks.count == 2, seconds > 0, let name = slowdown.counter,
      let before = looks[0].reasonTimes[name], let after = looks[1].reasonTimes[name],
      after >= before
    else { return nil }
    // Some drivers count a GPU at its power limit as too warm by the same microseconds.
    let atLimit = looks.map { $0.reasonTimes["sw_power_cap"] }
    if slowdown == .warmth, after > 0, atLimit == [before, after] { return nil }
    return min(100, (after - before) / 1e6 / seconds * 100)
  }
}

private let mebibyte = 1048576.0

extension GPU.MemoryErrors {
  /// Whether nothing but corrected errors could be told of.
  fileprivate var isSilent: Bool { uncorrected == 0 && !isRepairPending && !hasRepairFailed }
}

extension GPU.Slowdown {
  /// What nvidia-smi calls the time spent so.
  fileprivate var counter: String? {
    switch self {
    case .heat: "hw_therm_slowdown"
    case .powerBrake: "hw_power_brake"
    case .protection: nil
    case .warmth: "sw_therm_slowdown"
    case .powerLimit: "sw_power_cap"
    case .synchronisation: "sync_boost"
    }
  }
}

extension NvidiaText {
  /// `00000000:00:04.0` without a domain of zero.
  fileprivate var shortAddress: String {
    let isFirst = address.hasPrefix("00000000:") && address.count > 9
    return isFirst ? String(address.dropFirst(9)) : address
  }

  /// What programs may take is what the driver has not kept for itself.
  fileprivate var memory: LimitsObservation.Use? {
    guard let memoryTotal, let memoryUsed, memoryTotal > 0 else { return nil }
    let most = max(memoryTotal - (memoryReserved ?? 0), memoryUsed)
    return LimitsObservation.Use(used: memoryUsed * mebibyte, limit: most * mebibyte)
  }

  /// The processor or its memory, whichever is nearer to its limit.
  fileprivate var hottest: GPU.Temperature? {
    guard let temperature else { return nil }
    let own = GPU.Temperature(
      degrees: temperature, left: temperatureLeft ?? slowTemperature.map { $0 - temperature })
    guard let memoryTemperature, let memoryMaximum, let left = own.left,
      memoryMaximum - memoryTemperature < left
    else { return own }
    return GPU.Temperature(degrees: memoryTemperature, left: memoryMaximum - memoryTemperature)
  }

  fileprivate var powerShare: Double? {
    guard let powerDraw, let powerLimit, powerLimit > 0 else { return nil }
    return powerDraw / powerLimit * 100
  }

  fileprivate var link: GPU.Link? {
    guard let linkWidth, let linkWidthMaximum, linkWidthMaximum > 0 else { return nil }
    let isFast = ["P0", "P1", "P2"].contains(performanceState)
    return GPU.Link(
      width: linkWidth, widest: linkWidthMaximum, generation: linkGeneration,
      newest: linkGenerationMaximum, isAtWork: isFast && (busy ?? 0) >= 50)
  }

  fileprivate func isActive(_ slowdown: GPU.Slowdown) -> Bool {
    let isHot = reasons["hw_thermal_slowdown"] ?? false
    let isBraked = reasons["hw_power_brake_slowdown"] ?? false
    switch slowdown {
    case .heat: return isHot
    case .powerBrake: return isBraked
    // The driver's word for either of the two above, and for what has no name.
    case .protection: return (reasons["hw_slowdown"] ?? false) && !isHot && !isBraked
    case .warmth: return reasons["sw_thermal_slowdown"] ?? false
    case .powerLimit: return reasons["sw_power_cap"] ?? false
    case .synchronisation: return reasons["sync_boost"] ?? false
    }
  }
}
