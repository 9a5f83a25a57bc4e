import Model
import TestSupport
import Testing

@testable import Causes

/// The rule of docs/causes.md.
@Suite struct ExplainingTests {
  @Test("Nothing found, or notes alone, has no cause")
  func quiet() {
    #expect(explained([]) == Explanation())
    #expect(explained([found(.cpuBusy, .note), found(.diskAwait, .note)]) == Explanation())
  }

  @Test("Swapping that saturates a disk is a memory problem")
  func chain() throws {
    let explanation = explained([
      found(.memoryAvailable, .critical, "used", 98, .percent),
      found(.memorySwapActivity, .critical, "swapped in", 5200, .pagesPerSecond),
      found(.diskUtilization, on: .device("sda"), "utilization", 98, .percent),
      found(.diskAwait, on: .device("sda"), "await", 41, .milliseconds),
      found(.diskBlockedTasks, .warning, "stuck processes", 12),
      found(.cpuLoad, .note, "load15 per processor", 18),
    ])
    #expect(explanation.causes.map(\.name) == ["MemoryShortage"])
    #expect(explanation.unexplained.isEmpty)
    let links = try #require(explanation.causes.first).links
    func maker(_ check: CheckName) -> String? {
      links.first { $0.to.source == check.rawValue }?.from?.source
    }
    #expect(links.contains { $0.from == nil && $0.to.source == "MemorySwapActivity" })
    #expect(maker(.diskUtilization) == "MemorySwapActivity")
    #expect(maker(.diskBlockedTasks).map { $0.hasPrefix("Disk") } == true)
    #expect(maker(.cpuLoad) == "DiskBlockedTasks")
  }

  @Test("A refuted cause is ruled out by its number, and another explains")
  func refuted() throws {
    let explanation = explained(
      [
        found(.cpuThrottling, .critical, on: .cgroup("/web"), "throttled periods", 90, .percent),
        found(.cpuPressure), found(.cpuRunQueue),
      ], clear: [.cpuBusy])
    #expect(explanation.causes.map(\.name) == ["CPUQuota"])
    #expect(explanation.causes[0].culprits.map(\.subject) == [.cgroup("/web")])
    let out = try #require(explanation.ruledOut.first { $0.cause == "CPUShortage" })
    #expect(out.objection.source == "CPUBusy")
    #expect(out.objection.measurement.quantity == Quantity(7, .percent))
  }

  @Test("Two devices that fail are two causes; a mount on another device is not explained by one")
  func each() {
    let explanation = explained([
      found(.diskIOErrors, .critical, on: .device("sda")),
      found(.diskIOErrors, .critical, on: .device("sdb")),
    ])
    #expect(explanation.causes.map(\.name) == ["FailingDevice", "FailingDevice"])
    #expect(Set(explanation.causes.flatMap(\.culprits).map(\.subject.name)) == ["sda", "sdb"])
  }

  @Test("A device whose writes find no room below it does not fail")
  func room() {
    let explanation = explained([
      found(.diskIOErrors, .critical, on: .device("loop0"), "space allocation error", 9, .count),
      found(.diskIOErrors, .critical, on: .device("loop0"), "I/O error", 2, .count),
      found(.diskReadOnly, .critical, on: .mount("/srv")),
      found(.diskIOErrors, .critical, on: .device("sda"), "I/O error", 2, .count),
    ])
    #expect(explanation.causes.map(\.name) == ["NoRoomBelow", "FailingDevice"])
    #expect(explanation.causes.last?.culprits.map(\.subject) == [.device("sda")])
    #expect(explanation.unexplained.isEmpty)
  }

