import FoundationEssentials
import Model
import Testing

@testable import Collector
@testable import Runbook

/// Where memory went on real machines: the parts are to add up, and little is to be left untold.
@Suite struct MemoryAccountTests {
  @Test(
    "The trees of PCP",
    .enabled(if: Upstream.has("pcp-linux"), Upstream.absence("pcp-linux")),
    arguments: Upstream.names(in: "pcp-linux/trees").filter { $0.hasPrefix("meminfo-") })
  func pcp(_ name: String) async throws {
    let tree = try await Unpacked("pcp-linux/trees/\(name)")
    try expectWhole(observed(tree.folder.path), within: 3)
  }

  @Test(
    "The node of a sosreport", .enabled(if: Upstream.has("hotsos"), Upstream.absence("hotsos")))
  func sosreport() async throws {
    let tree = try await Unpacked("hotsos/kubernetes.tar.xz")
    try expectWhole(observed(tree.path("kubernetes")), within: 3)
  }

  /// lxcfs tells of the container's total, its free memory and its cache, and beside them of the
  /// whole host's stacks and page tables, which are not the container's.
  @Test(
    "A container whose numbers are in part its host's",
    .enabled(if: Upstream.has("hotsos"), Upstream.absence("hotsos")))
  func container() async throws {
    let tree = try await Unpacked("hotsos/rabbitmq.tar.xz")
    let observation = try observed(tree.path("rabbitmq"))
    try expectWhole(observation, within: 0)
    let account = try memoryAccount(observation.memory, zfs: nil).get()
    #expect(!account.contains { $0.name == "page tables" || $0.name == "kernel stacks" })
  }

  @Test(
    "The tree of procfs", .enabled(if: Upstream.has("procfs"), Upstream.absence("procfs")))
  func procfs() async throws {
    let tree = try await Unpacked("procfs/fixtures-extracted.tar.xz")
    try expectWhole(observed(tree.path("fixtures")), within: 3)
  }

  @Test("This machine") func here() throws {
    let recording = collect(CollectionOptions(window: 0.1, version: "test"))
    try expectWhole(Observation(recording), within: 3)
  }

  @Test(
    "Nothing counts twice: stacks are large areas, and what was swapped in is a program's page",
    arguments: [
      ("KernelStack: 96\nPercpu: 10\nVmallocUsed: 100", "kernel, other large areas (vmalloc)", 4),
      ("KernelStack: 96\nPercpu: 10\nVmallocUsed: 20", "kernel, other large areas (vmalloc)", 0),
      ("SwapCached: 50", "on its way from or to swap", 50),
      (
        "SwapCached: 50\nActive(anon): 300\nInactive(anon): 105\nUnevictable: 0",
        "on its way from or to swap", 5
      ),
      ("SwapCached: 50\nActive(anon): 300\nInactive(anon): 90", "on its way from or to swap", 0),
      ("Zswap: 7", "swap compressed in memory (zswap)", 7),
    ])
  func disjoint(_ lines: String, _ name: String, _ kilobytes: Double) throws {
    let common = "MemTotal: 1000\nMemFree: 100\nBuffers: 0\nCached: 100\nAnonPages: 400\nSlab: 50\n"
    let text =
      "-- sample 1 at 1 wall 1 --\n-- /proc/meminfo --\n"
      + "\(common)\(lines)\n".replacing("\n", with: " kB\n") + "-- end --\n"
    let recording = try Recording(parsing: Array("whyslow recording 1\n\(text)".utf8))
    let account = try memoryAccount(Observation(recording).memory, zfs: nil).get()
    let row = account.first { $0.name == name }
    #expect((row?.measurements[0].quantity.value ?? 0) == kilobytes * 1024, "\(account)")
  }

  @Test("No part is told where the kernel's table is not there")
  func unmeasured() {
    let nothing = Observation(Recording(samples: [Sample(), Sample()]))
    #expect(memoryAccount(nothing.memory, zfs: nil).gap != nil)
  }

  /// All parts add up to the total, and `percent` of it at most is in none of them, or in two.
  private func expectWhole(_ observation: Observation, within percent: Double) throws {
    let account = try memoryAccount(
      observation.memory, zfs: observation.disk.zfsCache.value
    ).get()
    let sizes = account.map { $0.measurements[0].quantity.value }
    let total = try observation.memory.info.get()[.memTotal]
    #expect(sizes.last == total)
    #expect(abs(sizes.dropLast().reduce(0, +) - total) < 1)
    let remainder = sizes[sizes.count - 2]
    #expect(
      abs(remainder) / total * 100 <= percent,
      "\(account.map { "\($0.name) \($0.measurements[1].quantity)" })")
  }
}

/// Every closer look at every tree: nothing is to fail, and what is there is to be told.
@Suite struct DiveTests {
  @Test(
    "A machine at work, between two snapshots",
    .enabled(if: Upstream.has("sysstat"), Upstream.absence("sysstat")),
    arguments: divableResources)
  func sysstat(_ resource: Resource) async throws {
    let tree = try await Unpacked("sysstat/roots-1-2-3.tar.xz")
    let roots = ["root1", "root2"].map { tree.folder.appending(path: $0).path }
    let look = dive(resource, in: Observation(.between(roots[0], roots[1])))
    #expect(look.resource == resource)
    #expect(Set(look.sections.map(\.title)).count == look.sections.count)
    #expect(look.sections.allSatisfy { !$0.byHand.isEmpty })
    let rows = look.sections.flatMap { $0.rows.value ?? [] }
    #expect(resource == .gpu || rows.count > 3)
    #expect(rows.flatMap(\.measurements).allSatisfy { $0.quantity.value.isFinite })
  }

  @Test("Of nothing every question is unmeasured or without an answer", arguments: divableResources)
  func nothing(_ resource: Resource) {
    let look = dive(resource, in: Observation(Recording(samples: [Sample(), Sample()])))
    let rows = look.sections.flatMap { $0.rows.value ?? [] }
    // Where packets are lost has a row for each place, with no number.
    #expect(rows.allSatisfy { $0.measurements.isEmpty }, "\(rows)")
  }
}
