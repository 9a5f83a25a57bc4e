import Collector
import Model
import Testing

@testable import Causes

/// Threads that want one lock, as the closer look shows them.
@Suite struct LockTests {
  private func causes(_ severity: Severity, cpu: Double, busy: Double) throws -> [ExplainedCause] {
    let text = "whyslow recording 1\n-- sample 1 at 100.0 wall 1.0 --\n"
    var observation = Observation(try Recording(parsing: Array(text.utf8)))
    var total = CPUShare()
    (total.user, total.idle) = (busy, 100 - busy)
    observation.cpu.total = .success(total)
    observation.cpu.each = .success([0: total, 1: total])
    let program = Subject.process(pid: 7, name: "server")
    let waits = Finding(
      severity, Measurement("threads at one lock", 90, .percent, on: program), "They wait.",
      evidence: [Measurement("CPU time", cpu, .percent, on: program)])
    let findings = [
      found(.cpuBusy, .critical), found(.cpuRunQueue), found(.cpuSystemShare),
      (CheckName.cpuLockWaits, waits),
    ]
    return explain(diagnosis(findings), observation).causes
  }

  @Test("What most threads of the busiest program wait for is the cause, and the program to blame")
  func locks() throws {
    let causes = try causes(.warning, cpu: 190, busy: 99)
    #expect(causes.map(\.name) == ["LockContention"])
    #expect(causes.first?.culprits.map(\.subject) == [.process(pid: 7, name: "server")])
    #expect(causes.first?.links.first?.to.source == "CPULockWaits")
  }

  @Test("A lock of a program that takes little is told beside what keeps the processors busy")
  func beside() throws {
    let causes = try causes(.warning, cpu: 60, busy: 99)
    #expect(Set(causes.map(\.name)) == ["LockContention", "CPUShortage"])
    #expect(causes.first?.name == "CPUShortage")
  }

  @Test("Threads that wait for a lock and cost nothing explain nothing")
  func noted() throws {
    let causes = try causes(.note, cpu: 190, busy: 99)
    #expect(!causes.isEmpty && !causes.contains { $0.name == "LockContention" })
  }
}
