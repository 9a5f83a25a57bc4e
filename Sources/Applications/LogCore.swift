import Model

/// Reads lines one after the other and counts what they tell; the work behind `LogAnalysis`.
///
/// What it holds is bounded whatever the log: so many patterns, timers, hosts and traces, and of a
/// line its first 64 KiB.
struct LogCore: ~Copyable {
  static let longest = 64 << 10
  /// Room behind a line that is read and not used.
  static let padding = 64
  static let mostTimers = 2048
  /// As many as there are bits in `unsettled`.
  static let mostStories = 64

  private var finder: TimeFinder
  var scanner = LineScanner()
  var table = PatternTable()
  var patterns: [Pattern] = []
  var timers: [Timer] = []
  var calls = CallTable()
  var wholes = WholeTimes()
  var stacks = StackTally()
  var slow = SlowStatement()
  var scale = TimeScale()
  var oddities = LogOddities()
  var lines = LogCount()
  var levels: [LogLevel: Int] = [:]
  /// Events of lines without a pattern and of traces.
  var loose: [LogEventKind: LogEvent] = [:]
  /// Octaves that histograms may still take, 4 KiB each.
  var octaves = 6000
  /// Durations whose sizes were not counted yet, with their timers.
  ///
  /// Each waits for memory that was not touched for a while; many at once wait together.
  var unsorted: [(timer: Int, seconds: Double)] = []
  static let mostUnsorted = 256
  private let since: Double, until: Double
  private let clock: LogClock

  var first = Double.infinity, last = -Double.infinity
  /// The time of the line before, for those that tell none.
  private(set) var time: Double?
  /// What came last from each source: the first of all that tell none, each other at the place that its
  /// number gives it.
  let stories: UnsafeMutablePointer<Story>
  /// Whose line is being read.
  var current = 0
  /// Those that hold what was not settled, one bit for each.
  var unsettled: UInt64 = 0
  /// In what ways lines tell their source.
  var ways: Envelope.Ways = []
  private let room: UnsafeMutablePointer<UInt8>
  /// What a trace within a line says, line by line.
  var scratch: [UInt8] = []

  init(_ clock: LogClock, since: Double?, until: Double?) {
    self.clock = clock
    self.since = since ?? -Double.infinity
    self.until = until ?? .infinity
    finder = TimeFinder(clock)
    let one = Story.mostKept + Self.padding
    room = .allocate(capacity: Self.mostStories * one)
    room.initialize(repeating: 0, count: Self.mostStories * one)
    stories = .allocate(capacity: Self.mostStories)
    for place in 0..<Self.mostStories {
      (stories + place).initialize(to: Story(kept: room + place * one))
    }
  }

  deinit {
    stories.deinitialize(count: Self.mostStories)
    stories.deallocate()
    room.deallocate()
  }

  /// Lines of all logs before this one, and how many of them were no text.
  private var earlier = (lines: 0, binary: 0)

  /// The number of the last line that was no text.
  var lastBinary = Int.min / 2

  /// Whether a line was no text a moment ago: of what lies between such lines chance makes words.
  var isDoubtful: Bool { lines.count - lastBinary <= 8 }

  /// Whether most of this log is no text.
  var isNoText: Bool { (oddities.binary - earlier.binary) * 2 > lines.count - earlier.lines }

  /// Another log begins, with its own form of times.
  mutating func begin() {
    endStatement()
    earlier = (lines.count, oddities.binary)
    lastBinary = .min / 2
    forget()
    finder = TimeFinder(clock)
    time = nil
  }

  /// Takes a line without its end, with `padding` bytes behind it that may be read, and all of it until
  /// `settle` is called.
  mutating func take(_ line: Bytes) {
    if slow.isOpen || line[0] == UInt8(ascii: "#"), joins(line) { return }
    guard let line = admitted(line) else { return }
    var parts = LineParts()
    if let found = finder.find(line) {
      time = found.seconds
      parts.time = found.start..<found.end
      // What stands before the time, as the address of who asked, is part of the line.
      if found.start <= 1 {
        parts.body = found.end
        parts.content = line[found.end] == 0x20 ? found.end + 1 : found.end
      }
    }
    if !ways.isEmpty {
      if let way = ways.way(of: line, parts.time) {
        if findSource(line, way, &parts) { return }
      } else if parts.time != nil, current != 0 {
        enter(0)
      }
    }
    if parts.time == nil, goesOn(line, parts) { return }
    take(line, parts, nil)
  }

