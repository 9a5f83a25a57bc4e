import Collector
import FoundationEssentials
import Model

/// A recording that says what each check is to make of it.
struct Fixture {
  /// The file's name without `.rec`: `fires`, `silent` or what it shows.
  let name: String
  let observation: Observation
  /// The verdicts expected, by the name of the check.
  let expected: [String: Set<String>]

  /// The folder that holds one folder for each check.
  static let root = package.appending(path: "Tests/ChecksTests/Fixtures")

  /// The folder of Package.swift.
  static let package = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The fixtures of the check called `check`; none where it has no folder.
  static func all(of check: String) throws -> [Fixture] {
    let folder = root.appending(path: check)
    return try names(in: folder).filter { $0.hasSuffix(".rec") }
      .map { try Fixture(file: folder.appending(path: $0)) }
  }

  /// The recording called `name` in TrapRecordings, which fools a naive reading.
  static func trap(_ name: String) throws -> Fixture {
    try Fixture(file: package.appending(path: "Tests/ChecksTests/TrapRecordings/\(name).rec"))
  }

  /// The names of what is in `folder`, in order, hidden files left out; none where it is absent.
  static func names(in folder: URL) throws -> [String] {
    let files = FileManager.default
    guard files.fileExists(atPath: folder.path) else { return [] }
    return try files.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }.sorted()
  }

  private init(file: URL) throws {
    let recording = try Recording(parsing: [UInt8](Data(contentsOf: file)))
    name = String(file.lastPathComponent.dropLast(".rec".count))
    observation = Observation(recording)
    var expected: [String: Set<String>] = [:]
    for line in recording.preface.split(separator: "\n") where line.hasPrefix("expect ") {
      let words = line.dropFirst("expect ".count).split(separator: ":", maxSplits: 1)
      guard words.count == 2 else { throw Malformed(line: String(line)) }
      expected[String(words[0]), default: []].insert(String(words[1].drop { $0 == " " }))
    }
    self.expected = expected
  }

  /// A line that begins like an expectation and is none.
  struct Malformed: Error {
    let line: String
  }
}

extension Verdict {
  /// The verdict as the `expect` lines of fixtures write it.
  var lines: Set<String> {
    switch self {
    case .clear(let measurement): ["clear " + measurement.line]
    case .found(let findings):
      Set(findings.map { $0.severity.name + " " + $0.measurement.line })
    case .unmeasured(let gap): ["unmeasured \(gap.kind.rawValue) \(gap.source)"]
    }
  }
}

extension Measurement {
  fileprivate var line: String {
    let place = subject == .machine ? "" : " on " + subject.name
    return "\(name) \(quantity)\(place)"
  }
}
