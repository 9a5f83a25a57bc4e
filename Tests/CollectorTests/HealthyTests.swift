import Checks
import FoundationEssentials
import Model
import Testing

@testable import Collector

/// Machines of other projects that nobody called sick: what is found in them is a false alarm.
///
/// In all of them there is no critical and one warning, but for what a tree is made to show. A
/// single snapshot is judged as if nothing had moved for ten seconds.
@Suite struct HealthyTests {
  @Test(
    "A machine at work, between two snapshots",
    .enabled(if: Upstream.has("sysstat"), Upstream.absence("sysstat")))
  func sysstat() async throws {
    let tree = try await Unpacked("sysstat/roots-1-2-3.tar.xz")
    let roots = ["root1", "root2", "root3"].map { name in
      tree.folder.appending(path: name).path
    }
    for (before, after) in zip(roots, roots.dropFirst()) {
      try expectHealthy(Observation(.between(before, after)), after)
    }
  }

  @Test(
    "The trees of PCP",
    .enabled(if: Upstream.has("pcp-linux"), Upstream.absence("pcp-linux")),
    arguments: Upstream.names(in: "pcp-linux/trees").filter { $0.hasSuffix(".tgz") })
  func pcp(_ name: String) async throws {
    let tree = try await Unpacked("pcp-linux/trees/\(name)")
    try expectHealthy(try observed(tree.folder.path), name)
  }

  @Test(
    "The nodes of two sosreports",
    .enabled(if: Upstream.has("hotsos"), Upstream.absence("hotsos")),
    arguments: ["kubernetes", "rabbitmq"])
  func sosreport(_ name: String) async throws {
    let tree = try await Unpacked("hotsos/\(name).tar.xz")
    try expectHealthy(try observed(tree.path(name)), name)
  }

  @Test(
    "The tree of procfs",
    .enabled(if: Upstream.has("procfs"), Upstream.absence("procfs")))
  func procfs() async throws {
    let tree = try await Unpacked("procfs/fixtures-extracted.tar.xz")
    try expectHealthy(try observed(tree.path("fixtures")), "procfs")
  }

  @Test(
    "The tree of node_exporter",
    .enabled(if: Upstream.has("node_exporter"), Upstream.absence("node_exporter")))
  func nodeExporter() async throws {
    let tree = try await Unpacked("node_exporter/fixtures.tar.xz")
    let archive = String(decoding: try tree.bytes("sys.ttar"), as: UTF8.self)
    try Ttar.unpack(archive, into: tree.folder)
    try expectHealthy(try observed(tree.folder.path), "node_exporter")
  }

  @Test(
    "The processors of lscpu's machines",
    .enabled(if: Upstream.has("util-linux"), Upstream.absence("util-linux")),
    arguments: Upstream.names(in: "util-linux/lscpu").filter { $0.hasSuffix(".tar.gz") })
  func lscpu(_ name: String) async throws {
    let tree = try await Unpacked("util-linux/lscpu/\(name)")
    let machine = String(name.dropLast(".tar.gz".count))
    try expectHealthy(try observed(tree.path(machine)), name)
  }

  @Test(
    "The cards of netdata",
    .enabled(if: Upstream.has("nvidia-smi"), Upstream.absence("nvidia-smi")),
    arguments: Upstream.names(in: "nvidia-smi").filter { $0.hasSuffix(".xml") })
  func card(_ name: String) throws {
    var sample = Sample()
    sample.add("/proc/devices", "Character devices:\n195 nvidia\n\nBlock devices:\n".utf8)
    sample.add(
      GPUProbes.nvidia.joined(separator: " "), try Upstream.text("nvidia-smi/\(name)").utf8)
    var recording = Recording(samples: [sample, sample])
    recording.samples[1].time = recording.samples[0].time + 10
    let observation = Observation(recording)
    #expect(try observation.gpus.get().count == 1)
    try expectHealthy(observation, name)
  }

  /// The one warning in all: memory that this machine's kernel took out of use for its faults.
  private static let warnings = [
    "meminfo-root-003.tgz": ["MemoryHardwareCorrupted: hardware corrupted 4 KiB on machine"]
  ]

  /// What two trees are made to show, each value for a test of a parser.
  private static let byDesign = [
    "procfs": [
      // A disk that runs, and one that is offline.
      "DiskDeviceState: does not run 1 on sdc",
      // An array for each form of the text; these lack a member.
      "DiskArrayDegraded: missing members 1 on md6",
      "DiskArrayDegraded: missing members 1 on md7",
      "DiskArrayDegraded: missing members 1 on md42",
    ],
    "node_exporter": [
      // As in procfs.
      "DiskArrayDegraded: missing members 1 on md6",
      "DiskArrayDegraded: missing members 1 on md7",
      // A pool for each state of ZFS: one is suspended, one is degraded.
      "DiskPoolHealth: not online 1 on pool2", "DiskPoolHealth: not online 1 on poolz1",
    ],
  ]

  private func expectHealthy(_ observation: Observation, _ place: String) throws {
    let alarms = Checklist.all.flatMap { check in
      check.judge(observation).verdict.findings.filter { $0.severity > .note }.map { finding in
        let number = "\(finding.measurement.name) \(finding.measurement.quantity)"
        return "\(check.name): \(number) on \(finding.subject.name)"
      }
    }
    let allowed = (Self.warnings[place] ?? []) + (Self.byDesign[place] ?? [])
    #expect(Set(alarms) == Set(allowed), "\(place)")
  }
}
