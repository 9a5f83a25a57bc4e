/// What `nvidia-smi -q -x` prints of one card; what the card does not have (`N/A`) is nil.
///
/// ```
/// <gpu id="00000000:00:04.0">
///   <product_name>Tesla P100-PCIE-16GB</product_name>
///   <fb_memory_usage><total>16384 MiB</total><reserved>103 MiB</reserved><used>0 MiB</used>
/// ```
/// Names differ by driver: `clocks_throttle_reasons` became `clocks_event_reasons` with 535, and
/// `power_readings` became `gpu_power_readings`.
public struct NvidiaText: Sendable, Hashable {
  /// The product, and the bus address such as `00000000:00:04.0`.
  public var product: String, address: String
  /// Percent of the driver's last sampling period.
  public var busy: Double?, encoder: Double?, decoder: Double?
  /// MiB.
  public var memoryTotal: Double?, memoryReserved: Double?, memoryUsed: Double?
  /// Degrees Celsius of the processor, the same at which it is slowed down, and what is left.
  public var temperature: Double?, slowTemperature: Double?, temperatureLeft: Double?
  /// The same of its memory, and the most that it is to have.
  public var memoryTemperature: Double?, memoryMaximum: Double?
  /// Watts.
  public var powerDraw: Double?, powerLimit: Double?
  /// Such as `P0`, the fastest.
  public var performanceState: String?
  /// By the driver's name of it, such as `hw_thermal_slowdown`: whether it is active now, and
  /// microseconds since the driver was loaded.
  public var reasons: [String: Bool] = [:], reasonTimes: [String: Double] = [:]
  /// Memory errors since the driver was loaded.
  public var uncorrected: Double?, corrected: Double?
  /// Whether a repair of memory waits for a reset, and whether one failed.
  public var isRepairPending: Bool?, hasRepairFailed: Bool?
  /// Lanes, and the generation of the PCI Express link.
  public var linkWidth: Double?, linkWidthMaximum: Double?, linkGeneration: Double?,
    linkGenerationMaximum: Double?
  /// Since the driver was loaded.
  public var replays: Double?
  /// Such as `None` or `GPU Reset`.
  public var recovery: String?
  /// Whether the card did not answer a part of what it was asked.
  public var isUnanswered: Bool
  /// Those that hold its memory.
  public var processes: [Process] = []

  /// A process on a card.
  public struct Process: Sendable, Hashable {
    /// The number, and the path of the program.
    public var pid: UInt64, name: String
    /// MiB.
    public var memory: Double?
  }

  /// The cards in `text`.
  ///
  /// Where the tool fails it says why in a line of its own in place of the document.
  public static func parse(_ text: Text) throws(Malformed) -> [NvidiaText] {
    guard let start = text.firstIndex(of: "<nvidia_smi_log>") else {
      let said = text.lines.first { !$0.trimmed.isEmpty }?.trimmed.string.prefix(120)
      throw Malformed(said.map { "it says: \($0)" } ?? "it says nothing")
    }
    let log = try XMLElement(text.slice(start, text.count))
    var cards: [NvidiaText] = []
    for card in log.children where card.name == "gpu" { cards.append(try NvidiaText(card)) }
    return cards
  }

  private init(_ gpu: XMLElement) throws(Malformed) {
    let pci = gpu.child("pci")
    product = gpu.word("product_name") ?? "NVIDIA GPU"
    address = pci?.word("pci_bus_id") ?? ""
    isUnanswered = gpu.isUnanswered
    let utilization = gpu.child("utilization")
    busy = try utilization?.percent("gpu_util")
    encoder = try utilization?.percent("encoder_util")
    decoder = try utilization?.percent("decoder_util")
    let memory = gpu.child("fb_memory_usage")
    memoryTotal = try memory?.number("total")
    memoryReserved = try memory?.number("reserved")
    memoryUsed = try memory?.number("used")
    performanceState = gpu.word("performance_state")
    recovery = gpu.word("gpu_recovery_action")
    replays = try pci?.number("replay_counter")
    let link = pci?.child("pci_gpu_link_info")
    linkWidth = try link?.child("link_widths")?.number("current_link_width")
    linkWidthMaximum = try link?.child("link_widths")?.number("max_link_width")
    linkGeneration = try link?.child("pcie_gen")?.number("current_link_gen")
    linkGenerationMaximum = try link?.child("pcie_gen")?.number("max_link_gen")
    try takePower(gpu.child("gpu_power_readings") ?? gpu.child("power_readings"))
    try takeTemperature(gpu.child("temperature"))
    try takeReasons(gpu)
    try takeErrors(gpu)
    for process in gpu.child("processes")?.children ?? [] {
      guard let pid = try process.number("pid").flatMap(UInt64.init(exactly:)) else { continue }
      let memory = try process.number("used_memory")
      processes.append(
        Process(pid: pid, name: process.word("process_name") ?? "", memory: memory))
    }
  }

