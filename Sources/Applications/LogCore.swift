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

  private var finder: TimeFinder
  var scanner = LineScanner()
  var table = PatternTable()
  var patterns: [Pattern] = []
  var timers: [Timer] = []
  var calls = CallTable()
  var stacks = StackFolder()
  var wholes = WholeTimes()
  var scale = TimeScale()
  var oddities = LogOddities()
  var lines = LogCount()
  var levels: [LogLevel: Int] = [:]
  /// Events of lines without a pattern and of traces.
  var loose: [LogEventKind: LogEvent] = [:]
  /// Octaves that histograms may still take, 4 KiB each.
  var octaves = 6000
  private let since: Double, until: Double
  private let clock: LogClock

  var first = Double.infinity, last = -Double.infinity
  /// The time of the line before, for those that tell none.
  private(set) var time: Double?
  private var isInside = true
  /// Whether the event that is being read has a kind or a level of its own.
  private var eventKind: LogEventKind?
  private(set) var eventTime: Double?
  /// The line before, where it came, and once `settle` was called a copy of it.
  private var before: Bytes?
  private var kept: UnsafeMutablePointer<UInt8>
  private static let mostKept = 400

  init(_ clock: LogClock, since: Double?, until: Double?) {
    self.clock = clock
    self.since = since ?? -Double.infinity
    self.until = until ?? .infinity
    finder = TimeFinder(clock)
    kept = .allocate(capacity: Self.mostKept + Self.padding)
    kept.initialize(repeating: 0, count: Self.mostKept + Self.padding)
  }

  deinit { kept.deallocate() }

  /// Lines of all logs before this one, and how many of them were no text.
  private var earlier = (lines: 0, binary: 0)

  /// The number of the last line that was no text.
  private var lastBinary = Int.min / 2

  /// Whether a line was no text a moment ago: of what lies between such lines chance makes words.
  private var isDoubtful: Bool { lines.count - lastBinary <= 8 }

  /// Whether most of this log is no text.
  var isNoText: Bool { (oddities.binary - earlier.binary) * 2 > lines.count - earlier.lines }

  /// Another log begins, with its own form of times.
  mutating func begin() {
    earlier = (lines.count, oddities.binary)
    lastBinary = .min / 2
    stacks.close(at: eventTime)
    finder = TimeFinder(clock)
    time = nil
    isInside = true
    before = nil
  }

  /// What was taken goes away: keeps what is needed of it.
  mutating func settle() {
    guard let line = before, line.base != UnsafePointer(kept) else { return }
    kept.update(from: line.base, count: line.count)
    (kept + line.count).update(repeating: 0, count: Self.padding)
    before = Bytes(kept, line.count)
  }

  /// Takes a line without its end, with `padding` bytes behind it that may be read, and all of it until
  /// `settle` is called.
  ///
  /// `known` is a time that came beside the line, `level` what was said of it there.
  mutating func take(_ line: Bytes, known: Double? = nil, level: LogLevel? = nil) {
    var line = line
    if line[line.count - 1] == 0x0D { line = line.slice(0, line.count - 1) }
    if line[0] == 0x1B { line = line.withoutColour }
    lines.count += 1
    guard line.count > 0 else { return }
    if line.count > Self.longest {
      oddities.long += 1
      line = line.slice(0, Self.longest)
    }
    var body = 0
    if let known {
      time = known
    } else if let found = finder.find(line) {
      time = found.seconds
      // What stands before the time, as the address of who asked, is part of the line.
      if found.start <= 1 { body = found.end }
    } else if before != nil, stacks.goesOn(line) {
      return goOn(line)
    }
    isInside = admits(time)
    guard isInside else { return }
    stacks.close(at: eventTime)
    count(line, body, level)
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

  /// Takes a line that belongs to the one before whatever it looks like.
  mutating func takeMore(_ line: Bytes) {
    lines.count += 1
    if line.count > 0 { goOn(line.slice(0, Self.longest)) }
  }

  private mutating func goOn(_ line: Bytes) {
    guard isInside else {
      oddities.outside += 1
      return
    }
    oddities.folded += 1
    let before = before ?? line.slice(0, 0)
    let head = stacks.fold(line, before: before)
    guard head != nil, eventKind == nil else { return }
    // The trace tells what the line before it does not.
    let found = EventMatcher.shared.kind(of: line, level: .error)
    guard let found else { return }
    eventKind = found
    addLoose(found, line)
    if found.isFailedCall, !addCall(found, in: line) {
      // The exception does not say who failed; the line that it belongs to may.
      _ = addCall(found, in: before)
    }
  }

  /// Counts a failed call to the party that `line` names; false where it names none.
  private mutating func addCall(_ kind: LogEventKind, in line: Bytes) -> Bool {
    _ = scanner.scan(line, from: 0)
    guard let peer = Plan(line, scanner, body: 0, level: .error).peer else { return false }
    addCall(peer, nil, kind, line)
    return true
  }

  private mutating func addLoose(_ kind: LogEventKind, _ line: Bytes) {
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
  private mutating func part() -> Int? {
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

  private mutating func count(_ line: Bytes, _ body: Int, _ level: LogLevel?) {
    var key = scanner.scan(line, from: body)
    if let level { key ^= UInt64(level.rawValue + 1) &* 0x9E37_79B9_7F4A_7C15 }
    let part = part()
    let index: Int
    if let known = table.index(of: key) {
      index = known
    } else if let new = add(line, body, level, key) {
      index = new
    } else {
      return
    }
    patterns[index].add(time, part)
    // Traces are told by the line before them.
    before = line.slice(0, Self.mostKept)
    eventTime = time
    eventKind = patterns[index].plan.kind
    if patterns[index].plan.levelWord != nil { countLevel(index, line) }
    if patterns[index].timer != nil || patterns[index].plan.peer != nil {
      measure(index, line, part)
    }
  }

  /// A line unlike all before: finds out what is to be taken from those like it.
  private mutating func add(
    _ line: Bytes, _ body: Int, _ level: LogLevel?, _ key: UInt64
  ) -> Int? {
    guard !line.isBinary, !(isDoubtful && line.hasNoText) else {
      oddities.binary += 1
      lastBinary = lines.count
      return nil
    }
    let plan = Plan(line, scanner, body: body, level: level)
    guard patterns.count < PatternTable.most else {
      oddities.unsorted += 1
      if let level = plan.level { levels[level, default: 0] += 1 }
      if let kind = plan.kind { addLoose(kind, line) }
      if let peer = plan.peer, let kind = plan.kind, kind.isFailedCall {
        addCall(peer, nil, kind, line)
      }
      return nil
    }
    var timer: Int?
    if !plan.timings.isEmpty, timers.count + plan.timings.count <= Self.mostTimers {
      timer = timers.count
      for timing in plan.timings {
        timers.append(Timer(field: timing.field, isCall: timing.isCall))
      }
    }
    patterns.append(
      Pattern(
        plan: plan, text: patternText(line, scanner, body: body),
        example: line.slice(0, 400).string, words: wordHashes(line, body), level: plan.level,
        timer: timer))
    table.add(key, patterns.count - 1)
    return patterns.count - 1
  }

  private func wordHashes(_ line: Bytes, _ body: Int) -> [UInt32] {
    guard scanner.method < 0 else { return [] }
    return (0..<min(scanner.count, LineScanner.hashed)).map { number in
      scanner.varies(number, line)
        ? 1
        : UInt32(truncatingIfNeeded: line.slice(scanner.start(number), scanner.end(number)).hash)
    }
  }

  /// All lines have been taken.
  mutating func end() {
    stacks.close(at: eventTime)
    lines.first = first.isFinite ? first : nil
    lines.last = last.isFinite ? last : nil
  }
}
