import KernelText
import Model
import Testing

@testable import Collector

/// Processors, zones, caches, nodes and modules in node_exporter's names and units.
extension Metrics {
  mutating func addHardware(_ sample: Sample, of tree: Unpacked) throws {
    try addInterrupts(sample)
    try addZones(sample)
    try addNodes(sample)
    try addControllers(sample)
    try addClocks(sample, of: tree)
  }

  private mutating func addInterrupts(_ sample: Sample) throws {
    let scheduler = try SchedStat(sample.whole("/proc/schedstat"))
    for (number, processor) in scheduler.processors {
      let cpu = [("cpu", "\(number)")]
      set("node_schedstat_running_seconds_total", cpu, Double(processor.running) / 1e9)
      set("node_schedstat_waiting_seconds_total", cpu, Double(processor.waiting) / 1e9)
      set("node_schedstat_timeslices_total", cpu, processor.slices)
    }
    let interrupts = try InterruptTable(sample.whole("/proc/interrupts"))
    for line in interrupts.lines {
      let isDevice = line.name.allSatisfy(\.isNumber)
      let words = line.description.split(separator: " ")
      let info = isDevice ? words.prefix(1) : words[...]
      let devices = isDevice ? words.dropFirst() : []
      for (number, count) in zip(interrupts.processors, line.counts) {
        let labels = [
          ("cpu", "\(number)"), ("devices", devices.joined(separator: " ")),
          ("info", info.joined(separator: " ")), ("type", line.name),
        ]
        set("node_interrupts_total", labels, count)
      }
    }
    let soft = try InterruptTable(sample.whole("/proc/softirqs"))
    for line in soft.lines {
      for (number, count) in zip(soft.processors, line.counts) {
        set("node_softirqs_functions_total", [("cpu", "\(number)"), ("type", line.name)], count)
      }
    }
  }

  private mutating func addZones(_ sample: Sample) throws {
    for zone in try ZoneText.parse(sample.whole("/proc/zoneinfo")) {
      let labels = [("node", "\(zone.node)"), ("zone", zone.name)]
      set("node_zoneinfo_min_pages", labels, zone.min)
      set("node_zoneinfo_low_pages", labels, zone.low)
      set("node_zoneinfo_high_pages", labels, zone.high)
      set("node_zoneinfo_present_pages", labels, zone.present)
      set("node_zoneinfo_managed_pages", labels, zone.managed)
    }
    for zone in try FreeBlocks.parse(sample.whole("/proc/buddyinfo")) {
      for (order, blocks) in zone.blocks.enumerated() {
        let labels = [("node", "\(zone.node)"), ("size", "\(order)"), ("zone", zone.zone)]
        set("node_buddyinfo_blocks", labels, blocks)
      }
    }
    for cache in try SlabText.parse(sample.whole("/proc/slabinfo")) {
      let slab = [("slab", cache.name)]
      set("node_slabinfo_active_objects", slab, cache.activeObjects)
      set("node_slabinfo_objects", slab, cache.objects)
      set("node_slabinfo_object_size_bytes", slab, cache.objectSize)
      set("node_slabinfo_objects_per_slab", slab, cache.objectsPerSlab)
      set("node_slabinfo_pages_per_slab", slab, cache.pagesPerSlab)
    }
  }

  private mutating func addNodes(_ sample: Sample) throws {
    for name in sample.order where name.hasPrefix("/sys/devices/system/node/node") {
      let parts = name.split(separator: "/")
      let node = [("node", String(parts[4].dropFirst(4)))]
      guard parts[5] == "numastat" || parts[5] == "meminfo" else { continue }
      for (key, value) in try KeyValues(sample.whole(name)).values {
        let plain = key.split { $0 == "(" || $0 == ")" }.joined(separator: "_")
        set(
          "node_memory_numa_\(plain)" + (parts[5] == "numastat" ? "_total" : ""), node, value)
      }
    }
  }

  private mutating func addControllers(_ sample: Sample) throws {
    let recording = Recording(samples: [sample])
    for name in sample.order where name.hasPrefix("/sys/devices/system/edac/mc/mc") {
      let parts = name.split(separator: "/").dropFirst(5).map(String.init)
      guard let count = Observer(recording, depth: .full).parsed(name, Observer.number).value else {
        continue
      }
      let controller = ("controller", String(parts[0].dropFirst(2)))
      switch parts.last {
      case "ce_count" where parts.count == 2:
        set("node_edac_correctable_errors_total", [controller], count)
      case "ue_count" where parts.count == 2:
        set("node_edac_uncorrectable_errors_total", [controller], count)
      case "ue_count":
        let row = ("csrow", String(parts[1].dropFirst(5)))
        set("node_edac_csrow_uncorrectable_errors_total", [controller, row], count)
      case let file? where file.hasPrefix("ch"):
        let label = name.dropLast("ce_count".count) + "dimm_label"
        let channel = String(file.dropFirst(2).prefix(1))
        let row = String(parts[1].dropFirst(5))
        let text = try sample.text(String(label)).get().trimmed.string
        #expect(text == "\(parts[0])csrow\(row)channel\(channel)")
        set(
          "node_edac_channel_correctable_errors_total",
          [
            ("channel", channel), controller, ("csrow", row),
            ("dimm_label", "\(parts[0])_csrow\(row)_channel\(channel)"),
          ], count)
      default: break
      }
    }
  }

  /// The clocks' bounds and the throttling, by core and package as the tree numbers them.
  private mutating func addClocks(_ sample: Sample, of tree: Unpacked) throws {
    let observer = Observer(Recording(samples: [sample]), depth: .full)
    for name in sample.order where name.hasPrefix("/sys/devices/system/cpu/cpu") {
      let parts = name.split(separator: "/").map(String.init)
      let cpu = String(parts[4].dropFirst(3))
      guard let value = observer.parsed(name, Observer.number).value else { continue }
      func id(_ file: String) throws -> String {
        let path = "sys/devices/system/cpu/cpu\(cpu)/topology/\(file)"
        return Text(try tree.bytes(path)).trimmed.string
      }
      switch parts.last {
      case "scaling_max_freq":
        set("node_cpu_scaling_frequency_max_hertz", [("cpu", cpu)], value * 1000)
      case "core_throttle_count":
        let labels = [("core", try id("core_id")), ("package", try id("physical_package_id"))]
        set("node_cpu_core_throttles_total", labels, value)
      case "package_throttle_count":
        let package = try id("physical_package_id")
        set("node_cpu_package_throttles_total", [("package", package)], value)
      default: break
      }
    }
  }
}
