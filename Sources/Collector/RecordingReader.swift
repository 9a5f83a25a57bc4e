import KernelText
import Model

/// Takes an archive line by line.
struct RecordingReader {
  /// The bytes of the archive.
  private let size: Int
  private var samples: [Sample] = []
  private var preface = ""
  private var sawSignature = false
  private var promisesEnd = false
  private var sawEnd = false
  private var content: [UInt8] = []
  private var open: Header?
  /// Where each process of the present sample stands, since its files may lie apart.
  private var places: [Int: Int] = [:]
  /// The layers that are complete, and the one whose samples come now.
  private var parts: [RecordedPart] = []
  private var layer: (layer: Layer, name: String)?
  private var layerGap: (kind: Gap.Kind, detail: String)?

  init(size: Int) { self.size = size }

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
      if open != nil || !samples.isEmpty || layer != nil {
        takeContent(line)
      } else {
        try takePreface(line.string)
      }
      return
    }
    try close()
    if header.isEnd {
      sawEnd = true
    } else if let next = Layer.parse(header.text), open == nil {
      if layer != nil || !samples.isEmpty { try closeLayer(isCut: false) }
      let isDive = next.layer == .dive
      guard parts.count(where: { ($0.layer?.layer == .dive) == isDive }) < 2 else {
        throw RecordingError("it has more than two layers")
      }
      layer = next
      if case .failed(let kind, let detail) = header.status { layerGap = (kind, detail) }
    } else if header.isSample {
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
      samples[number - 1].bytes.reserveCapacity(size / 2)
      places.removeAll()
    } else {
      guard !samples.isEmpty else {
        throw RecordingError("the section \(header.name) stands before the first sample")
      }
      open = header
    }
  }

  private mutating func takeContent(_ line: Text) {
    guard content.count + line.count <= Recording.sectionLimit else {
      open?.status = .failed(.cut, "more than \(Recording.sectionLimit >> 20) MiB")
      return
    }
    let isEscaped = line[0] == UInt8(ascii: "\\")
    (isEscaped ? line.slice(1, line.count) : line).append(to: &content)
    content.append(0x0A)
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
    guard let open else { return }
    switch open.status {
    case .failed(let kind, let detail): try store(open, .failed(kind, detail))
    case .terminated: try store(open, .text(samples[samples.count - 1].append(content)))
    case .unterminated:
      try store(open, .text(samples[samples.count - 1].append(content.dropLast())))
    }
  }

  private mutating func store(
    _ header: Header, _ reading: Reading
  ) throws(RecordingError) {
    let last = samples.count - 1
    guard let (pid, file) = header.process else {
      if last == 1, header.name == Recording.unchanged, case .text(let range) = reading {
        if !repeatUnchanged(Text(samples[last].bytes, range).string) {
          let reading = Reading.failed(.malformed, "it names what the first sample has not")
          samples[last].set(header.name, reading)
        }
        return
      }
      samples[last].set(header.name, reading)
      guard samples[last].order.count <= Recording.mostSections else {
        throw RecordingError("it has more than \(Recording.mostSections) sections")
      }
      return
    }
    guard let index = place(of: pid) else { return }
    samples[last].processes[index][file] = reading
  }

  /// Where the process stands in the present sample; nil where there is no room for it.
  private mutating func place(of pid: Int) -> Int? {
    let last = samples.count - 1
    if let index = places[pid] { return index }
    let index = samples[last].processes.count
    guard index < ProcessSampler.limit else {
      samples[last].leavesOutProcesses = true
      return nil
    }
    samples[last].processes.append(ProcessReadings(pid: pid))
    places[pid] = index
    return index
  }

  /// Takes over from the first sample the files that `lines` name, as in `stat io 1 2 3`; whether it
  /// has them all.
  private mutating func repeatUnchanged(_ lines: String) -> Bool {
    let first = samples[0]
    let before = Dictionary(
      first.processes.map { ($0.pid, $0) }, uniquingKeysWith: { earlier, _ in earlier })
    for line in lines.split(separator: "\n") {
      var files: [ProcessFile] = []
      for word in line.split(separator: " ") {
        if let file = ProcessFile(name: String(word)) {
          files.append(file)
        } else if let pid = Int(word) {
          for file in files where !repeatUnchanged(file, of: pid, from: before[pid], first) {
            return false
          }
        } else {
          return false
        }
      }
    }
    return true
  }

  private mutating func repeatUnchanged(
    _ file: ProcessFile, of pid: Int, from before: ProcessReadings?, _ first: Sample
  ) -> Bool {
    guard case .text(let range)? = before?[file] else { return false }
    guard let index = place(of: pid), samples[1].processes[index][file] == nil else { return true }
    let text = samples[1].append(Text(first.bytes, range).array)
    samples[1].processes[index][file] = .text(text)
    return true
  }

  /// Ends the layer, or the one machine.
  private mutating func closeLayer(isCut: Bool) throws(RecordingError) {
    defer {
      samples = []
      layerGap = nil
      places.removeAll()
    }
    if samples.isEmpty, layerGap != nil {
      parts.append(RecordedPart(layer: layer, gap: layerGap))
      return
    }
    guard !samples.isEmpty else { throw RecordingError("it has no sample") }
    samples[samples.count - 1].isCut = isCut
    // Whoever wrote it, both samples are walked side by side in the kernel's order.
    for index in samples.indices { samples[index].processes.sort { $0.pid < $1.pid } }
    let recording = Recording(samples: samples, preface: preface, isCut: isCut)
    parts.append(RecordedPart(layer: layer, gap: layerGap, recording: recording))
  }

  mutating func finish(terminated: Bool) throws(RecordingError) -> [RecordedPart] {
    guard sawSignature else { throw RecordingError("it is empty") }
    // The archive itself was cut: so was the text of its last section.
    let isCut = promisesEnd && !sawEnd
    if isCut { open?.status = .failed(.cut, "the recording ends within it") }
    if !isCut, !terminated, case .terminated? = open?.status { open?.status = .unterminated }
    try close()
    try closeLayer(isCut: isCut)
    return parts
  }
}

