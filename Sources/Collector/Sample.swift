import KernelText
import Model

/// What reading one file or running one command gave: its text, or why there is none.
enum Reading: Sendable {
  case text(Range<Int>)
  case failed(Gap.Kind, String)
}

/// The files that are read of a process.
enum ProcessFile: Int, CaseIterable, Sendable {
  case stat, schedstat, io, status, cgroup, cmdline, wchan

  init?(name: String) {
    guard let file = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = file
  }

  /// The name below `/proc/PID`.
  var name: String {
    switch self {
    case .stat: "stat"
    case .schedstat: "schedstat"
    case .io: "io"
    case .status: "status"
    case .cgroup: "cgroup"
    case .cmdline: "cmdline"
    case .wchan: "wchan"
    }
  }
}

/// What was read of one process.
struct ProcessReadings: Sendable {
  let pid: Int
  /// nil where a file was not asked for.
  var stat: Reading?, schedstat: Reading?, io: Reading?
  var status: Reading?, cgroup: Reading?, cmdline: Reading?, wchan: Reading?

  init(pid: Int) { self.pid = pid }

  subscript(file: ProcessFile) -> Reading? {
    get {
      switch file {
      case .stat: stat
      case .schedstat: schedstat
      case .io: io
      case .status: status
      case .cgroup: cgroup
      case .cmdline: cmdline
      case .wchan: wchan
      }
    }
    set {
      switch file {
      case .stat: stat = newValue
      case .schedstat: schedstat = newValue
      case .io: io = newValue
      case .status: status = newValue
      case .cgroup: cgroup = newValue
      case .cmdline: cmdline = newValue
      case .wchan: wchan = newValue
      }
    }
  }
}

/// The raw text of a machine at one instant.
///
/// All text lies in one buffer; what refers to it are ranges, so that a sample of thousands of
/// processes costs no allocation for each.
public struct Sample: Sendable {
  /// Seconds since boot.
  public internal(set) var time: Double
  /// Seconds since 1970.
  public internal(set) var wallTime: Double
  var bytes: [UInt8] = []
  /// The number of `bytes` that are text; the rest is room.
  var used = 0
  /// The names of the sections other than those of processes, in the order of their reading.
  var order: [String] = []
  var sections: [String: Reading] = [:]
  var processes: [ProcessReadings] = []
  /// Whether its recording has more processes than are looked at.
  var leavesOutProcesses = false
  /// Whether the rest of it was lost with the end of its recording.
  var isCut = false

  /// An empty sample, to be taken into.
  public init() { self.init(time: 0, wallTime: 0) }

  /// The number of bytes of text in it.
  public var byteCount: Int { used }

  init(time: Double, wallTime: Double) {
    // A recording keeps microseconds: judging live is to see the same numbers.
    self.time = (time * 1e6).rounded() / 1e6
    self.wallTime = (wallTime * 1e6).rounded() / 1e6
  }

  /// Forgets the text and keeps the room.
  mutating func reset(_ instant: Sample) {
    time = instant.time
    wallTime = instant.wallTime
    forget()
  }

  /// Forgets the text and keeps the times.
  mutating func forget() {
    used = 0
    order.removeAll(keepingCapacity: true)
    sections.removeAll(keepingCapacity: true)
    processes.removeAll(keepingCapacity: true)
  }

  mutating func set(_ name: String, _ reading: Reading) {
    let name = name.inHeader
    var reading = reading
    if case .failed(let kind, let detail) = reading { reading = .failed(kind, detail.onOneLine) }
    if sections.updateValue(reading, forKey: name) == nil { order.append(name) }
  }

  /// Adds a section of `content`.
  mutating func add(_ name: String, _ content: some Sequence<UInt8>) {
    set(name, .text(append(content)))
  }

  /// Adds `content` to the text and tells where it lies.
  mutating func append(_ content: some Sequence<UInt8>) -> Range<Int> {
    if used < bytes.count { bytes.removeSubrange(used...) }
    let start = used
    bytes.append(contentsOf: content)
    used = bytes.count
    return start..<used
  }

  /// Whether the section was asked for at all.
  func has(_ name: String) -> Bool { sections[name] != nil }

  /// Whether it was asked for and this machine has no such thing.
  func lacks(_ name: String) -> Bool {
    if case .failed(.missing, _) = sections[name] { true } else { false }
  }

  /// The text of the section called `name`.
  func text(_ name: String) -> Measured<Text> {
    text(of: sections[name], name)
  }

  /// The text of one file of a process.
  func text(_ process: ProcessReadings, _ file: ProcessFile) -> Measured<Text> {
    switch process[file] {
    case .text(let range): .success(Text(bytes, range))
    case let reading: text(of: reading, "/proc/\(process.pid)/\(file.name)")
    }
  }

  private func text(of reading: Reading?, _ name: String) -> Measured<Text> {
    switch reading {
    case .text(let range): .success(Text(bytes, range))
    case .failed(let kind, let detail): .failure(Gap(kind, name, detail))
    case nil where isCut: .failure(Gap(.cut, name, "the recording ends before it"))
    case nil: .failure(Gap(.missing, name, "it was not read"))
    }
  }
}

extension String {
  /// The name as a section's header can hold it: a hostile cgroup's may have a newline or the mark
  /// that ends a header, and would then forge a section.
  fileprivate var inHeader: String {
    guard utf8.contains(where: { $0 < 0x20 }) || utf8.contains(UInt8(ascii: " ")) else {
      return self
    }
    var bytes = Array(utf8)
    for index in bytes.indices {
      let rest = bytes[index...]
      let opensMark = rest.starts(with: " -- ".utf8) || rest.elementsEqual(" --".utf8)
      if bytes[index] < 0x20 || opensMark { bytes[index] = UInt8(ascii: "?") }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text with newlines as spaces and none at its ends.
  fileprivate var onOneLine: String {
    guard utf8.contains(where: { $0 < 0x20 }) || hasPrefix(" ") else { return self }
    let bytes = utf8.map { $0 < 0x20 ? 0x20 : $0 }
    return String(String(decoding: bytes, as: UTF8.self).drop { $0 == " " })
  }
}
