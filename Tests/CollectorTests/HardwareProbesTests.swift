import FoundationEssentials
import KernelText
import Model
import Testing

@testable import Collector

/// However large a machine, what is read of its parts is bounded, and what is left out is told.
@Suite struct HardwareProbesTests {
  /// A tree of sysfs with so many processors, nodes and memory modules.
  private func tree(processors: Int, nodes: Int, modules: Int) throws -> URL {
    let root = FileManager.default.temporaryDirectory.appending(path: "whyslow-\(UUID())")
    func make(_ path: String, _ files: [String: String]) throws {
      let folder = root.appending(path: "sys/\(path)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for (name, text) in files {
        try Data(text.utf8).write(to: folder.appending(path: name))
      }
    }
    let system = "devices/system"
    try make("\(system)/cpu", ["online": "0-\(processors - 1)\n"])
    for number in 0..<processors {
      try make("\(system)/cpu/cpu\(number)/thermal_throttle", ["core_throttle_count": "0\n"])
    }
    for number in 0..<nodes { try make("\(system)/node/node\(number)", ["cpulist": "0\n"]) }
    try make("\(system)/edac/mc/mc0", ["ce_count": "0\n", "ue_count": "0\n"])
    for number in 0..<modules {
      try make("\(system)/edac/mc/mc0/dimm\(number)", ["dimm_ce_count": "0\n"])
    }
    return root
  }

  @Test func aSmallMachine() throws {
    let root = try tree(processors: 4, nodes: 1, modules: 2)
    defer { try? FileManager.default.removeItem(at: root) }
    let probes = HardwareProbes(root: root.path)
    #expect(probes.cuts == [])
    #expect(probes.counted.contains("/proc/interrupts"))
    #expect(probes.counted.filter { $0.hasSuffix("core_throttle_count") }.count == 4)
    #expect(probes.counted.filter { $0.hasSuffix("dimm_ce_count") }.count == 2)
    // A node is compared with others; where there are none, its own numbers are nobody's business.
    #expect(!probes.counted.contains { $0.hasSuffix("numastat") })
  }

  @Test func aHugeMachine() throws {
    let root = try tree(processors: 300, nodes: 70, modules: 260)
    defer { try? FileManager.default.removeItem(at: root) }
    let probes = HardwareProbes(root: root.path)
    #expect(
      probes.cuts == [
        "files of 44 CPUs", "/proc/interrupts of 300 CPUs", "files of 6 nodes",
        "files of 4 memory modules",
      ])
    #expect(!probes.counted.contains("/proc/interrupts"))
    #expect(probes.counted.filter { $0.hasSuffix("core_throttle_count") }.count == 256)
    #expect(probes.counted.filter { $0.hasSuffix("numastat") }.count == 64)
    #expect(probes.counted.filter { $0.hasSuffix("dimm_ce_count") }.count == 256)
  }

  @Test("What a machine does not have is asked for once, so that its absence is known")
  func nothing() throws {
    let probes = HardwareProbes(root: "/nonexistent")
    let asked = [
      "/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count",
      "/sys/devices/system/edac/mc/mc0/ce_count",
      "/sys/devices/system/cpu/cpufreq/policy0/scaling_max_freq",
      "/sys/devices/system/node/online", "/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages",
    ]
    for path in asked { #expect((probes.counted + probes.standing).contains(path)) }
    #expect(probes.cuts == [])
  }

  @Test("Tables of ten thousand processors")
  func tenThousand() throws {
    let count = 10_000
    let heading = (0..<count).map { "CPU\($0)" }.joined(separator: " ")
    let numbers = (0..<count).map { "\($0)" }.joined(separator: " ")
    let names = ["HI", "TIMER", "NET_TX", "NET_RX", "BLOCK", "TASKLET", "SCHED", "RCU"]
    let lines = names.map { "\($0): \(numbers)\n" }.joined()
    let table = try InterruptTable(Text(heading + "\n" + lines))
    #expect(table.processors.count == count)
    #expect(table.lines.map(\.name) == names)
    #expect(table.lines.allSatisfy { $0.counts.last == UInt64(count - 1) })
    let list = try CPUList(list: Text("0-\(count - 1)\n"))
    #expect(list.numbers.count == count)
    #expect(throws: Malformed.self) { try CPUList(list: Text("0-18446744073709551615\n")) }
    #expect(throws: Malformed.self) { try CPUList(list: Text("5-2\n")) }
    #expect(throws: Malformed.self) { try CPUList(mask: Text("123456789\n")) }
  }
}
