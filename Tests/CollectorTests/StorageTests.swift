import FoundationEssentials
import KernelText
import Model
import Testing

@testable import Collector

/// Arrays, pools and disks of other projects' machines.
@Suite struct StorageTests {
  @Test(
    "Every odd array that procfs knows",
    .enabled(if: Upstream.has("procfs"), Upstream.absence("procfs")))
  func arrays() async throws {
    let tree = try await Unpacked("procfs/fixtures-extracted.tar.xz")
    let arrays = try observed(tree.path("fixtures")).disk.arrays.get()
    #expect(arrays.count == 18)
    func array(_ name: String) throws -> RAIDArray {
      try #require(arrays.first { $0.name == name })
    }
    let md6 = try array("md6")
    #expect(md6.activity?.kind == .recovery)
    #expect(md6.activity?.percent == 8.5)
    #expect(try md6.redundancy.get().missing == 1)
    #expect(md6.failed == ["sdb2"])
    let md7 = try array("md7")
    #expect(try md7.redundancy.get().left == 1)
    let md9 = try array("md9")
    #expect(md9.activity == nil)
    #expect(try md9.redundancy.get().missing == 0)
    #expect(md9.failed.count == 2)
    #expect(try array("md42").activity?.kind == .reshape)
    #expect(try array("md201").activity?.kind == .check)
    #expect(try array("md219").isBroken == false)
    #expect(try array("md4").isBroken)
    #expect(try array("md3").members.count == 10)
    for name in ["md10", "md12", "md120", "md126", "md00", "md101"] {
      #expect(try array(name).redundancy.get().missing == 0)
    }
  }

  @Test(
    "Pools of ZFS by what the module says",
    .enabled(if: Upstream.has("node_exporter"), Upstream.absence("node_exporter")))
  func pools() async throws {
    let tree = try await Unpacked("node_exporter/fixtures.tar.xz")
    let disk = try observed(tree.folder.path).disk
    let states = try disk.pools.get().map { [$0.name, $0.state] }
    #expect(
      states == [
        ["pool1", "ONLINE"], ["pool2", "SUSPENDED"], ["pool3", "ONLINE"], ["poolz1", "DEGRADED"],
      ])
    #expect(try disk.zfsCache.get() == ZFSCache(size: 1_603_939_792, least: 33_554_432))
  }

  @Test(
    "Samples of commands are read, or refused cleanly",
    .enabled(if: Upstream.has("insights"), Upstream.absence("insights")))
  func samples() async throws {
    var read: [String: Int] = [:]
    var refused: [String] = []
    for line in try await Upstream.insights.value.split(separator: 0x0A) {
      let sample = try JSONDecoder().decode(Sample.self, from: Data(line))
      let text = Text(sample.text.drop { $0 == "\n" } + "\n")
      let test = sample.file.split(separator: "/").last.map(String.init) ?? ""
      do {
        switch test {
        case "test_mdstat.py": _ = try MDStat(text)
        case "test_dmsetup.py": _ = try DeviceMapperStatus.parse(text)
        case "test_smartctl.py": _ = try SMARTText(text)
        default: continue
        }
        read[test, default: 0] += 1
      } catch { refused.append("\(test) \(sample.name)") }
    }
    print("insights: \(read), refused \(refused)")
    #expect(read["test_mdstat.py"] == 6)
    #expect(read["test_smartctl.py"] == 3)
    // JSON, and what other subcommands print.
    #expect(refused.contains("test_smartctl.py SMARTCTL_HEALTH"))
    #expect(refused.allSatisfy { !$0.hasPrefix("test_mdstat.py") })
  }

  /// A line of the samples.
  private struct Sample: Decodable {
    let file: String, name: String, text: String
  }
}
