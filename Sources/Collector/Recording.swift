import KernelText
import Model

/// Samples over a window, with the facts of their collection: all that a diagnosis rests on.
public struct Recording: Sendable {
  /// One or two samples, in the order of their time.
  public internal(set) var samples: [Sample]
  /// The comment before the first section.
  public internal(set) var preface: String
  /// Whether it promised an end and has none: the rest of it was lost.
  public internal(set) var isCut: Bool
  /// A closer look at what was found wanting; nil where none was taken.
  public var closer: CloserRecording?

  package init(samples: [Sample], preface: String = "", isCut: Bool = false) {
    self.samples = samples
    self.preface = preface
    self.isCut = isCut
  }
}

extension Recording {
  /// Whether the collection ended before its window did.
  public var wasInterrupted: Bool { samples.last.map { Facts($0).interrupted } ?? false }
}

/// Why bytes are no recording.
public struct RecordingError: Error, Sendable, CustomStringConvertible {
  /// What is wrong, in a few words.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension Recording {
  static let signature = "whyslow recording 1"
  /// The comment that makes a lost end seen, and the header that is the end.
  static let promise = "Complete only with \"-- end --\" as its last line."
  static let end = "end"
  /// The section of the second sample that names what of processes is as it was in the first.
  static let unchanged = "unchanged processes"

  /// The most that is kept of one section, and the most sections of a sample other than those of
  /// processes: no run writes half of either.
  static let sectionLimit = 16 << 20
  static let mostSections = 200_000
  /// Longer lines are no headers: a path of the kernel's has no more than 4096 bytes.
  static let longestHeader = 16 << 10

  /// The recording in `bytes`, whose format docs/recording.md tells.
  public init(parsing bytes: [UInt8]) throws(RecordingError) {
    guard case .machine(let machine) = try TargetRecording(parsing: bytes) else {
      throw RecordingError("it has two layers, and one machine's is wanted")
    }
    self = machine
  }

  /// The layers of an archive, or the one machine that it is of.
  static func parts(of bytes: [UInt8]) throws(RecordingError) -> [RecordedPart] {
    var reader = RecordingReader(size: bytes.count)
    for line in Text(bytes).allLines { try reader.take(line) }
    return try reader.finish(terminated: bytes.last == 0x0A)
  }
}

extension Recording {
  /// The text of the file at `path` as the last sample that has it read it; nil where none has.
  public func text(of path: String) -> String? {
    samples.reversed().lazy.compactMap { $0.text(path).value?.string }.first
  }
}
