import Model

/// Reads lines one after the other and counts what they tell; the work behind `LogAnalysis`.
///
/// What it holds is bounded whatever the log: so many patterns, timers, hosts and traces, and of a
/// line its first 64 KiB.
struct LogCore: ~Copyable {
  static let longest = 64 << 10
  /// Room behind a line that is read and not used.
  static let padding = 16
  private static let mostTimers = 2048

  private var finder: TimeFinder
  private var scanner = LineScanner()
  private var table = PatternTable()
  private(set) var patterns: [Pattern] = []
  private(set) var timers: [Timer] = []
  private(set) var calls = CallTable()
  private(set) var stacks = StackFolder()
  private(set) var scale = TimeScale()
  private(set) var oddities = LogOddities()
  private(set) var lines = LogCount()
  private(set) var levels: [LogLevel: Int] = [:]
  /// Events of lines without a pattern and of traces.
  private(set) var loose: [LogEventKind: LogEvent] = [:]
  /// Octaves that histograms may still take, 4 KiB each.
  private var octaves = 6000
  private let since: Double, until: Double
  private let clock: LogClock

  private var first = Double.infinity, last = -Double.infinity
  /// The time of the line before, for those that tell none.
  private var time: Double?
  private var isInside = true
  /// Whether the event that is being read has a kind or a level of its own.
  private var eventKind: LogEventKind?
  private var eventTime: Double?
  private var before: [UInt8] = []
  private var hasBefore = false

  init(_ clock: LogClock, since: Double?, until: Double?) {
    self.clock = clock
    self.since = since ?? -Double.infinity
    self.until = until ?? .infinity
    finder = TimeFinder(clock)
    before.reserveCapacity(512)
  }

  /// Another log begins, with its own form of times.
  mutating func begin() {
    stacks.close(at: eventTime)
    finder = TimeFinder(clock)
    time = nil
    isInside = true
    hasBefore = false
  }

  /// Takes a line without its end, with `padding` bytes behind it that may be read.
  ///
  /// `known` is a time that came beside the line, `level` what was said of it there.
  mutating func take(_ line: Bytes, known: Double? = nil, level: LogLevel? = nil) {
    var line = line
    if line[line.count - 1] == 0x0D { line = line.slice(0, line.count - 1) }
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
    } else if hasBefore, stacks.goesOn(line) {
      return goOn(line)
    }
    isInside = admits(time)
    guard isInside else { return }
    stacks.close(at: eventTime)
    count(line, body, level)
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
    let before = before
    let head = before.withBytes {
      stacks.fold(line, before: $0.slice(0, $0.count - Self.padding))
    }
    guard head != nil, eventKind == nil else { return }
    // The trace tells what the line before it does not.
    let found = EventMatcher.shared.kind(of: line, level: .error)
    guard let found else { return }
    eventKind = found
    addLoose(found, line)
    if found.isFailedCall, !addCall(found, in: line) {
      // The exception does not say who failed; the line that it belongs to may.
      before.withBytes { _ = addCall(found, in: $0.slice(0, $0.count - Self.padding)) }
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
    if loose[kind] == nil {
      loose[kind] = LogEvent(kind, LogCount(), example: line.slice(0, 400).trimmed.string)
    }
    loose[kind]?.count.add(time)
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
    guard let time, time <= clock.now + 60, time > clock.now - 400 * 86400 else { return nil }
    while let move = scale.move(for: time) {
      for index in patterns.indices { patterns[index].parts.follow(move) }
      for index in timers.indices { timers[index].parts.follow(move) }
    }
    return scale.part(of: time)
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
    hasBefore = true
    eventTime = time
    eventKind = patterns[index].plan.kind
    keep(line)
    if patterns[index].plan.levelWord != nil { countLevel(index, line) }
    if patterns[index].timer != nil || patterns[index].plan.peer != nil {
      measure(index, line, part)
    }
  }

  /// Traces are told by the line before them.
  @inline(__always) private mutating func keep(_ line: Bytes) {
    let count = min(line.count, 400)
    before.removeAll(keepingCapacity: true)
    before.append(contentsOf: UnsafeBufferPointer(start: line.base, count: count))
    before.append(contentsOf: repeatElement(0, count: Self.padding))
  }

  /// A line unlike all before: finds out what is to be taken from those like it.
  private mutating func add(
    _ line: Bytes, _ body: Int, _ level: LogLevel?, _ key: UInt64
  ) -> Int? {
    guard !Self.isBinary(line) else {
      oddities.binary += 1
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

  /// Whether a line is no text: a zero byte, or many that no text has.
  private static func isBinary(_ line: Bytes) -> Bool {
    let head = line.slice(0, 512)
    var odd = 0
    for index in 0..<head.count {
      let byte = head.base[index]
      if byte == 0 { return true }
      if byte < 0x20, byte != 0x09, byte != 0x1B { odd += 1 }
    }
    return odd * 8 > head.count
  }

  private mutating func countLevel(_ index: Int, _ line: Bytes) {
    guard let number = patterns[index].plan.levelWord, let word = scanner.word(number, line)
    else { return }
    let start = word.isDigit(0) ? 0 : 1
    guard let value = word.number(start)?.value else { return }
    guard let level = LevelWords.numbered(value) ?? LevelWords.priority(value) else { return }
    levels[level, default: 0] += 1
    if let old = patterns[index].level, old >= level { return }
    patterns[index].level = level
  }

  private mutating func measure(_ index: Int, _ line: Bytes, _ part: Int?) {
    var called: Double?
    if let first = patterns[index].timer {
      for number in patterns[index].plan.timings.indices {
        let (place, unit) = (
          patterns[index].plan.timings[number].word, patterns[index].plan.timings[number].unit
        )
        guard let word = scanner.word(place, line), let seconds = duration(word, unit: unit) else {
          continue
        }
        let timer = first + number
        if seconds > timers[timer].histogram.longest || timers[timer].histogram.count == 0 {
          timers[timer].example = line.slice(0, 400).string
        }
        if timers[timer].histogram.add(seconds, mayGrow: octaves > 0) { octaves -= 1 }
        if let part { timers[timer].parts.add(Moments(seconds), at: part) }
        if timers[timer].isCall { called = max(called ?? 0, seconds) }
      }
    }
    let kind = patterns[index].plan.kind
    let failure = kind.flatMap { $0.isFailedCall ? $0 : nil }
    guard called != nil || failure != nil else { return }
    if let peer = patterns[index].plan.peer {
      addCall(peer, called, failure, line)
    } else if patterns[index].plan.isUpstream,
      let call = calls.index(of: HostName(name: LogCore.unnamed))
    {
      calls.add(call, time: time, seconds: called, failure: failure, line: line, &octaves)
    }
  }

  /// What an access log calls the party behind, where it does not tell which.
  static let unnamed = "upstream"

  private mutating func addCall(
    _ peer: Plan.Peer, _ seconds: Double?, _ failure: LogEventKind?, _ line: Bytes
  ) {
    guard let word = scanner.word(peer.word, line) else { return }
    let port = peer.port.flatMap { scanner.word($0, line) }
    guard let index = calls.index(of: word, isNamed: peer.isNamed, port: port) else { return }
    calls.add(index, time: time, seconds: seconds, failure: failure, line: line, &octaves)
  }

  /// All lines have been taken.
  mutating func end() {
    stacks.close(at: eventTime)
    lines.first = first.isFinite ? first : nil
    lines.last = last.isFinite ? last : nil
  }
}