/// `-- NAME --`, with a status behind it.
private struct Header {
  enum Status { case terminated, unterminated, failed(Gap.Kind, String) }

  let text: Text
  var status = Status.terminated

  init?(_ line: Text) {
    guard line.hasPrefix("-- "), line.count <= Recording.longestHeader,
      let close = Self.close(of: line)
    else { return nil }
    text = line.slice(3, close)
    let words = line.slice(close + 3, line.count).trimmed.string
    if words.isEmpty { return }
    if words == "unterminated" {
      status = .unterminated
      return
    }
    guard let colon = words.firstIndex(of: ":"),
      let kind = Gap.Kind(rawValue: String(words[..<colon]))
    else { return nil }
    let detail = words[words.index(after: colon)...].drop { $0 == " " }
    status = .failed(kind, String(detail))
  }

  /// Where the ` --` that ends the name lies; the first one, since a status may hold another.
  private static func close(of line: Text) -> Int? {
    var offset = 3
    while let next = line.slice(offset, line.count).firstIndex(of: " --") {
      let close = offset + next
      let after = line[close + 3]
      if after == nil || after == UInt8(ascii: " ") { return close }
      offset = close + 1
    }
    return nil
  }

  var name: String { text.string }
  var isEnd: Bool { text.count == 3 && text.hasPrefix("end") }
  var isSample: Bool { text.hasPrefix("sample ") }

  /// The process and its file, where the name is `/proc/PID/FILE`.
  var process: (pid: Int, file: ProcessFile)? {
    guard text.hasPrefix("/proc/") else { return nil }
    let rest = text.slice(6, text.count)
    guard let slash = rest.firstIndex(of: UInt8(ascii: "/")),
      let number = rest.slice(0, slash).number, let pid = Int(exactly: number), pid > 0,
      let file = ProcessFile(name: rest.slice(slash + 1, rest.count).string)
    else { return nil }
    return (pid, file)
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
