import Foundation
import Model
import Testing

@testable import Collector

/// Nothing that is run outlives the run or holds it up.
struct CommandTests {
  @Test("A command past its deadline is ended with its children")
  func deadline() async throws {
    // A duration that no other process has.
    let mark = "31.\(Int.random(in: 100_000...999_999))"
    let result = await run(["sh", "-c", "sleep \(mark) & sleep \(mark)"], deadline: 0.3)
    #expect(result.gap?.kind == .timedOut)
    #expect(try await isGone(mark))
  }

  @Test("A missing program is a gap, and a failing one tells why")
  func failures() async throws {
    #expect(await run(["whyslow-no-such-program"], deadline: 5).gap?.kind == .missing)
    let failed = try await run(["sh", "-c", "echo no >&2; exit 3"], deadline: 5).get()
    #expect(!failed.succeeded && failed.errors == "no\n")
  }

  /// Whether no process has `mark` among its arguments, once the signal has had time to arrive.
  private func isGone(_ mark: String) async throws -> Bool {
    for _ in 0..<50 {
      let alive = names(in: "/proc")?.contains { pid in
        FileManager.default.contents(atPath: "/proc/\(pid)/cmdline")
          .map { String(decoding: $0, as: UTF8.self).contains(mark) } ?? false
      }
      if alive == false { return true }
      try await Task.sleep(for: .milliseconds(100))
    }
    return false
  }
}
