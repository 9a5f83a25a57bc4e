import Collector
import FoundationEssentials
import Model
import Runbook
import Testing

@testable import Causes

/// What runs on a machine: the cause is the one that both layers show together.
@Suite struct LayersTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "RunbookTests/Recordings")

  private func explanation(_ name: String, target: Target? = nil) throws -> Explanation {
    try #require(try diagnosis(name, target: target).explanation)
  }

  private func diagnosis(_ name: String, target: Target?) throws -> Diagnosis {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: "\(name).rec")))
    guard case .layers(let layers) = try TargetRecording(parsing: bytes) else {
      throw RecordingIsOfOneLayer()
    }
    return diagnose(
      Layers(layers), target: target ?? .recording(path: name), host: layers.hostTarget)
  }

  private struct RecordingIsOfOneLayer: Error {}

  @Test(
    "A limit, a neighbour and a shortage of the host are told as what they are",
    arguments: [
      ("limit-cpu", "CPUQuota"), ("limit-memory", "GroupMemoryLimit"),
      ("limit-disk", "GroupIOLimit"), ("neighbour-cpu", "NoisyNeighbour"),
      ("neighbour-disk", "NoisyNeighbour"), ("neighbour-memory", "NoisyNeighbour"),
      ("shortage-cpu", "CPUShortage"), ("guest-quota", "CPUQuota"),
      ("guest-neighbour", "NoisyNeighbour"), ("guest-memory", "MemoryShortage"),
      ("guest-full", "MemoryShortage"), ("guest-lost", "CPUQuota"),
      ("guest-silent-busy", "CPUShortage"), ("guest-silent-quota", "CPUQuota"),
      ("ended", "GroupMemoryLimit"),
    ])
  func top(name: String, cause: String) throws {
    let explanation = try explanation(name)
    #expect(explanation.causes.first?.name == cause, "\(explanation.causes.map(\.name))")
    #expect(explanation.unexplained.isEmpty)
  }

  @Test("Where neither layer lacks anything there is no cause")
  func neither() throws {
    #expect(try explanation("neither").causes.isEmpty)
  }

  @Test(
    "What is a guest's own is changed and read in the guest, what holds it on its host",
    arguments: [
      ("guest-memory", true), ("guest-full", true), ("guest-quota", false),
      ("guest-neighbour", false), ("guest-silent-busy", false), ("guest-silent-quota", false),
    ])
  func guests(name: String, isInside: Bool) throws {
    let cause = try #require(
      try explanation(name, target: .remote("proxmox-vm:116")).causes.first)
    let commands = cause.remedies.flatMap(\.commands)
    #expect(commands.allSatisfy { $0.hasPrefix("qm guest exec 116 -- sh -c ") == isInside })
    let settings = cause.remedies.compactMap(\.setting)
    #expect(settings.allSatisfy { $0.isOfHost != isInside })
    let scene = Scene(try diagnosis(name, target: .remote("proxmox-vm:116")), nil)
    let one = Case(scene: scene, subject: .machine, proof: [])
    let isSilent = name.hasPrefix("guest-silent")
    let variable = try #require(one.sysctl("vm.swappiness", "10", .atMost(10), "Swap less.").first)
    #expect(variable.commands.allSatisfy { $0.hasPrefix("qm guest exec 116") != isSilent })
  }

  @Test("A neighbour is named, and how to bound it")
  func neighbour() throws {
    let cause = try #require(try explanation("neighbour-cpu").causes.first)
    #expect(!cause.culprits.isEmpty)
    #expect(cause.remedies.contains { !$0.commands.isEmpty })
  }
}
