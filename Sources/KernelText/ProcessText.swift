/// `/proc/PID/stat`, as proc(5) has it.
///
/// ```
/// 8741 (firefox) S 7900 7783 7783 1026 7783 4210944 777121 1338537 528 108 6962 2001 6536 …
/// ```
public struct ProcessStat: Sendable, Hashable {
  /// The number in the namespace of the `/proc` that was read.
  public var pid: Int
  /// The name, which may hold anything, also parentheses, spaces and newlines.
  public var name: String
  /// The letter in ASCII: `R`, `S`, `D`, `Z`, `T`, `t`, `I` or `X`.
  public var state: UInt8
  /// The parent's process number; 0 where it has none in the namespace.
  public var parent: Int
  /// The `PF_` bits of include/linux/sched.h.
  public var flags: UInt64
  /// Page faults since the process began; major ones read from storage.
  public var minorFaults: UInt64, majorFaults: UInt64
  /// Ticks of 1/100 s.
  public var userTime: UInt64, systemTime: UInt64
  /// -20 to 19; 19 yields to everybody.
  public var nice: Int
  /// How many threads it has, the main one included.
  public var threads: UInt64
  /// Ticks after boot.
  public var startTime: UInt64
  /// Bytes.
  public var virtualSize: UInt64
  /// Pages.
  public var resident: UInt64
  /// The processor it last ran on.
  public var processor: UInt64
  /// Ticks spent waiting for block I/O, and as a virtual processor.
  public var ioDelay: UInt64, guestTime: UInt64

  /// `PF_KTHREAD` of include/linux/sched.h.
  public var isKernelThread: Bool { flags & 0x0020_0000 != 0 }

  /// The fields of `text`.
  public init(_ text: Text) throws(Malformed) {
    let text = try text.whole()
    guard let open = text.firstIndex(of: UInt8(ascii: "(")),
      let close = text.lastIndex(of: UInt8(ascii: ")")), open < close,
      let pid = text.slice(0, open).trimmed.number.flatMap(Int.init(exactly:))
    else { throw Malformed("no name in parentheses") }
    self.pid = pid
    name = text.slice(open + 1, close).string
    var scanner = Scanner(text.slice(close + 1, text.count))
    guard let state = scanner.word(), state.count == 1, let letter = state[0],
      let parent = scanner.number().flatMap(Int.init(exactly:))
    else { throw Malformed("no state and parent") }
    self.state = letter
    self.parent = parent
    scanner.skipWords(4)
    guard let flags = scanner.number(), let minor = scanner.number(),
      scanner.number() != nil, let major = scanner.number(), scanner.number() != nil,
      let user = scanner.number(), let system = scanner.number()
    else { throw Malformed("no times") }
    self.flags = flags
    minorFaults = minor
    majorFaults = major
    userTime = user
    systemTime = system
    scanner.skipWords(3)
    guard let nice = scanner.word()?.signedNumber, let threads = scanner.number() else {
      throw Malformed("no threads")
    }
    self.nice = Int(clamping: nice)
    self.threads = threads
    scanner.skipWords(1)
    guard let start = scanner.number(), let size = scanner.number(),
      let resident = scanner.number()
    else { throw Malformed("no sizes") }
    startTime = start
    virtualSize = size
    self.resident = resident
    scanner.skipWords(14)
    guard let processor = scanner.number() else { throw Malformed("no processor") }
    self.processor = processor
    scanner.skipWords(2)
    guard let ioDelay = scanner.number(), let guestTime = scanner.number() else {
      throw Malformed("no delays")
    }
    self.ioDelay = ioDelay
    self.guestTime = guestTime
  }
}

/// `/proc/PID/schedstat`: `34569991055 1039068587 165909`.
public struct ProcessSchedule: Sendable, Hashable {
  /// Nanoseconds that the main thread ran, and waited runnable for a processor.
  public var run: UInt64, wait: UInt64

  /// The times in `text`.
  public init(_ text: Text) throws(Malformed) {
    let numbers = try Numbers(text, atLeast: 2)
    run = numbers.values[0]
    wait = numbers.values[1]
  }
}

/// The traffic with storage in `/proc/PID/io`, as Documentation/filesystems/proc.rst has it.
///
/// ```
/// rchar: 323934931
/// read_bytes: 4096
/// write_bytes: 323932160
/// ```
public struct ProcessIO: Sendable, Hashable {
  /// Bytes since the process began.
  public var readBytes: UInt64, writeBytes: UInt64

  /// The counters in `text`; the others are of the page cache, not of storage.
  public init(_ text: Text) throws(Malformed) {
    var read: UInt64?
    var written: UInt64?
    for line in text.lines {
      if line.hasPrefix("read_bytes: ") { read = line.slice(12, line.count).number }
      if line.hasPrefix("write_bytes: ") { written = line.slice(13, line.count).number }
    }
    guard let read, let written else { throw Malformed("no read_bytes and write_bytes") }
    (readBytes, writeBytes) = (read, written)
  }
}

/// `/proc/PID/cgroup`, one hierarchy a line: `4:memory:/lab` for v1, `0::/lab` for v2.
public struct ProcessCgroups: Sendable, Hashable {
  /// The path in the v2 hierarchy.
  public var unified: String?
  /// The paths in the v1 hierarchies, by controller.
  public var byController: [String: String] = [:]

  /// The hierarchies in `text`.
  public init(_ text: Text) {
    for line in text.lines {
      let parts = line.string.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      if parts[1].isEmpty { unified = String(parts[2]) }
      for controller in parts[1].split(separator: ",") {
        byController[String(controller)] = String(parts[2])
      }
    }
  }
}