  @Test("Two processes that were killed for one group's limit are one cause")
  func kills() throws {
    let kills = [7, 8].map { pid in
      (
        CheckName.memoryOOMKill,
        Finding(
          .critical, Measurement("out of memory", 1, .count, on: .process(pid: pid, name: "web")),
          "The kernel killed it.", evidence: [Measurement("limit", 9, .bytes, on: .cgroup("/web"))])
      )
    }
    let explanation = explained(kills)
    #expect(explanation.causes.map(\.name) == ["GroupMemoryLimit"])
    #expect(explanation.causes.first?.culprits.first?.subject == .cgroup("/web"))
    let machine = explained([found(.memoryOOMKill, .critical)])
    #expect(machine.causes.map(\.name) == ["OutOfMemoryKill"])
  }

  @Test("What agrees and is absent takes a step of sureness, and is told")
  func contradicted() throws {
    let sure = explained([found(.memoryAvailable), found(.memoryReclaim)])
    #expect(sure.causes.first?.sureness == .likely)
    #expect(sure.causes.first?.contradictions.isEmpty == true)
    let unsure = explained(
      [found(.memoryAvailable)], clear: [.memoryPressureSome, .memoryReclaim, .memorySwapActivity])
    let cause = try #require(unsure.causes.first)
    #expect(cause.name == "MemoryShortage")
    #expect(cause.sureness == .possible)
    #expect(
      Set(cause.contradictions.map(\.source))
        == ["MemoryPressureSome", "MemoryReclaim", "MemorySwapActivity"])
  }

  @Test("A tie is told as one, with the measurement that decides")
  func tie() throws {
    let explanation = explained([
      found(.diskUtilization, on: .device("sda")), found(.diskAwait, on: .device("sda")),
    ])
    let cause = try #require(explanation.causes.first)
    #expect(explanation.causes.count == 1)
    let other = try #require(cause.ties.first)
    #expect(Set([cause.name, other.cause]) == ["SaturatedDevice", "SlowDevice"])
    #expect(!other.decides.isEmpty && !other.command.isEmpty)
    #expect(!explanation.ruledOut.contains { $0.cause == other.cause })
  }

  @Test("What befalls a group explains the failure of its own unit, and of no other")
  func units() {
    func causes(_ group: String) -> [String] {
      explained([
        found(.limitsForkRejected, on: .cgroup(group)),
        found(.serviceFailed, on: .unit("web.service")),
      ]).causes.map(\.name)
    }
    #expect(causes("/system.slice/web.service") == ["ProcessLimit"])
    #expect(Set(causes("/system.slice/db.service")) == ["ProcessLimit", "FailedService"])
  }

  @Test("Steal explains a queue that would not be there without it, and no longer one")
  func steal() {
    func causes(_ queue: Double) -> Set<String> {
      Set(
        explained([
          found(.cpuSteal, on: .machine, "steal", 20, .percent),
          found(.cpuRunQueue, on: .machine, "runnable per processor", queue, .ratio),
        ]).causes.map(\.name))
    }
    #expect(causes(1.2) == ["NoisyNeighbour"])
    #expect(causes(9).count == 2)
  }

  @Test("What a program wrote into the kernel's log links no chain")
  func hearsay() {
    let explanation = explained([
      found(.serviceCrashes, on: .unit("web"), "crashes", 6, .count),
      found(.serviceCrashes, .note, on: .machine, "program fault (a program's words)", 1, .count),
      found(.serviceFailed, on: .unit("db.service")),
      found(.serviceFailed, on: .unit("web.service")),
    ])
    #expect(explanation.causes.map(\.name) == ["Crashes", "FailedService"])
    #expect(explanation.causes.last?.links.map(\.to.finding.subject) == [.unit("db.service")])
    let device = explained([
      found(.diskIOErrors, on: .device("sda"), "I/O error", 6, .count),
      found(.diskIOErrors, .note, on: .machine, "space allocation error (a program's words)"),
    ])
    #expect(device.causes.map(\.name) == ["FailingDevice"])
  }

  @Test("That few tasks take turns does not rule out that threads wait for one another's locks")
  func locks() {
    let explanation = explained(
      [found(.cpuBusy), found(.cpuSystemShare)], clear: [.cpuContextSwitches])
    #expect(!explanation.ruledOut.map(\.cause).contains("LockContention"))
  }

  @Test("The machine's memory does not rule out that a process fills its group")
  func leak() {
    let explanation = explained(
      [found(.memoryCgroupUse, .critical, on: .cgroup("/web")), found(.memoryReclaim)],
      clear: [.memoryAvailable, .memoryPressureSome])
    #expect(!explanation.ruledOut.map(\.cause).contains("MemoryLeak"))
  }

  @Test("Where the host takes the time, no group is said to starve")
  func takenByHost() {
    let explanation = explained(
      [
        found(.cpuSteal, .note, "steal", 21.5, .percent),
        found(.cpuPressure, .warning, "some", 20, .percent),
      ],
      clear: [.cpuBusy])
    #expect(explanation.causes.map(\.name) == ["NoisyNeighbour"])
    #expect(explanation.causes.first?.sureness == .possible)
  }

  @Test("What no cause explains is listed")
  func unexplained() {
    let explanation = explain(diagnosis([found(.diskInodes)]), nil, by: Causes.cpuUse)
    #expect(explanation.causes.isEmpty)
    #expect(explanation.unexplained.map(\.source) == ["DiskInodes"])
  }

  @Test(
    "Never a refuted cause, never a superfluous one, all explained or listed, always the same",
    arguments: 0..<80)
  func property(seed: Int) {
    var chance = Seeded(state: UInt64(seed))
    let subjects: [Subject] = [
      .machine, .device("sda"), .device("sdb"), .cgroup("/a"), .cgroup("/a/b"), .cgroup("/c"),
      .mount("/"), .interface("eth0"), .process(pid: 7, name: "web"), .unit("web.service"),
    ]
    var findings: [(CheckName, Finding)] = []
    var clear: Set<CheckName> = []
    for check in CheckName.allCases {
      switch Int.random(in: 0..<(3 + seed % 8), using: &chance) {
      case 0:
        for _ in 0...Int.random(in: 0...2, using: &chance) {
          findings.append(
            found(
              check, Severity.allCases.randomElement(using: &chance) ?? .note,
              on: subjects.randomElement(using: &chance) ?? .machine))
        }
      case 1: clear.insert(check)
      default: break
      }
    }
    let scene = Scene(diagnosis(findings, clear: clear), nil)
    let explanation = explain(scene)
    #expect(explain(scene) == explanation)

    let grave = Set(scene.facts.filter { $0.finding.severity >= .warning })
    let reached = explanation.causes.map { Set($0.links.map(\.to)).intersection(grave) }
    let explained = reached.reduce(into: Set()) { $0.formUnion($1) }
    #expect(explained.union(explanation.unexplained) == grave)
    #expect(explained.isDisjoint(with: explanation.unexplained))
    for (index, own) in reached.enumerated() {
      let others = reached.enumerated().filter { $0.offset != index }
        .reduce(into: Set()) { $0.formUnion($1.element) }
      #expect(!own.isSubset(of: others), "\(explanation.causes[index].name) is superfluous")
    }
    for cause in explanation.causes {
      let known = Causes.all.first { $0.name == cause.name }
      for case .clear(let check, _) in known?.refutations ?? [] {
        #expect(scene.clear(check) == nil, "\(cause.name) is refuted by \(check.rawValue)")
      }
      for case .found(let check, _) in known?.refutations ?? [] {
        #expect(!scene.convicts(check), "\(cause.name) is refuted by \(check.rawValue)")
      }
      for link in cause.links where link.from != nil {
        #expect(cause.links.contains { $0.to == link.from }, "a chain of \(cause.name) is broken")
      }
    }
    // What is left unexplained could not have been explained by any cause that stands.
    let standing = Causes.all.flatMap { $0.hypotheses(in: scene, Graph(scene)) }
      .filter { $0.refutation == nil }
    for fact in explanation.unexplained {
      #expect(!standing.contains { $0.reached.contains { scene.facts[$0.to] == fact } })
    }
  }
}
