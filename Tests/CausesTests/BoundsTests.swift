import Checks
import Collector
import FoundationEssentials
import Model
import Runbook
import Testing

@testable import Causes

/// What is no fault and bounds how fast something can be.
@Suite struct BoundsTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "ChecksTests/Fixtures")

  @Test(
    "A full processor, a card at work and a peer that is waited for are told and convict nothing",
    arguments: [
      ("CPUCorePegged/fires", "SingleThread", "python3 (4242)"), ("CPUCorePegged/silent", "", ""),
      ("GPUBusy/fires", "GPUSaturated", "NVIDIA H100 80GB HBM3 at 1B:00.0"),
      ("GPUVideo/fires", "GPUSaturated", nil), ("GPUBusy/silent", "", ""),
      ("NetworkPeerWindow/unanswered", "ApplicationWaits", "10.99.0.2:5432"),
      ("NetworkPeerWindow/slower", "ApplicationWaits", "10.99.0.2:9000"),
      ("NetworkPeerWindow/paused", "", ""),
    ])
  func noted(fixture: String, bound: String, culprit: String?) throws {
    let file = Self.root.appending(path: "\(fixture).rec")
    let recording = try Recording(parsing: [UInt8](Data(contentsOf: file)))
    let diagnosis = diagnose(Observation(recording), target: .local)
    let explanation = try #require(diagnosis.explanation)
    #expect(explanation.causes.isEmpty && explanation.unexplained.isEmpty)
    #expect(explanation.bounds.map(\.name) == (bound.isEmpty ? [] : [bound]))
    #expect(explanation.bounds.allSatisfy { $0.severity == .note && !$0.links.isEmpty })
    if let culprit {
      #expect((explanation.bounds.first?.culprits.first?.subject.name ?? "") == culprit)
    }
    #expect((diagnosis.severity ?? .note) == .note)
  }

  private func bounds(
    _ share: Double, isKernelThread: Bool = false, besides others: [(CheckName, Finding)] = []
  ) throws -> [String] {
    let text = "whyslow recording 1\n-- sample 1 at 100.0 wall 1.0 --\n"
    var observation = Observation(try Recording(parsing: Array(text.utf8)))
    var process = ProcessObservation(pid: 7, parent: 1, name: "gzip")
    process.isKernelThread = isKernelThread
    observation.processes = .success([process])
    let pegged = Finding(
      .note, Measurement("busy", 100, .percent, on: .processor(1)), "CPU 1 is busy.",
      evidence: [
        Measurement("mean of all processors", 51, .percent),
        Measurement("CPU time", share, .percent, on: .process(pid: 7, name: "gzip")),
      ])
    return explain(diagnosis([(.cpuCorePegged, pegged)] + others), observation).bounds.map(\.name)
  }

  @Test("Who has more than one processor, or less, is not bounded by one; nor is the kernel")
  func share() throws {
    #expect(try bounds(99.5) == ["SingleThread"])
    #expect(try bounds(180) == [])
    #expect(try bounds(60) == [])
    #expect(try bounds(99.5, isKernelThread: true) == [])
  }

  @Test("It is told beside another cause, unless that cause has made what shows it")
  func besides() throws {
    let disk = found(.diskInodes, on: .mount("/srv"))
    #expect(try bounds(99.5, besides: [disk]) == ["SingleThread"])
    let interrupts = found(.cpuSoftirq, on: .processor(1), "softirq", 90, .percent)
    #expect(try bounds(99.5, besides: [interrupts]) == [])
  }

  @Test("A card that is slowed by heat is no card at its best")
  func throttled() {
    let busy = found(.gpuBusy, .note, on: .gpu("GPU 0"), "busy", 97, .percent)
    #expect(explained([busy]).bounds.map(\.name) == ["GPUSaturated"])
    let hot = found(.gpuThrottle, on: .gpu("GPU 0"))
    #expect(explained([busy, hot]).bounds.isEmpty)
    #expect(explained([busy, hot]).causes.map(\.name) == ["GPUThrottled"])
  }

  @Test("A kernel that promises more than its limit refuses no promise")
  func overcommit() throws {
    let text = "whyslow recording 1\n-- sample 1 at 100.0 wall 1.0 --\n"
    var observation = Observation(try Recording(parsing: Array(text.utf8)))
    let full = [found(.memoryCommit, .warning, "committed", 98, .percent)]
    for (mode, causes) in [(2.0, ["StrictCommit"]), (0, []), (1, [])] {
      observation.memory.overcommit = .success(mode)
      #expect(explain(diagnosis(full), observation).causes.map(\.name) == causes)
    }
  }
}
