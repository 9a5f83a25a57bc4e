import ArgumentParser
import FoundationEssentials
import SystemCalls
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Damaged inputs, one for each seed.
struct Inputs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Damage texts and recordings; the seed of each input makes it again.")

  @Option(help: "The seed of the first input; the next has the next number.")
  var seed: UInt64 = 1
  @Option(help: "How long to go on.") var seconds: Double = 60
  @Option(help: "How many inputs to try at most.") var count: Int?
  @Option(help: "A folder of unpacked trees of proc and sys, to damage too.") var trees: String?
  @Option(help: "Where the present seed is noted, so that it is known after a crash.")
  var state: String?
  @Option(help: "Where an input that fails is kept.") var keep = ".build/fuzz"

  /// Seconds after which an input has hung; the slowest takes a hundredth.
  private static let patience: UInt32 = 30

  func run() throws {
    let package = URL(filePath: FileManager.default.currentDirectoryPath)
    let corpus = try Corpus(package: package, trees: trees.map { URL(filePath: $0) })
    let texts = corpus.parsers.reduce(0) { $0 + $1.texts.count }
    print(
      "\(corpus.parsers.count) parsers with \(texts) texts, \(corpus.recordings.count) recordings;",
      "seed \(seed)")
    let note = state.map { open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600) }
    var tally = Tally(keep: URL(filePath: keep))
    let began = whyslow_boot_time()
    var present = seed
    while tally.inputs < count ?? .max, whyslow_boot_time() - began < seconds {
      note.map { noted(present, in: $0) }
      alarm(Self.patience)
      var random = Seeded(state: present)
      let way = Way.all.randomElement(using: &random) ?? Way.all[0]
      tally.add(way.name, seed: present, try way.faults(corpus, &random))
      present &+= 1
    }
    alarm(0)
    try tally.summarize(seconds: whyslow_boot_time() - began)
  }

  /// Writes the seed with spaces behind, so that each covers the one before.
  private func noted(_ seed: UInt64, in file: Int32) {
    let text = "\(seed)".utf8
    let padded = Array(text) + Array(repeating: 0x20, count: 20 - text.count) + [0x0A]
    _ = pwrite(file, padded, padded.count, 0)
  }
}

/// One way to make an input, and to say what is wrong with what came of it.
struct Way: Sendable {
  let name: String
  let faults: @Sendable (Corpus, inout Seeded) throws -> [Fault]

  static let all: [Way] =
    ParserWays.all.map { name, faults in
      Way(name: name) { corpus, random in
        guard let (parser, texts) = corpus.parsers.randomElement(using: &random),
          let text = texts.randomElement(using: &random)
        else { return [] }
        return faults(parser, text, &random)
      }
    }
    + RecordingWays.all.map { name, faults in
      Way(name: name) { corpus, random in
        guard let recorded = corpus.recordings.randomElement(using: &random) else { return [] }
        return try faults(recorded, &random)
      }
    }
    + [Way(name: "log damaged") { _, random in LogWays.damaged(&random) }]
}

/// What was tried and what came of it.
struct Tally {
  let keep: URL
  private(set) var inputs = 0
  private var ways: [String: Int] = [:]
  private var causes: [String: Int] = [:]

  init(keep: URL) { self.keep = keep }

  mutating func add(_ way: String, seed: UInt64, _ faults: [Fault]) {
    inputs += 1
    ways[way, default: 0] += 1
    for fault in faults {
      causes["\(way): \(fault.cause)", default: 0] += 1
      guard causes["\(way): \(fault.cause)"] == 1 else { continue }
      let file = keep.appending(path: "\(seed).input")
      try? FileManager.default.createDirectory(at: keep, withIntermediateDirectories: true)
      try? Data(fault.input).write(to: file)
      print("FAULT seed \(seed), \(way): \(fault.detail)\n  kept as \(file.path)")
      print("  again: make fuzz SEED=\(seed) COUNT=1")
    }
  }

  func summarize(seconds: Double) throws {
    for (way, count) in ways.sorted(by: { $0.key < $1.key }) { print("  \(count) \(way)") }
    var cpu = 0.0
    var peak = 0.0
    whyslow_usage(0, &cpu, &peak)
    let rate = Int(Double(inputs) / max(seconds, 0.001))
    print(
      "\(inputs) inputs in \(Int(seconds)) s, \(rate)/s, peak memory \(Int(peak / 1e6)) MB,",
      "\(causes.count) causes of faults")
    for (cause, count) in causes.sorted(by: { $0.key < $1.key }) { print("  \(count) \(cause)") }
    if !causes.isEmpty { throw ExitCode(1) }
  }
}
