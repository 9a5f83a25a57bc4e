import Model

/// What came last from one source of a log: a program, a process, a container, a stream.
///
/// Sources write to one log by turns, and a trace goes on behind what others wrote in between.
struct Story {
  /// The source, 0 for a log that does not tell.
  var source: UInt64 = 0
  /// The line that what follows may belong to, without its envelope; once `settle` was called a copy.
  var before: Bytes?
  /// Where that is kept.
  let kept: UnsafeMutablePointer<UInt8>
  var trace = OpenTrace()
  /// What the event that is being read tells of.
  var kind: LogEventKind?
  /// When it began.
  var time: Double?
  /// When its last line came.
  var last: Double?
  /// Whether it is asked for.
  var isInside = true
  /// Whether it calls itself a warning or worse.
  var isGrave = false
  /// Whether it told its own time.
  var isTimed = false
  /// Whether it is an exception's headline itself.
  var isHeadline = false
  /// Whether the rest of its line follows.
  var isPartial = false

  static let mostKept = 400

  init(kept: UnsafeMutablePointer<UInt8>) { self.kept = kept }

  /// Forgets all, to tell of `source`; the trace must have ended.
  ///
  /// In some logs each line has a source of its own, so this touches no more than it must.
  mutating func reset(_ source: UInt64 = 0) {
    self.source = source
    (before, kind, time, last) = (nil, nil, nil, nil)
    (isInside, isPartial, isGrave, isHeadline) = (true, false, false, false)
    isTimed = false
  }

  /// `line` begins an event, at `time`.
  mutating func begin(
    _ line: Bytes, at time: Double?, kind: LogEventKind?, isGrave: Bool, isHeadline: Bool,
    isTimed: Bool
  ) {
    // Traces are told by the line before them.
    before = line.slice(0, Self.mostKept)
    (self.time, last, self.kind) = (time, time, kind)
    (self.isGrave, self.isHeadline, self.isTimed) = (isGrave, isHeadline, isTimed)
  }

  /// What was read goes away: keeps what is needed of it.
  mutating func settle() {
    guard let line = before, line.base != UnsafePointer(kept) else { return }
    kept.update(from: line.base, count: line.count)
    (kept + line.count).update(repeating: 0, count: LogCore.padding)
    before = Bytes(kept, line.count)
  }

  /// Whether a line of this time came no more than `seconds` after the last.
  func isNear(_ time: Double?, within seconds: Double) -> Bool {
    guard let time, let last else { return true }
    return (time - last).magnitude <= seconds
  }

  /// What a line that tells its time, or its source, is to a trace.
  enum Part {
    /// No part of one.
    case none
    /// Of the trace that is open, or of the event before.
    case more
    /// Of a trace whose event is not known.
    case orphan
    /// An event of its own that a trace begins with.
    case headline
  }

  /// What `content` is, which is what a program wrote in one line at `time`.
  func part(_ content: Bytes, at time: Double?) -> Part {
    let isIndented = content.isIndented
    if trace.isOpen, trace.isStamped, isNear(time, within: 10) {
      if isIndented { return Self.saysLevel(content) ? .none : .more }
      // Node ends what it says of an error with a bracket.
      let isBracket = content[0] == UInt8(ascii: "}") && content.count == 1
      if isBracket || trace.hasPlace(for: content) || TraceWords.isPart(content) { return .more }
    } else if isIndented {
      guard TraceWords.isIndentedPart(content.unindented) else { return .none }
      return before != nil && isNear(time, within: 1) ? .more : .orphan
    } else if TraceWords.isPart(content) {
      return before != nil && isNear(time, within: 1) ? .more : .orphan
    }
    let isHead = Self.isHeadline(content)
    guard isHead || TraceWords.plainError(content) != nil else { return .none }
    // Behind an error it is that error's exception.
    let belongs =
      before != nil && isGrave && !isHeadline && !trace.isOpen && isNear(time, within: 1)
    return belongs ? .more : isHead ? .headline : .none
  }

  /// Whether a trace may begin with `content`.
  static func isHeadline(_ content: Bytes) -> Bool {
    TraceWords.headline(content) != nil || TraceWords.goHeadline(content) != nil
      || content.has("thread '") && content.find("panicked at ") != nil
      || ScriptTraces.rubyFrame(content)?.head != nil
  }

  /// Whether `content` may be of a trace that was begun before.
  static func mayGoOn(_ content: Bytes) -> Bool {
    content.isIndented && !saysLevel(content) || TraceWords.begins(content)
      || TraceWords.isPart(content) || TraceWords.isGoFrame(content) || isHeadline(content)
      || TraceWords.plainError(content) != nil
  }

  /// Whether the first word is a level, as some pad it: `  INFO 17 --- [main]`.
  private static func saysLevel(_ content: Bytes) -> Bool {
    let text = content.unindented
    let end = (0..<min(text.count, 12)).first { !text.isLetter($0) } ?? min(text.count, 12)
    let word = text.slice(0, end)
    return LevelWords.level(word) != nil && LevelWords.shouts(word)
  }
}

/// The parts of a line.
struct LineParts {
  /// Where what counts for its pattern begins.
  var body = 0
  /// Where its program's own words begin; -1 where that is not known.
  var content = -1
  /// Where its time stands, if it tells one.
  var time: Range<Int>?
  /// Whether it came in a record, with all that is known of it beside it.
  var isRecord = false

  /// What its program wrote of `line`, if that is known.
  @inline(__always) func text(of line: Bytes) -> Bytes? {
    content >= 0 ? line.slice(content, line.count) : nil
  }
}