  /// Takes a line that was put together of several, at the time of the last.
  mutating func takeWhole(_ line: Bytes) { take(line, LineParts(), nil) }

  /// The time that `line` tells becomes that of what follows.
  mutating func findTime(_ line: Bytes) {
    if let found = finder.find(line) { time = found.seconds }
  }

  /// Takes what a record holds: a time and a level that came beside it, whose it is, and how much of it
  /// is the name of who wrote it.
  mutating func take(
    _ line: Bytes, known: Double?, level: LogLevel?, source: UInt64, named: Int
  ) {
    guard let line = admitted(line) else { return }
    enter(source)
    var parts = LineParts(content: named, isRecord: true)
    if let known {
      time = known
    } else if let found = finder.find(line) {
      time = found.seconds
      if found.start <= 1 { parts.body = found.end }
    } else if goesOn(line, parts) {
      return
    }
    take(line, parts, level)
  }

  /// What is looked at of a line; nil where it has nothing.
  private mutating func admitted(_ line: Bytes) -> Bytes? {
    var line = line
    if line[line.count - 1] == 0x0D { line = line.slice(0, line.count - 1) }
    if line[0] == 0x1B { line = line.withoutColour }
    lines.count += 1
    guard line.count > 0 else { return nil }
    if line.count > Self.longest {
      oddities.long += 1
      line = line.slice(0, Self.longest)
    }
    return line
  }

  private mutating func take(_ line: Bytes, _ parts: LineParts, _ level: LogLevel?) {
    let isInside = admits(time)
    stories[current].isInside = isInside
    guard isInside else { return }
    if let text = parts.text(of: line), text.isIndented || stories[current].trace.isOpen,
      takesPart(text)
    {
      return
    }
    count(line, parts, level)
  }

  /// Takes the whole lines of `block` from `start` on, as far as they hold no other lines, and gives
  /// where the first begins that was not taken.
  mutating func takeLines(_ block: Bytes, _ start: Int) -> Int {
    var start = start
    while start < block.count {
      if block[start] == UInt8(ascii: "{"), block.has(LogRecord.dockerStart, at: start) { break }
      guard let end = block.newline(start), end + Self.padding <= block.count else { break }
      take(block.slice(start, end))
      start = end + 1
    }
    return start
  }

  mutating func addLoose(_ kind: LogEventKind, _ line: Bytes) {
    let isNew = loose[kind] == nil
    let example = isNew ? line.slice(0, 400).trimmed.string : ""
    addLoose(kind, LogCount(1, first: time, last: time), example)
  }

  /// Adds events that no pattern counts.
  mutating func addLoose(_ kind: LogEventKind, _ count: LogCount, _ example: String) {
    if loose[kind] == nil { loose[kind] = LogEvent(kind, LogCount(), example: example) }
    loose[kind]?.count.add(count)
  }

  /// Whether a line of this time is asked for.
  private mutating func admits(_ time: Double?) -> Bool {
    guard let time else {
      // A log that tells no times cannot be divided by them.
      oddities.untimed += 1
      return true
    }
    if time > clock.now + 60 { oddities.future += 1 }
    guard time >= since, time <= until else {
      oddities.outside += 1
      return false
    }
    if time < first { first = time }
    if time > last { last = time }
    return true
  }

  /// The part of the time that is being read; nil where it is too far off to be drawn together with
  /// the rest.
  mutating func part() -> Int? {
    guard let time else { return nil }
    if let part = scale.known(time) { return part }
    guard time <= clock.now + 60, time > clock.now - 400 * 86400 else { return nil }
    makeRoom(for: time)
    return scale.part(of: time)
  }

  /// Widens the time's parts, or moves them, until `time` is in one.
  mutating func makeRoom(for time: Double) {
    while let move = scale.move(for: time) { follow(move) }
  }

  mutating func follow(_ move: TimeScale.Move) {
    for index in patterns.indices { patterns[index].parts.follow(move) }
    for index in timers.indices { timers[index].parts.follow(move) }
  }

  /// All lines have been taken.
  mutating func end() {
    endStatement()
    closeAll()
    sortDurations()
    lines.first = first.isFinite ? first : nil
    lines.last = last.isFinite ? last : nil
  }
}
