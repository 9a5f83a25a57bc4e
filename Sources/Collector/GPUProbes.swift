import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What is read of graphics cards.
enum GPUProbes {
  /// The directory in which every card with a driver of the kernel's own kind has an entry.
  static let directory = "/sys/class/drm"
  static let nvidia = ["nvidia-smi", "-q", "-x"]

  /// It prints a reason and fails where a card is lost.
  static let command = CommandProbe(
    arguments: nvidia, need: .path("/proc/driver/nvidia/version"), deadline: 5, isCounted: true,
    acceptsFailure: true, keep: kept)

  /// Whether `name`, of an entry of the directory, is a card and not one of its outputs.
  static func isCard(_ name: String) -> Bool {
    name.hasPrefix("card") && name.count > 4 && name.dropFirst(4).allSatisfy(\.isNumber)
  }

  /// The files of `card` on the machine below `root`.
  ///
  /// A card that sleeps is left asleep: reading how busy it is would wake it.
  static func files(of card: String, root: String) -> [String] {
    let base = "\(directory)/\(card)/device"
    let always = ["\(base)/vendor", "\(base)/power/runtime_status"]
    guard word(root + always[1]) != "suspended" else { return always }
    let own: [String] =
      switch word(root + always[0]) {
      case "0x1002": amd((names(in: "\(root)\(base)/hwmon") ?? []).prefix(4))
      case "0x8086": intel
      default: []
      }
    return always
      + own.map { "\(directory)/\(card)/\($0)" }.filter { access(root + $0, F_OK) == 0 }
  }

  /// The files of a card of AMD below its own directory; `monitors` may be a pattern.
  // Documentation/gpu/amdgpu/thermal.rst
  static func amd(_ monitors: some Collection<String>) -> [String] {
    let sensors =
      (1...3).flatMap { ["temp\($0)_input", "temp\($0)_crit"] } + [
        "power1_average", "power1_input", "power1_cap",
      ]
    return [
      "gpu_busy_percent", "mem_info_vram_used", "mem_info_vram_total", "mem_info_gtt_used",
      "mem_info_gtt_total", "ras/umc_err_count",
    ].map { "device/\($0)" }
      + monitors.flatMap { monitor in sensors.map { "device/hwmon/\(monitor)/\($0)" } }
  }

  /// The files of a card of Intel below its own directory.
  // drivers/gpu/drm/i915/gt/intel_gt_sysfs_pm.c, drivers/gpu/drm/xe/xe_gt_throttle.c
  static let intel = reasons.keys.sorted().flatMap { reason in
    ["gt/gt0/throttle_reason_\(reason)", "device/tile0/gt0/freq0/throttle/reason_\(reason)"]
  }

  /// Why an Intel GPU runs slower than asked for, by the driver's word for it.
  static let reasons: [String: GPU.Slowdown] = [
    "thermal": .heat, "prochot": .heat, "vr_thermalert": .heat, "soc_thermal": .heat,
    "mem_thermal": .heat, "vr_thermal": .heat, "ratl": .warmth, "pl1": .powerLimit,
    "pl2": .powerLimit, "pl4": .powerLimit, "vr_tdc": .powerLimit,
  ]

  /// The word in the file at `path`; nil where it cannot be read.
  private static func word(_ path: String) -> String? {
    var sample = Sample(time: 0, wallTime: 0)
    guard case .text(let range) = sample.read(path, in: .machine) else { return nil }
    return String(decoding: sample.bytes[range].prefix { $0 > 0x20 }, as: UTF8.self)
  }

  /// What nvidia-smi(1) printed, without the clocks that could be set, which are most of it, and
  /// without the arguments of programs, which may hold secrets.
  @Sendable static func kept(_ output: [UInt8]) -> [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(output.count / 2)
    var awaited: String?
    for line in output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let text = String(decoding: line, as: UTF8.self)
      if let end = awaited {
        if text.contains(end) { awaited = nil }
        continue
      }
      if text.contains("<supported_clocks>") {
        if !text.contains("</supported_clocks>") { awaited = "</supported_clocks>" }
        continue
      }
      if let name = text.firstRange(of: "<process_name>") {
        let program = text[name.upperBound...].prefix { !$0.isWhitespace && $0 != "<" }
        kept += "\(text[..<name.upperBound])\(program)</process_name>\n".utf8
        if !text.contains("</process_name>") { awaited = "</process_name>" }
        continue
      }
      kept += line
      kept.append(UInt8(ascii: "\n"))
    }
    // The last newline ends a line and begins none.
    if output.last == UInt8(ascii: "\n") { kept.removeLast() }
    return kept
  }
}

extension String {
  fileprivate func firstRange(of mark: String) -> Range<Index>? { ranges(of: mark).first }
}
