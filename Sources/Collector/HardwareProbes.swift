#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files of processors, nodes of memory, memory controllers and huge pages, of which every
/// machine has another number.
///
/// Where a machine has none of a kind, one path is read all the same: that it is missing is the
/// proof.
struct HardwareProbes {
  /// The most processors, nodes and parts of memory whose own files are read.
  static let processorLimit = 256, nodeLimit = 64, partLimit = 256

  private(set) var counted: [String] = []
  private(set) var standing: [String] = []
  /// What was left out, in words.
  private(set) var cuts: [String] = []

  static let processors = "/sys/devices/system/cpu", nodes = "/sys/devices/system/node"
  static let controllers = "/sys/devices/system/edac/mc", hugePages = "/sys/kernel/mm/hugepages"

  // Below the directory of each.
  static let topology = ["topology/thread_siblings_list", "topology/core_siblings_list"]
  static let throttling = ["core_throttle", "package_throttle"].flatMap {
    ["thermal_throttle/\($0)_count", "thermal_throttle/\($0)_total_time_ms"]
  }
  static let clock = [
    "scaling_driver", "scaling_governor", "scaling_max_freq", "cpuinfo_min_freq",
    "cpuinfo_max_freq",
  ]
  static let nodeFiles = (counted: ["numastat"], standing: ["meminfo", "distance"])
  static let controller = (counted: ["ce_count", "ue_count"], standing: ["mc_name", "size_mb"])
  static let hugePagePool = ["nr_hugepages", "free_hugepages"]

  /// What is read where a machine has none of a kind.
  static let proofs = (
    throttling: "\(processors)/cpu0/thermal_throttle/core_throttle_count",
    clock: "\(processors)/cpufreq/policy0/scaling_max_freq",
    controller: "\(controllers)/mc0/ce_count",
    hugePages: "\(hugePages)/hugepages-2048kB/nr_hugepages"
  )

  private let root: String

  init(root: String) {
    self.root = root
    addProcessors()
    addNodes()
    addControllers()
    addHugePages()
  }

  private mutating func addProcessors() {
    let base = Self.processors
    let all = numbered("cpu", in: base)
    let some = all.prefix(Self.processorLimit).map { "\(base)/cpu\($0)" }
    if all.count > some.count { cuts.append("files of \(all.count - some.count) CPUs") }
    standing += ["\(base)/online", "\(base)/present"]
    standing += some.flatMap { processor in
      Self.topology.map { "\(processor)/\($0)" }
    }
    counted.append("/proc/softirqs")
    // Both tables of a thousand processors take the kernel as long as all processes together.
    if all.count <= Self.processorLimit {
      counted.append("/proc/interrupts")
    } else {
      cuts.append("/proc/interrupts of \(all.count) CPUs")
    }
    addThrottling(some)
    let policies = numbered("policy", in: "\(base)/cpufreq")
    // Before Linux 4.3 each processor had a directory of its own.
    let clocks =
      policies.isEmpty
      ? some.map { "\($0)/cpufreq" }
      : policies.prefix(Self.processorLimit).map { "\(base)/cpufreq/policy\($0)" }
    let governed = clocks.filter { has("\($0)/scaling_max_freq") }
    guard !governed.isEmpty else {
      standing.append(Self.proofs.clock)
      return
    }
    standing += governed.flatMap { clock in Self.clock.map { "\(clock)/\($0)" } }
  }

  private mutating func addThrottling(_ processors: [String]) {
    let told = processors.filter { has("\($0)/thermal_throttle") }
    counted += told.flatMap { processor in Self.throttling.map { "\(processor)/\($0)" } }
    if told.isEmpty { counted.append(Self.proofs.throttling) }
  }

  private mutating func addNodes() {
    let base = Self.nodes
    standing.append("\(base)/online")
    let nodes = numbered("node", in: base)
    let some = nodes.prefix(Self.nodeLimit).map { "\(base)/node\($0)" }
    if nodes.count > some.count { cuts.append("files of \(nodes.count - some.count) nodes") }
    for node in some {
      standing.append(has("\(node)/cpulist") ? "\(node)/cpulist" : "\(node)/cpumap")
      // A node without another to compare it with is told by /proc/meminfo.
      guard some.count > 1 else { continue }
      counted += Self.nodeFiles.counted.map { "\(node)/\($0)" }
      standing += Self.nodeFiles.standing.map { "\(node)/\($0)" }
    }
  }

  private mutating func addControllers() {
    let base = Self.controllers
    let controllers = numbered("mc", in: base).prefix(Self.nodeLimit).map { "\(base)/mc\($0)" }
    var parts = 0
    for controller in controllers {
      counted += Self.controller.counted.map { "\(controller)/\($0)" }
      standing += Self.controller.standing.map { "\(controller)/\($0)" }
      for (part, files) in EDACParts.of(names(in: root + controller) ?? []) {
        parts += 1
        guard parts <= Self.partLimit else { continue }
        let present = files.filter { has("\(controller)/\(part)/\($0)") }
          .map { "\(controller)/\(part)/\($0)" }
        counted += present.filter { $0.hasSuffix("_count") }
        standing += present.filter { !$0.hasSuffix("_count") }
      }
    }
    if parts > Self.partLimit { cuts.append("files of \(parts - Self.partLimit) memory modules") }
    if controllers.isEmpty { counted.append(Self.proofs.controller) }
  }

  private mutating func addHugePages() {
    let base = Self.hugePages
    let pools = (names(in: root + base) ?? []).filter { $0.hasPrefix("hugepages-") }.prefix(16)
    for pool in pools {
      standing += Self.hugePagePool.map { "\(base)/\(pool)/\($0)" }
    }
    if pools.isEmpty { standing.append(Self.proofs.hugePages) }
  }

  private func has(_ path: String) -> Bool { access(root + path, F_OK) == 0 }

  /// The numbers behind `prefix` of what is in `directory`, ascending.
  private func numbered(_ prefix: String, in directory: String) -> [Int] {
    (names(in: root + directory) ?? []).compactMap { name in
      guard name.hasPrefix(prefix) else { return nil }
      let rest = name.dropFirst(prefix.count)
      return rest.allSatisfy { $0.isASCII && $0.isNumber } ? Int(rest) : nil
    }.sorted()
  }
}

/// How a memory controller shows its modules: each by itself, or by rows and their channels.
enum EDACParts {
  /// The directories among `names` that count errors, each with the files it may have.
  static func of(_ names: [String]) -> [(directory: String, files: [String])] {
    let modules = names.filter { isNumbered($0, "dimm") || isNumbered($0, "rank") }
    if !modules.isEmpty { return modules.map { ($0, module) } }
    return names.filter { isNumbered($0, "csrow") }.map { ($0, row) }
  }

  static let module = ["dimm_label", "dimm_ce_count", "dimm_ue_count"]
  // drivers/edac/edac_mc_sysfs.c has at most eight channels.
  static let row =
    ["ue_count"] + (0..<8).flatMap { ["ch\($0)_dimm_label", "ch\($0)_ce_count"] }

  static func isNumbered(_ name: String, _ prefix: String) -> Bool {
    let rest = name.dropFirst(prefix.count)
    return name.hasPrefix(prefix) && !rest.isEmpty
      && rest.allSatisfy { $0.isASCII && $0.isNumber }
  }
}
