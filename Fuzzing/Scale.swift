import ArgumentParser
import Collector
import KernelText
import Model
import SystemCalls
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One input of a size that no machine has, in a process of its own: its memory is measured.
struct Scale: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Try one input of a size that no machine has.")

  @Argument(help: "The case; without one, their names are listed.") var name: String?
  @Option(help: "A folder for what the case writes.") var place = ".build/fuzz"
  @Option(help: "The size of the texts that parsers are given.") var megabytes = 20

  /// Seconds after which a case has hung; the slowest takes a tenth.
  private static let patience: UInt32 = 300

  func run() throws {
    guard let name else {
      for one in ScaleCase.all { print(one.name) }
      return
    }
    guard let one = ScaleCase.all.first(where: { $0.name == name }) else {
      throw ValidationError("There is no case \(name).")
    }
    alarm(Self.patience)
    mkdir(place, 0o700)
    let began = whyslow_boot_time()
    let outcome = try one.run(
      ScaleCase.Setting(place: "\(place)/\(name)", bytes: megabytes * 1_000_000))
    var cpu = 0.0
    var peak = 0.0
    whyslow_usage(0, &cpu, &peak)
    let taken = Quantity.fixed(whyslow_boot_time() - began, 1)
    let most = one.mostMemory(outcome.bytes)
    print("\(name): \(taken) s, peak \(Int(peak) >> 20) of \(most >> 20) MiB; \(outcome.words)")
    let faults = outcome.faults + (Int(peak) > most ? ["it took too much memory"] : [])
    for fault in faults { print("FAULT \(name): \(fault)") }
    if !faults.isEmpty { throw ExitCode(1) }
  }
}

/// A huge input and what must hold of it.
struct ScaleCase: Sendable {
  let name: String
  /// The most memory that a case may take with an input of so many bytes, making it included.
  let mostMemory: @Sendable (_ bytes: Int) -> Int
  let run: @Sendable (Setting) throws -> Outcome

  /// What a case is given.
  struct Setting {
    /// A folder for what it writes.
    let place: String
    /// The size of a parser's text.
    let bytes: Int
  }

  /// What came of a case.
  struct Outcome {
    /// What was seen, in a few words.
    var words: String
    /// The size of the input, as far as it is held in memory.
    var bytes: Int
    var faults: [String] = []
  }

  static let all: [ScaleCase] = HugeTexts.all + HugeRecordings.all + HugeTrees.all
}
