import KernelText
import Model
import Synchronization

/// A profile as a recording keeps it: folded, a stack a line.
///
/// ```
/// seconds 10 frequency 99 by process
/// 12 4711 stress-ng;main;stress_cpu;k:asm_sysvec_apic_timer_interrupt
/// ```
/// The count stands first, then the process, or `-` where it is not known; a profile without `by
/// process` has none. `k:` stands before a function of the kernel's. A semicolon within a name
/// is written as a colon, as in FlameGraph's folded stacks.
public enum FoldedProfile {
  /// The name of its section.
  public static let section = "perf script, folded"

  /// The most stacks that are kept: the rest together weigh next to nothing.
  private static let mostStacks = 20_000

  /// What `script` saw in `seconds`, without the idling of processors.
  static func text(of script: PerfScript, seconds: Double, frequency: Int) -> [UInt8] {
    let length = Quantity.fixed(seconds, 3)
    var lines = ["seconds \(length) frequency \(frequency) by process"]
    let busy = script.byProcess
    let ordered = busy.sorted { left, right in
      left.value != right.value
        ? left.value > right.value
        : (left.key.words + ["\(left.key.pid ?? -1)"])
          .lexicographicallyPrecedes(right.key.words + ["\(right.key.pid ?? -1)"])
    }
    for (stack, count) in ordered.prefix(mostStacks) {
      lines.append(
        "\(count) \(stack.pid.map(String.init) ?? "-") \(stack.words.joined(separator: ";"))")
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// The profile in `text`.
  static func parse(_ text: Text) throws(Malformed) -> Profile {
    var seconds: Double?, frequency: Double?
    var stacks: [Profile.Stack] = []
    var hasProcess = false
    for line in text.lines {
      let words = line.words
      if seconds == nil {
        guard words.count >= 4, words[0].string == "seconds", let length = words[1].fraction,
          let often = words[3].fraction
        else { throw Malformed("no length and frequency") }
        (seconds, frequency) = (length, often)
        hasProcess = words.last?.string == "process"
        continue
      }
      guard let first = words.first, let count = first.number.flatMap(Int.init(exactly:)),
        count > 0, count < 1 << 40
      else { continue }
      guard !hasProcess || words.count > 2 else { continue }
      let before = first.count + 1 + (hasProcess ? words[1].count + 1 : 0)
      let names = line.slice(before, line.count).string
        .split(separator: ";", omittingEmptySubsequences: false)
      stacks.append(
        Profile.Stack(
          names.enumerated().map { index, name in
            let isKernel = index > 0 && name.hasPrefix("k:")
            return Profile.Frame(String(isKernel ? name.dropFirst(2) : name), isKernel: isKernel)
          }, count: count, pid: hasProcess ? words[1].number.flatMap(Int.init(exactly:)) : nil))
    }
    guard let seconds, let frequency else { throw Malformed("empty") }
    return Profile(stacks, seconds: seconds, frequency: frequency)
  }
}

/// Folds what perf prints while it comes, from whatever thread it does.
public final class ProfileFolding: Sendable {
  private let script = Mutex(PerfScript())

  /// Nothing yet.
  public init() {}

  /// Takes the next part of the output of `perf script`, which may end anywhere.
  public func take(_ bytes: [UInt8]) {
    script.withLock { $0.take(bytes) }
  }

  /// All of it as a recording keeps it; nil where there was not a single sample.
  public func text(seconds: Double, frequency: Int) -> [UInt8]? {
    script.withLock { script in
      script.finish()
      guard !script.counts.isEmpty else { return nil }
      return FoldedProfile.text(of: script, seconds: seconds, frequency: frequency)
    }
  }
}

extension PerfScript {
  /// How often each stack was seen, idling left out, with the name of the process in the place of its
  /// threads': that of the main thread where it was seen, else the one seen most.
  fileprivate var byProcess: [Stack: Int] {
    let busy = counts.filter { !$0.key.isIdle }
    var seen: [Int: [String: Int]] = [:]
    for (stack, count) in busy {
      if let pid = stack.pid { seen[pid, default: [:]][stack.program, default: 0] += count }
    }
    let names = seen.mapValues { names in
      names.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }.merging(mainThreads.mapValues(Optional.some)) { $1 }
    var stacks: [Stack: Int] = [:]
    for (stack, count) in busy {
      var own = stack
      if let pid = stack.pid, let name = names[pid] ?? nil { own.program = name }
      stacks[own, default: 0] += count
    }
    return stacks
  }
}

extension PerfScript.Stack {
  /// The program and its functions as a line can hold them.
  fileprivate var words: [String] {
    [program.inFold] + frames.map { ($0.isKernel ? "k:" : "") + $0.name.inFold }
  }

  /// Whether the processor had nothing to do: the idle task outside of an interrupt.
  fileprivate var isIdle: Bool {
    guard program == "swapper" else { return false }
    return !frames.contains { frame in
      ["irq", "_interrupt", "sysvec_"].contains { frame.name.contains($0) }
    }
  }
}

extension String {
  fileprivate var inFold: String {
    String(
      decoding: utf8.map { byte in
        byte == UInt8(ascii: ";") ? UInt8(ascii: ":") : byte < 0x20 ? UInt8(ascii: "?") : byte
      }, as: UTF8.self)
  }
}
