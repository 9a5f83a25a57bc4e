import FoundationEssentials
import KernelText
import Testing

@testable import Collector

/// Fragments of proc and sysfs of real kernels from 2.6 to 5.5, which PCP tests itself with.
@Suite(.enabled(if: Upstream.has("pcp-linux"), Upstream.absence("pcp-linux")))
struct PCPTests {
  private static let names = Upstream.names(in: "pcp-linux/trees")

  @Test(arguments: names.filter { $0.hasSuffix(".tgz") })
  func tree(_ name: String) async throws {
    let tree = try await Unpacked("pcp-linux/trees/\(name)")
    let reading = try TreeReading(tree)
    if reading.count > 0 { print("\(name): \(reading)") }
    #expect(reading.refused == [])
    _ = try observed(tree.folder.path)
  }

  @Test(arguments: names.filter { $0.hasPrefix("proc") && !$0.hasSuffix(".tgz") })
  func file(_ name: String) throws {
    let text = Text(try Upstream.text("pcp-linux/trees/\(name)"))
    let reading = try TreeReading(text, at: name)
    if reading.count > 0 { print("\(name): \(reading)") }
    #expect(reading.refused == [])
  }
}