  private mutating func takePower(_ readings: XMLElement?) throws(Malformed) {
    for name in ["power_draw", "average_power_draw", "instant_power_draw"] where powerDraw == nil {
      powerDraw = try readings?.number(name)
    }
    for name in ["current_power_limit", "enforced_power_limit"] where powerLimit == nil {
      powerLimit = try readings?.number(name)
    }
  }

  private mutating func takeTemperature(_ readings: XMLElement?) throws(Malformed) {
    temperature = try readings?.degrees("gpu_temp")
    slowTemperature = try readings?.degrees("gpu_temp_slow_threshold")
    // Newer cards count down to their limit, and slow down some degrees past it.
    if let left = try readings?.degrees("gpu_temp_tlimit") {
      temperatureLeft = left - (try readings?.degrees("gpu_temp_slow_tlimit_threshold") ?? 0)
    }
    memoryTemperature = try readings?.degrees("memory_temp")
    memoryMaximum = try readings?.degrees("gpu_temp_max_mem_threshold")
  }

  private mutating func takeReasons(_ gpu: XMLElement) throws(Malformed) {
    let reasons = gpu.child("clocks_event_reasons") ?? gpu.child("clocks_throttle_reasons")
    for reason in reasons?.children ?? [] {
      // Others than reasons stand among them.
      guard let name = reason.name.behind("_reason_"), reason.text.hasSuffix("Active") else {
        continue
      }
      self.reasons[name] = reason.text == "Active"
    }
    for counter in gpu.child("clocks_event_reasons_counters")?.children ?? [] {
      guard let name = counter.name.behind("_counters_"), let time = try counter.number() else {
        continue
      }
      reasonTimes[name] = time
    }
  }

  private mutating func takeErrors(_ gpu: XMLElement) throws(Malformed) {
    let errors = gpu.at("ecc_errors", "volatile")
    // Pascal and older name them by bits, the newer by where they are.
    uncorrected = try errors?.child("double_bit")?.number("total")
    if uncorrected == nil { uncorrected = try errors?.sum { $0.contains("uncorrectable") } }
    if uncorrected == nil {
      // With instances, only these tell.
      for instance in gpu.child("mig_devices")?.children ?? [] {
        let counts = instance.at("ecc_error_count", "volatile_count")
        guard let count = try counts?.number("sram_uncorrectable") else { continue }
        uncorrected = count + (uncorrected ?? 0)
      }
    }
    corrected = try errors?.child("single_bit")?.number("total")
    if corrected == nil { corrected = try errors?.sum { $0.hasSuffix("_correctable") } }
    let rows = gpu.child("remapped_rows"), pages = gpu.child("retired_pages")
    let pending = [
      try rows?.flag("remapped_row_pending"), try pages?.flag("pending_retirement"),
      try pages?.flag("pending_blacklist"),
    ].compactMap { $0 }
    isRepairPending = pending.isEmpty ? nil : pending.contains(true)
    hasRepairFailed = try rows?.flag("remapped_row_failure")
  }
}

extension XMLElement {
  fileprivate func percent(_ name: String) throws(Malformed) -> Double? {
    try number(name).map { (value) throws(Malformed) in
      guard value <= 100 else { throw Malformed("\(name) is \(value)") }
      return value
    }
  }

  fileprivate func degrees(_ name: String) throws(Malformed) -> Double? {
    try number(name, isSigned: true).map { (value) throws(Malformed) in
      guard abs(value) < 1000 else { throw Malformed("\(name) is \(value)") }
      return value
    }
  }
}

extension String {
  /// What follows the last `mark`.
  fileprivate func behind(_ mark: String) -> String? {
    ranges(of: mark).last.map { String(self[$0.upperBound...]) }
  }
}
