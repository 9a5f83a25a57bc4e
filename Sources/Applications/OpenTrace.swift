import Model

/// A trace whose lines are being read.
struct OpenTrace {
  enum Language { case python, go, rust, php, ruby, other }

  /// What is known of the exception.
  private var stack: StackTally.Stack?
  private var language = Language.other
  /// Whether what comes is at a place in a trace, where lines need not begin with a space.
  private(set) var isOpen = false
  /// Whether its lines told times of their own, or came with the name of who wrote them.
  var isStamped = false
  private var lines = 0
  private var hasFrames = false
  /// Whether what comes is what a panic of Rust says.
  private var awaitsMessage = false
  /// Whether what follows came of the exception before.
  private var isChained = false
  /// Whether a cause was told: what follows are its frames.
  private var isPastCause = false

  private static let most = 5000

  /// Whether `line`, which tells no time, goes on with the one before, which does if `isTimed`.
  func goesOn(_ line: Bytes, isTimed: Bool) -> Bool {
    let byte = line[0]
    if byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: "}") { return true }
    return TraceWords.begins(line) || hasPlace(for: line) || TraceWords.headline(line) != nil
      || isTimed && TraceWords.plainError(line) != nil
  }

  /// Whether `line`, which may look like anything, has a place in the trace that is open.
  func hasPlace(for line: Bytes) -> Bool {
    guard isOpen else { return false }
    if awaitsMessage || line.count == 0 { return true }
    switch language {
    case .python:
      return hasFrames && stack?.type == "" && TraceWords.pythonHeadline(line) != nil
    case .go:
      return TraceWords.isGoFrame(line) || line.has("created by ") || line.has("[signal ")
        || line.has("exit status ") || line.has("...additional frames elided")
    case .rust: return line.has("note: ")
    case .php: return line.has("Next ") || line.has("\"}")
    case .ruby: return false
    case .other: return line.has("} ") || line.has("Node.js v")
    }
  }

  /// What a line added.
  struct Folded {
    /// What the line is headed with, if it is a headline.
    var head: TraceWords.Head?
    /// The exception before, where another began.
    var ended: StackTally.Stack?
  }

  /// Takes a line of a trace; `before` is the line that it belongs to.
  mutating func fold(_ line: Bytes, before: Bytes) -> Folded {
    isOpen = true
    lines += 1
    guard lines < Self.most else { return Folded() }
    let text = line.unindented
    let isIndented = text.base != line.base
    if awaitsMessage {
      awaitsMessage = false
      stack?.message = text.slice(0, 300).string
      return Folded(head: stack.map { ($0.type, $0.message) })
    }
    if text.has("Traceback (most recent") { return Folded(ended: beginPython()) }
    if text.has("During handling of the above") || text.has("The above exception was") {
      isChained = true
      return Folded()
    }
    if let head = TraceWords.goHeadline(text) {
      // A panic in what was deferred is told below the first.
      if isIndented, stack != nil { return Folded() }
      return begin(head, .go)
    }
    if text.has("goroutine "), text.find(" [") != nil {
      language = .go
      if stack == nil { stack = TraceWords.goHeadlineWithin(before).map(StackTally.Stack.init) }
      return Folded()
    }
    if text.has("thread '"), let place = text.find("panicked at ") {
      return beginRust(text.slice(place + 12, text.count))
    }
    if let folded = foldScript(text, before: before) ?? foldCause(text, before) { return folded }
    if foldFrame(text, before) { return Folded() }
    return foldHead(text, isIndented)
  }

  private mutating func begin(_ head: TraceWords.Head, _ language: Language) -> Folded {
    let ended = end()
    isOpen = true
    (self.language, stack) = (language, StackTally.Stack(head))
    return Folded(head: head, ended: ended)
  }

  private mutating func beginPython() -> StackTally.Stack? {
    var next = StackTally.Stack(("", ""))
    var ended: StackTally.Stack?
    if isChained, let stack {
      // What began it all is the cause of what came out.
      next.cause = stack.cause ?? stack.type
    } else {
      ended = end()
    }
    let isStamped = isStamped
    self = OpenTrace()
    (isOpen, self.isStamped, language, stack) = (true, isStamped, .python, next)
    return ended
  }

  /// `src/main.rs:4:5:`, and until Rust 1.73 `'no price', src/main.rs:4:5`.
  private mutating func beginRust(_ rest: Bytes) -> Folded {
    let isOld = rest[0] == UInt8(ascii: "'")
    let quote = isOld ? rest.find("', ") : nil
    let message = rest.slice(1, quote ?? 1).slice(0, 300).string
    var place = quote.map { rest.slice($0 + 3, rest.count) } ?? rest
    if place[place.count - 1] == UInt8(ascii: ":") { place = place.slice(0, place.count - 1) }
    var folded = begin(("panic", message), .rust)
    stack?.frame = place.slice(0, 200).string
    awaitsMessage = !isOld
    if awaitsMessage { folded.head = nil }
    return folded
  }

  private mutating func foldCause(_ text: Bytes, _ before: Bytes) -> Folded? {
    let start: Int
    if text.has("Caused by: ") {
      start = 11
    } else if text.has("[cause]: ") {
      start = 9
    } else if text.has("---> ") {
      start = 5
    } else {
      return nil
    }
    let cause = text.slice(start, text.count)
    guard let head = TraceWords.headline(cause) ?? TraceWords.plainError(cause) else {
      return Folded()
    }
    if stack == nil { stack = TraceWords.headlineWithin(before).map(StackTally.Stack.init) }
    stack?.cause = head.type
    // The inner frames come first in .NET.
    isPastCause = start != 5
    return Folded(head: head)
  }

  private mutating func foldFrame(_ text: Bytes, _ before: Bytes) -> Bool {
    guard let frame = frame(text) else { return false }
    hasFrames = true
    guard let name = frame.name else {
      // What called panic stands behind it; what was deferred before.
      stack?.frame = nil
      return true
    }
    if stack == nil { stack = TraceWords.headlineWithin(before).map(StackTally.Stack.init) }
    // Python's innermost frame is the last, everybody else's the first.
    if language == .python ? stack?.type == "" : stack?.frame == nil && !isPastCause {
      stack?.frame = name.slice(0, 200).string
    }
    return true
  }

  /// A frame, and its name without ornaments where it is told.
  private func frame(_ text: Bytes) -> (name: Bytes?, Void)? {
    if let place = TraceWords.place(text) { return (place, ()) }
    // `File "/srv/pool.py", line 42, in take`.
    if text.has("File \""), text.find(", line ") != nil { return (text, ()) }
    guard language == .go else { return nil }
    if text.has("panic(") { return (nil, ()) }
    guard let name = TraceWords.goName(text), !name.has("runtime."), !name.has("runtime/")
    else { return nil }
    return (name, ())
  }

  var isPHP: Bool { language == .php }

  /// What comes is a trace of `language`, of the exception `head` where none was told.
  mutating func open(_ language: Language, headed head: @autoclosure () -> TraceWords.Head?) {
    self.language = language
    if stack == nil { stack = head().map(StackTally.Stack.init) }
  }

  /// A frame, of which the first is the innermost.
  mutating func add(frame: Bytes) {
    hasFrames = true
    if stack?.frame == nil, !isPastCause { stack?.frame = frame.slice(0, 200).string }
  }

  /// `head` came of the exception before.
  mutating func chain(_ head: TraceWords.Head) {
    var next = StackTally.Stack(head)
    next.cause = stack?.cause ?? stack?.type
    (stack, hasFrames) = (next, false)
  }

  /// An exception that is told of in its innermost frame; behind another it is what that came of.
  mutating func tell(_ head: TraceWords.Head, at frame: Bytes) {
    guard stack == nil else {
      if stack?.cause == nil { stack?.cause = head.type }
      isPastCause = true
      return
    }
    (language, stack) = (.ruby, StackTally.Stack(head))
    add(frame: frame)
  }

  private mutating func foldHead(_ text: Bytes, _ isIndented: Bool) -> Folded {
    if language == .python, hasFrames, !isIndented, stack?.type == "" {
      guard let head = TraceWords.pythonHeadline(text) else { return Folded() }
      stack?.type = head.type
      stack?.message = head.message
      return Folded(head: head)
    }
    let found = TraceWords.headline(text) ?? (isIndented ? nil : TraceWords.plainError(text))
    guard let head = found else { return Folded() }
    guard stack != nil, stack?.type != "" else {
      stack = StackTally.Stack(head)
      return Folded(head: head)
    }
    // Another one's frames cannot come behind these.
    let isAnother = hasFrames && !isIndented || text.has("Exception in thread \"")
    return isAnother ? begin(head, .other) : Folded(head: head)
  }

  /// The trace has ended; gives its exception, where one was told.
  mutating func end() -> StackTally.Stack? {
    guard isOpen else { return nil }
    let (ended, isStamped) = (stack, isStamped)
    self = OpenTrace()
    self.isStamped = isStamped
    return ended?.type == "" ? nil : ended
  }
}

extension Bytes {
  /// Without the space before it, as it came or as rsyslog writes a tab, and the lines that Python
  /// draws beside groups of exceptions.
  var unindented: Bytes {
    var start = 0
    while start < count {
      if self[start] <= 0x20 {
        start += 1
      } else if has("#011", at: start) {
        start += 4
      } else if start > 0, has("| ", at: start) || has("+ ", at: start) {
        start += 2
      } else {
        break
      }
    }
    var end = count
    while end > start, self[end - 1] <= 0x20 { end -= 1 }
    return slice(start, end)
  }

  /// Whether it begins with space, as it came or as rsyslog writes a tab.
  @inline(__always) var isIndented: Bool {
    self[0] == 0x20 || self[0] == 0x09 || self[0] == UInt8(ascii: "#") && has("#011")
  }
}
