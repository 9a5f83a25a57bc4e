public import Model

/// How the lines of a log come.
public enum LogForm: Sendable {
  /// As the program wrote them.
  case plain
  /// As `journalctl --output=json` prints them.
  case journal
}

/// Reads logs in blocks of any size and tells what they say.
///
/// Nothing of a log is kept but examples and counts, so that memory does not grow with it.
public final class LogAnalysis {
  private var core: LogCore
  private let clock: LogClock
  private let since: Double?, until: Double?
  private var form = LogForm.plain
  private var source: LogSource?
  private var sources: [LogSource] = []
  /// The line whose end has not come yet, with room behind it.
  private var rest: [UInt8] = []
  /// Whether a line is so long that what comes is passed over.
  private var isSkipping = false
  private var message: [UInt8] = []

  /// Takes what lies between two times, in seconds since 1970, as `clock` reads them.
  public init(clock: LogClock, since: Double? = nil, until: Double? = nil) {
    (self.clock, self.since, self.until) = (clock, since, until)
    core = LogCore(clock, since: since, until: until)
  }

  /// An analysis for one of `count` parts of a log that is being read, which `take(_:)` takes when it is
  /// done.
  public func part(of count: Int) -> sending LogAnalysis {
    let part = LogAnalysis(clock: clock, since: since, until: until)
    // All together may take as much memory as one.
    part.core.octaves /= max(count, 1)
    return part
  }

  /// Takes what was read of the part that comes next in the log.
  public func take(_ part: LogAnalysis) {
    takeRest()
    part.takeRest()
    if taken == 0 { isWide = part.isWide }
    core.end()
    part.core.end()
    core.absorb(part.core)
    taken += part.taken
  }

  /// Where in `block`, which begins anywhere, the first line begins that tells its own time and belongs
  /// to none before; nil where there is none.
  public func beginning(in block: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let base = block.baseAddress else { return nil }
    let all = Bytes(base, block.count)
    var finder = TimeFinder(clock)
    var start = all.newline(0).map { $0 + 1 }
    while let begun = start, let end = all.newline(begun), end + LogCore.padding <= block.count {
      let line = all.slice(begun, end)
      if line.count > 0, line[0] > 0x20, let found = finder.find(line),
        begins(line, found.start..<found.end)
      {
        return begun
      }
      start = end + 1
    }
    return nil
  }

  /// Whether a line that tells its time is of no trace.
  private func begins(_ line: Bytes, _ time: Range<Int>) -> Bool {
    if SlowStatement.goesOn(line) { return false }
    if line.has(LogRecord.dockerStart), LogRecord(line, clock, &message) != nil {
      return message.withBytes { !Story.mayGoOn($0) }
    }
    let way = Envelope.Ways.all.way(of: line, time)
    let envelope = way.flatMap { Envelope(line, $0, time: time) }
    let content = envelope?.content ?? (time.lowerBound <= 1 ? time.upperBound + 1 : 0)
    return !Story.mayGoOn(line.slice(content, line.count))
  }

  /// What comes from now on is the log `name`.
  public func begin(_ name: String, form: LogForm = .plain) {
    end()
    source = LogSource(name)
    self.form = form
    core.begin()
  }

  /// The log has ended; `cut` says what of it did not come.
  public func end(cut: String? = nil) {
    guard var source else { return }
    takeRest()
    source.cut = cut ?? (core.isNoText ? noText : nil)
    self.source = nil
    source.bytes = taken
    source.lines = core.lines.count - sources.reduce(0) { $0 + $1.lines }
    taken = 0
    sources.append(source)
  }

  /// The log that has begun could not be had.
  public func drop() { source = nil }

  private var taken = 0
  /// Whether the log begins as UTF-16 does, as programs of Windows write.
  private var isWide = false

  private var noText: String {
    isWide
      ? "it is UTF-16, which is not read; iconv -f UTF-16 -t UTF-8 makes text of it"
      : "most of its lines are no text"
  }

  /// Takes the next bytes of the log.
  public func take(_ block: UnsafeBufferPointer<UInt8>) {
    guard let base = block.baseAddress, block.count > 0 else { return }
    if taken == 0 {
      let mark = block.count > 1 ? (block[0], block[1]) : (0, 0)
      isWide = mark == (0xFF, 0xFE) || mark == (0xFE, 0xFF)
    }
    taken += block.count
    var start = 0
    if !rest.isEmpty || isSkipping {
      guard let end = Bytes(base, block.count).newline(0) else { return carry(base, block.count) }
      carry(base, end)
      takeRest()
      start = end + 1
    }
    let all = Bytes(base, block.count)
    while start < block.count {
      if form == .plain { start = core.takeLines(all, start) }
      guard start < block.count, let end = all.newline(start) else { break }
      if end + LogCore.padding <= block.count {
        take(Bytes(base + start, end - start))
      } else {
        carry(base + start, end - start)
        takeRest()
      }
      start = end + 1
    }
    if start < block.count { carry(base + start, block.count - start) }
    core.settle()
  }

  /// Takes the next bytes of the log.
  public func take(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { take($0) } }

  private func carry(_ base: UnsafePointer<UInt8>, _ count: Int) {
    // One byte more than is looked at tells that the line is longer.
    let room = LogCore.longest + 1 - rest.count
    isSkipping = true
    guard room > 0 else { return }
    rest.append(contentsOf: UnsafeBufferPointer(start: base, count: min(count, room)))
  }

  private func takeRest() {
    guard isSkipping else { return }
    isSkipping = false
    let count = rest.count
    rest.append(contentsOf: repeatElement(0, count: LogCore.padding))
    rest.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { take(Bytes(base, count)) }
      core.settle()
    }
    rest.removeAll(keepingCapacity: true)
  }

  private func take(_ line: Bytes) {
    if form == .plain, !line.has(LogRecord.dockerStart) { return core.take(line) }
    guard let record = LogRecord(line, clock, &message) else { return core.take(line) }
    // A message of several lines is one event.
    let count = message.count
    message.append(contentsOf: repeatElement(0, count: LogCore.padding))
    message.withBytes { all in
      let text = all.slice(0, count)
      var start = 0
      while start <= count {
        let end = text.index(of: 0x0A, from: start) ?? count
        let line = text.slice(start, end)
        if start == 0 {
          core.take(
            line, known: record.time, level: record.level, source: record.source,
            named: record.named)
        } else if line.count > 0 {
          core.takeMore(line)
        }
        start = end + 1
      }
      core.settle()
    }
  }

  /// What all logs that were taken say.
  public func digest() -> LogDigest {
    end()
    core.end()
    var digest = LogDigest(core)
    digest.sources = sources
    digest.decision = decide(digest)
    return digest
  }
}

extension Bytes {
  /// Where the line ends that begins at `start`.
  ///
  /// Eight bytes at a time: a byte that was a newline is zero after the exclusive or, and only a
  /// zero borrows from its highest bit (Hacker's Delight, 6-1).
  @inline(__always) func newline(_ start: Int) -> Int? {
    var index = start
    let raw = UnsafeRawPointer(base)
    while index + 8 <= count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ 0x0A0A_0A0A_0A0A_0A0A
      let zero = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
      if zero != 0 { return index + UInt64(littleEndian: zero).trailingZeroBitCount / 8 }
      index += 8
    }
    while index < count {
      if base[index] == 0x0A { return index }
      index += 1
    }
    return nil
  }
}
