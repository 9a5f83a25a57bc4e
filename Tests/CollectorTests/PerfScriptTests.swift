import FoundationEssentials
import KernelText
import Testing

/// What Brendan Gregg's stackcollapse-perf.pl makes of real output of perf, held against ours.
@Suite struct PerfScriptTests {
  /// Those that a debug build reads in seconds.
  private static let names = [
    "perf-cycles-instructions-01", "perf-dd-stacks-01", "perf-funcab-cmd-01", "perf-funcab-pid-01",
    "perf-iperf-stacks-pidtid-01", "perf-java-faults-01", "perf-java-stacks-01",
    "perf-java-stacks-02", "perf-js-stacks-01", "perf-mirageos-stacks-01", "perf-numa-stacks-01",
    "perf-rust-Yamakaky-dcpu",
  ]

  private static let withPeriod = [
    "perf-dd-stacks-01", "perf-java-faults-01", "perf-rust-Yamakaky-dcpu",
  ]

  @Test(
    "Real output is folded as FlameGraph folds it",
    .enabled(if: Upstream.has("flamegraph"), Upstream.absence("flamegraph")))
  func folding() async throws {
    let unpacked = try await Unpacked("flamegraph/test.tar.xz")
    for name in Self.names {
      let bytes = try unpacked.bytes("test/\(name).txt")
      var script = PerfScript()
      // In parts, as a pipe gives it.
      for start in stride(from: 0, to: bytes.count, by: 4099) {
        script.take(bytes[start..<min(start + 4099, bytes.count)])
      }
      script.finish()
      var ours: [String: Int] = [:]
      for (stack, count) in script.counts { ours[Self.folded(stack), default: 0] += count }
      let theirs = Self.collapsed(
        String(
          decoding: try unpacked.bytes("test/results/\(name)-collapsed-kernel.txt"), as: UTF8.self))
      // Where an event has a period, theirs is the sum of those.
      let hasPeriod = Self.withPeriod.contains(name)
      let strange = theirs.filter { hasPeriod ? ours[$0.key] == nil : ours[$0.key] != $0.value }
      #expect(strange.isEmpty, "\(name): \(strange.prefix(2)) is not among ours")
      #expect(ours.count == theirs.count, "\(name)")
    }
  }

  /// As stackcollapse-perf.pl writes it with --kernel, and tidied as below.
  private static func folded(_ stack: PerfScript.Stack) -> String {
    let program = stack.program.split(separator: " ").joined(separator: "_")
    let frames = stack.frames.map { frame in
      // Its tidying takes away what stands in parentheses or is Java's own way to write a type.
      tidied(frame.name, of: program)
        // It takes what the kernel gives programs to run in their own mode for the kernel's.
        + (frame.isKernel || frame.name.hasPrefix("__vdso") ? "_[k]" : "")
    }
    return ([program] + frames).joined(separator: ";")
  }

  private static func tidied(_ name: String, of program: String) -> String {
    var name = name.replacing(";", with: ":")
    // sub tidy_generic: "(int, char**)" and the like, but not within the name of a Go method.
    if !name.contains(".("), let open = name.firstIndex(of: "("), !name.hasPrefix("(") {
      name = String(name[..<open])
    }
    name = name.filter { $0 != "\"" && $0 != "'" }
    // sub tidy_java.
    if program == "java", name.contains("/"), name.hasPrefix("L") {
      name = String(name.dropFirst())
    }
    return name
  }

  private static func collapsed(_ text: String) -> [String: Int] {
    var counts: [String: Int] = [:]
    for line in text.split(separator: "\n") {
      guard let space = line.lastIndex(of: " "), let count = Int(line[line.index(after: space)...])
      else { continue }
      // A function without a name has none with it.
      let names = line[..<space].split(separator: ";", omittingEmptySubsequences: false)
      let key = names.map { $0.isEmpty ? "[unknown]" : String($0) }.joined(separator: ";")
      counts[key, default: 0] += count
    }
    return counts
  }
}
