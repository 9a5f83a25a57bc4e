import Checks
import FoundationEssentials
import Model
import Testing

@testable import Collector

/// Machines of other projects that nobody called sick: what is found in them is a false alarm.
///
/// A single snapshot is judged as if nothing had moved for ten seconds.
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

  /// The one warning in all: memory that this machine's kernel took out of use for its faults.
  private static let rightly = [
    "meminfo-root-003.tgz: MemoryHardwareCorrupted: hardware corrupted 4 KiB on machine"
  ]

  private func expectHealthy(_ observation: Observation, _ place: String) throws {
    for check in Checklist.all {
      for finding in check.judge(observation).verdict.findings where finding.severity > .note {
        let number = "\(finding.measurement.name) \(finding.measurement.quantity)"
        let alarm = "\(check.name): \(number) on \(finding.subject.name)"
        #expect(Self.rightly.contains("\(place): \(alarm)"), "\(place): \(alarm)")
      }
    }
  }
}
