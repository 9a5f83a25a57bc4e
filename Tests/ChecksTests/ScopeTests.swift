import Collector
import Model
import Testing

@testable import Checks

/// What is said of a container when its host is in the worst of states.
struct ScopeTests {
  private static let names = Checklist.all.map(\.name)

  /// A container of which the host knows nothing but that it is there.
  private func workload(_ kind: Workload.Kind) -> Workload {
    var workload = Workload(kind, "web")
    workload.groups = ["/docker/82b0450ee9fef7d3"]
    workload.processes = [9_999_999]
    return workload
  }

  @Test("No trouble of a host convicts what runs on it", arguments: names)
  func host(name: String) throws {
    for fixture in try Fixture.all(of: name) {
      for kind in [Workload.Kind.docker, .systemd, .lxc] {
        let workload = workload(kind)
        let part = fixture.observation.narrowed(
          to: workload, inside: .failure(Gap(.missing, "docker:web", "no shell")))
        for check in WorkloadChecks.of(workload, in: Checklist.all) {
          #expect(
            check.judge(part).verdict.findings.isEmpty,
            "\(check.name) convicts the workload in \(name)/\(fixture.name)")
        }
      }
    }
  }

  @Test(
    "What of a host shows inside convicts by the container's own namespaces only", arguments: names)
  func inside(name: String) throws {
    for fixture in try Fixture.all(of: name) {
      let workload = workload(.docker)
      var host = fixture.observation
      host.network.interfaces = .success([])
      let part = host.narrowed(to: workload, inside: .success(fixture.observation))
      for check in WorkloadChecks.of(workload, in: Checklist.all)
      where !WorkloadChecks.ofNamespaces.contains(check.name) {
        #expect(
          check.judge(part).verdict.findings.isEmpty,
          "\(check.name) convicts the workload in \(name)/\(fixture.name)")
      }
    }
  }

  @Test("Every check that speaks of a workload is one of the checklist's")
  func listed() {
    let all = Set(Self.names)
    for names in [WorkloadChecks.ofHost, WorkloadChecks.ofUnit, WorkloadChecks.ofNamespaces] {
      #expect(names.isSubset(of: all))
    }
  }
}
