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
    return log.children.filter { $0.name == "gpu" }.map(NvidiaText.init)
  }

  private init(_ gpu: XMLElement) {
    let pci = gpu.child("pci")
    product = gpu.word("product_name") ?? "NVIDIA GPU"
    address = pci?.word("pci_bus_id") ?? ""
    let utilization = gpu.child("utilization")
    busy = utilization?.number("gpu_util")
    encoder = utilization?.number("encoder_util")
    decoder = utilization?.number("decoder_util")
    let memory = gpu.child("fb_memory_usage")
    memoryTotal = memory?.number("total")
    memoryReserved = memory?.number("reserved")
    memoryUsed = memory?.number("used")
    let power = gpu.child("gpu_power_readings") ?? gpu.child("power_readings")
    powerDraw =
      power?.number("power_draw") ?? power?.number("average_power_draw")
      ?? power?.number("instant_power_draw")
    powerLimit = power?.number("current_power_limit") ?? power?.number("enforced_power_limit")
    performanceState = gpu.word("performance_state")
    recovery = gpu.word("gpu_recovery_action")
    replays = pci?.number("replay_counter")
    let link = pci?.child("pci_gpu_link_info")
    linkWidth = link?.child("link_widths")?.number("current_link_width")
    linkWidthMaximum = link?.child("link_widths")?.number("max_link_width")
    linkGeneration = link?.child("pcie_gen")?.number("current_link_gen")
    linkGenerationMaximum = link?.child("pcie_gen")?.number("max_link_gen")
    takeTemperature(gpu.child("temperature"))
    takeReasons(gpu)
    takeErrors(gpu)
    processes = (gpu.child("processes")?.children ?? []).compactMap { process in
      guard let pid = process.number("pid").flatMap(UInt64.init(exactly:)) else { return nil }
      return Process(
        pid: pid, name: process.word("process_name") ?? "",
        memory: process.number("used_memory"))
    }
  }

  private mutating func takeTemperature(_ readings: XMLElement?) {
    temperature = readings?.number("gpu_temp")
    slowTemperature = readings?.number("gpu_temp_slow_threshold")
    // Newer cards count down to their limit, and slow down some degrees past it.
    temperatureLeft = readings?.number("gpu_temp_tlimit").map { left in
      left - (readings?.number("gpu_temp_slow_tlimit_threshold") ?? 0)
    }
    memoryTemperature = readings?.number("memory_temp")
    memoryMaximum = readings?.number("gpu_temp_max_mem_threshold")
  }

  private mutating func takeReasons(_ gpu: XMLElement) {
    let reasons = gpu.child("clocks_event_reasons") ?? gpu.child("clocks_throttle_reasons")
    for reason in reasons?.children ?? [] {
      guard let name = reason.name.behind("_reason_"), reason.text.hasSuffix("Active") else {
        continue
      }
      self.reasons[name] = reason.text == "Active"
    }
    for counter in gpu.child("clocks_event_reasons_counters")?.children ?? [] {
      guard let name = counter.name.behind("_counters_"), let time = counter.number else {
        continue
      }
      reasonTimes[name] = time
    }
  }

  private mutating func takeErrors(_ gpu: XMLElement) {
    let errors = gpu.at("ecc_errors", "volatile")
    // Pascal and older name them by bits, the newer by where they are.
    uncorrected =
      errors?.child("double_bit")?.number("total")
      ?? errors?.sum { $0.contains("uncorrectable") }
      // With instances, only these tell.
      ?? gpu.child("mig_devices")?.children.reduce(nil as Double?) { sum, instance in
        let count = instance.at("ecc_error_count", "volatile_count")?.number("sram_uncorrectable")
        return count.map { $0 + (sum ?? 0) } ?? sum
      }
    corrected =
      errors?.child("single_bit")?.number("total") ?? errors?.sum { $0.hasSuffix("_correctable") }
    let rows = gpu.child("remapped_rows"), pages = gpu.child("retired_pages")
    let pending = [
      rows?.flag("remapped_row_pending"), pages?.flag("pending_retirement"),
      pages?.flag("pending_blacklist"),
    ].compactMap { $0 }
    isRepairPending = pending.isEmpty ? nil : pending.contains(true)
    hasRepairFailed = rows?.flag("remapped_row_failure")
  }
}

extension String {
  /// What follows the last `mark`.
  fileprivate func behind(_ mark: String) -> String? {
    ranges(of: mark).last.map { String(self[$0.upperBound...]) }
  }
}
