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

  init(samples: [Sample], preface: String = "", isCut: Bool = false) {
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

  /// The recording in `bytes`, whose format docs/recording.md tells.
  public init(parsing bytes: [UInt8]) throws(RecordingError) {
    var reader = RecordingReader()
    for line in Text(bytes).allLines { try reader.take(line) }
    self = try reader.finish(terminated: bytes.last == 0x0A)
  }
}

/// Takes an archive line by line.
private struct RecordingReader {
  private var samples: [Sample] = []
  private var preface = ""
  private var sawSignature = false
  private var promisesEnd = false
  private var sawEnd = false
  private var content: [UInt8] = []
  private var open: (name: String, reading: Header.Status)?
  /// Where each process of the present sample stands, since its files may lie apart.
  private var places: [Int: Int] = [:]

  mutating func take(_ line: Text) throws(RecordingError) {
    guard sawSignature else {
      guard line.trimmed.string == Recording.signature else {
        throw RecordingError("it does not begin with the line \"\(Recording.signature)\"")
      }
      sawSignature = true
      return
    }
    guard !sawEnd else {
      guard line.trimmed.isEmpty else { throw RecordingError("it goes on after its end") }
      return
    }
    guard let header = Header(line) else {
      if open != nil || !samples.isEmpty {
        content.append(
          contentsOf: line[0] == UInt8(ascii: "\\") ? line.slice(1, line.count).array : line.array)
        content.append(0x0A)
      } else {
        try takePreface(line.string)
      }
      return
    }
    try close()
    if header.name == Recording.end {
      sawEnd = true
    } else if header.name.hasPrefix("sample ") {
      guard let (number, time, wall) = header.sample else {
        throw RecordingError("a sample lacks its number or its times")
      }
      if number > 2 { throw RecordingError("it has more than two samples") }
      guard number == samples.count + 1 else {
        throw RecordingError("its samples are not numbered 1 and 2")
      }
      if let last = samples.last, time < last.time {
        throw RecordingError("its second sample is older than its first")
      }
      samples.append(Sample(time: time, wallTime: wall))
      places.removeAll()
    } else {
      guard !samples.isEmpty else {
        throw RecordingError("the section \(header.name) stands before the first sample")
      }
      open = (header.name, header.status)
    }
  }

  private mutating func takePreface(_ line: String) throws(RecordingError) {
    switch line {
    case Recording.promise: promisesEnd = true
    case Recording.signature: throw RecordingError("it begins twice")
    default: preface += line + "\n"
    }
  }

  private mutating func close() throws(RecordingError) {
    defer {
      content.removeAll(keepingCapacity: true)
      open = nil
    }
    guard let (name, status) = open else { return }
    switch status {
    case .failed(let kind, let detail): store(name, .failed(kind, detail))
    case .terminated: store(name, .text(samples[samples.count - 1].append(content)))
    case .unterminated:
      store(name, .text(samples[samples.count - 1].append(content.dropLast())))
    }
  }

  private mutating func store(_ name: String, _ reading: Reading) {
    let last = samples.count - 1
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0].isEmpty, parts[1] == "proc", let pid = Int(parts[2]), pid > 0,
      let file = ProcessFile.allCases.first(where: { $0.name == parts[3] })
    else {
      samples[last].set(name, reading)
      return
    }
    let index = places[pid] ?? samples[last].processes.count
    if index == samples[last].processes.count {
      samples[last].processes.append(ProcessReadings(pid: pid))
      places[pid] = index
    }
    samples[last].processes[index][file] = reading
  }

  mutating func finish(terminated: Bool) throws(RecordingError) -> Recording {
    guard sawSignature else { throw RecordingError("it is empty") }
    // The archive itself was cut: so was the text of its last section.
    let isCut = promisesEnd && !sawEnd
    if let (name, status) = open {
      if isCut { open = (name, .failed(.cut, "the recording ends within it")) }
      if !isCut, !terminated, case .terminated = status { open = (name, .unterminated) }
    }
    try close()
    guard !samples.isEmpty else { throw RecordingError("it has no sample") }
    // Whoever wrote it, both samples are walked side by side in the kernel's order.
    for index in samples.indices { samples[index].processes.sort { $0.pid < $1.pid } }
    return Recording(samples: samples, preface: preface, isCut: isCut)
  }
}

/// `-- NAME --`, with a status behind it.
private struct Header {
  enum Status { case terminated, unterminated, failed(Gap.Kind, String) }

  let name: String
  var status = Status.terminated

  init?(_ line: Text) {
    guard line.hasPrefix("-- ") else { return nil }
    let rest = String(line.string.dropFirst(3))
    guard let end = rest.lastIndexOfMark() else { return nil }
    name = String(rest[..<end.lowerBound])
    let tail = rest[end.upperBound...].drop { $0 == " " }
    if tail.isEmpty { return }
    if tail == "unterminated" {
      status = .unterminated
      return
    }
    guard let colon = tail.firstIndex(of: ":"),
      let kind = Gap.Kind(rawValue: String(tail[..<colon]))
    else { return nil }
    let detail = tail[tail.index(after: colon)...].drop { $0 == " " }
    status = .failed(kind, String(detail))
  }

  /// The number and times of `sample 1 at 7192.55 wall 1795368121.12`.
  var sample: (number: Int, time: Double, wall: Double)? {
    let words = name.split(separator: " ")
    // No machine is up for 3,000 years; past that, differences lose their fractions.
    let times = 0.0...1e11
    guard words.count == 6, words[0] == "sample", words[2] == "at", words[4] == "wall",
      let number = Int(words[1]), let time = Double(words[3]), let wall = Double(words[5]),
      times.contains(time), times.contains(wall)
    else { return nil }
    return (number, time, wall)
  }
}

extension String {
  /// Where the ` --` that closes a header's name lies; the first one, since a status follows it.
  fileprivate func lastIndexOfMark() -> Range<String.Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(" --") {
        let after = self.index(index, offsetBy: 3)
        if after == endIndex || self[after] == " " { return index..<after }
      }
      index = self.index(after: index)
    }
    return nil
  }
}
