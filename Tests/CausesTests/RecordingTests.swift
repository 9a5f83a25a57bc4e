import Collector
import FoundationEssentials
import Model
import Runbook
import Testing

/// Recordings of faults that were injected into a real machine, and of machines in good health.
///
/// A comment line says what is expected: `cause: GroupMemoryLimit /web` for the top cause and part of
/// the name of its first culprit, or `cause: none`.
@Suite struct RecordingTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Recordings")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".rec") }.map { String($0.dropLast(4)) }.sorted()
  }()

  @Test("The top cause is the fault that was injected", arguments: names)
  func cause(name: String) throws {
    let bytes = [UInt8](
      try Data(contentsOf: Self.folder.appending(path: "\(name).rec")))
    let recording = try Recording(parsing: bytes)
    let line = try #require(
      recording.preface.split(separator: "\n").first { $0.hasPrefix("cause: ") })
    let words = line.dropFirst("cause: ".count).split(separator: " ", maxSplits: 1)
    let explanation = try #require(
      diagnose(Observation(recording), target: .recording(path: name)).explanation)
    if words[0] == "none" {
      #expect(explanation.causes.map(\.name) == [])
      return
    }
    let top = try #require(explanation.causes.first)
    #expect(top.name == words[0], "\(explanation.causes.map(\.name))")
    if words.count > 1 {
      #expect(top.culprits.first?.subject.name.contains(words[1]) == true, "\(top.culprits)")
    }
    #expect(explanation.causes.dropFirst().allSatisfy { $0.severity < .critical })
  }
}
