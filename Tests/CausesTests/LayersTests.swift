import Collector
import FoundationEssentials
import Model
import Runbook
import Testing

/// What runs on a machine: the cause is the one that both layers show together.
@Suite struct LayersTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "RunbookTests/Recordings")

  private func explanation(_ name: String) throws -> Explanation {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: "\(name).rec")))
    guard case .layers(let layers) = try TargetRecording(parsing: bytes) else {
      throw RecordingIsOfOneLayer()
    }
    return try #require(
      diagnose(Layers(layers), target: .recording(path: name), host: layers.hostTarget)
        .explanation)
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

  @Test("A neighbour is named, and how to bound it")
  func neighbour() throws {
    let cause = try #require(try explanation("neighbour-cpu").causes.first)
    #expect(!cause.culprits.isEmpty)
    #expect(cause.remedies.contains { !$0.commands.isEmpty })
  }
}
