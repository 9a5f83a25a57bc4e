import FoundationEssentials
import KernelText
import Model
import Testing

@testable import Collector

/// Fragments of proc and sysfs of real kernels from 2.6 to 5.5, which PCP tests itself with.
@Suite(.enabled(if: Upstream.has("pcp-linux"), Upstream.absence("pcp-linux")))
struct PCPTests {
  private static let names = Upstream.names(in: "pcp-linux/trees")

  @Test(arguments: names.filter { $0.hasSuffix(".tgz") })
  func tree(_ name: String) async throws {
    let tree = try await Unpacked("pcp-linux/trees/\(name)")
    let reading = try TreeReading(tree)
    if reading.count > 0 { print("\(name): \(reading)") }
    #expect(reading.refused == [])
    _ = try observed(tree.folder.path)
  }

  @Test(arguments: names.filter { $0.hasPrefix("proc") && !$0.hasSuffix(".tgz") })
  func file(_ name: String) throws {
    let text = Text(try Upstream.text("pcp-linux/trees/\(name)"))
    let reading = try TreeReading(text, at: name)
    if reading.count > 0 { print("\(name): \(reading)") }
    #expect(reading.refused == [])
  }

  @Test(
    "Tables of interrupts",
    arguments: names.filter { $0.hasPrefix("interrupts-") || $0.hasPrefix("softirqs-") })
  func interrupts(_ name: String) async throws {
    let file = Upstream.folder.appending(path: "pcp-linux/trees/\(name)")
    let bytes: [UInt8]
    if name.hasSuffix(".bz2") {
      let whole = FileManager.default.temporaryDirectory.appending(path: "whyslow-\(UUID())")
      defer { try? FileManager.default.removeItem(at: whole) }
      let command = "bzip2 -dc \"$1\" >\"$2\""
      let result = try await run(["sh", "-c", command, "sh", file.path, whole.path], deadline: 600)
        .get()
      try #require(result.succeeded, "\(name): \(result.errors)")
      bytes = [UInt8](try Data(contentsOf: whole))
    } else {
      bytes = [UInt8](try Data(contentsOf: file))
    }
    let table = try InterruptTable(Text(bytes))
    let processors = try #require(
      name.split(separator: "-")[1].split(separator: "c").first.flatMap { Int($0) })
    #expect(table.processors == Array(0..<processors))
    #expect(table.lines.allSatisfy { $0.counts.count == processors })
    print("\(name): \(table.lines.count) lines of \(processors)")
    // As many as in the file, but for its heading and the sums over all processors.
    let lines = Text(bytes).lines.filter { !$0.trimmed.isEmpty }.count
    let sums = Text(bytes).lines.filter { line in
      ["ERR", "MIS"].contains { line.trimmed.string.hasPrefix($0) } && processors > 1
    }.count
    #expect(table.lines.count == lines - 1 - sums)
  }

  @Test("Four nodes of memory, as numastat(8) and the kernel's documentation read them")
  func nodes() async throws {
    let tree = try await Unpacked("pcp-linux/trees/sysfs-numa-001.tgz")
    let observation = try observed(tree.folder.path)
    let nodes = try observation.memory.nodes.get()
    #expect(nodes.map(\.number) == [0, 1, 2, 3])
    #expect(nodes.map(\.processors) == [[0, 1], [2, 3], [4, 5], [6, 7]])
    #expect(nodes[0].distances == [10, 20, 20, 20])
    #expect(try nodes[0].info.get()[.memFree] == 354_088 * 1024)
    let texts = try Text(tree.bytes("sys/devices/system/node/node0/numastat"))
    #expect(try KeyValues(texts)["numa_foreign"] == 984_695)
    let topology = try #require(observation.machine.topology)
    #expect(topology.online == Array(0..<8))
  }

  @Test("How heat slowed eight processors")
  func throttling() async throws {
    let tree = try await Unpacked("pcp-linux/trees/sysdev-root-002.tgz")
    let throttling = try observed(tree.folder.path).cpu.throttling.get()
    #expect(throttling.keys.sorted() == Array(0..<8))
    #expect(throttling.values.allSatisfy { $0.corePercent == 0 && $0.packagePercent == 0 })
  }

  @Test("Huge pages of every size")
  func hugePages() async throws {
    let tree = try await Unpacked("pcp-linux/trees/sysfs-hugepages-001.tgz")
    let pools = try observed(tree.folder.path).memory.hugePagePools.get()
    #expect(Set(pools.map { $0.pageSize / 1024 }) == [64, 2048, 32768, 1_048_576])
  }
}
