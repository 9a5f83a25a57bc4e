import Model

/// Folds the lines of a trace into the event before them.
struct StackFolder {
  struct Stack {
    var type: String
    var message: String
    var frame: String?
    var cause: String?
    var count = LogCount()
  }

  private(set) var stacks: [Stack] = []
  private var byKey: [String: Int] = [:]
  private static let most = 256

  /// The trace that is being read.
  private var open: Stack?
  private var language = Language.other
  /// Whether what comes is at a place in a trace, where lines need not begin with a space.
  private(set) var isOpen = false
  private var lines = 0

  private enum Language { case python, go, other }

  /// Whether `line`, which tells no time, goes on with the one before.
  func goesOn(_ line: Bytes) -> Bool {
    let byte = line[0]
    if byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: "}") { return true }
    if Self.starts.contains(where: { line.has($0) }) { return true }
    if isOpen, language == .go {
      return line.count == 0 || Self.isGoFrame(line) || line.has("created by ")
        || line.has("[signal ") || line.has("exit status ")
    }
    return Self.headline(line) != nil
  }

  private static let starts: [StaticString] = [
    "Caused by: ", "Traceback (most recent call last)", "... ", "goroutine ", "created by ",
    "Suppressed: ", "During handling of the above", "The above exception was", "stack backtrace:",
    "panic: ", "thread '", "fatal error: ", "\u{2}",
  ]

  /// Takes a line of a trace and gives what it is headed with, if it is a headline.
  ///
  /// `before` is the line that the trace belongs to.
  mutating func fold(_ line: Bytes, before: Bytes) -> (type: String, message: String)? {
    isOpen = true
    lines += 1
    guard lines < 5000 else { return nil }
    let text = line.trimmed
    if text.has("Traceback (most recent") {
      language = .python
      if open?.type != "" { open = Stack(type: "", message: "") }
      return nil
    }
    if text.has("panic: ") || text.has("fatal error: ") {
      language = .go
      open = Stack(
        type: text.has("panic") ? "panic" : "fatal error",
        message: text.slice(text.has("panic") ? 7 : 13, 300).string)
      return open.map { ($0.type, $0.message) }
    }
    if let frame = Self.frame(text, language) {
      if open == nil, let head = Self.headlineWithin(before) {
        open = Stack(type: head.type, message: head.message)
      }
      // Python's innermost frame is the last, everybody else's the first.
      if language == .python || open?.frame == nil, open?.cause == nil { open?.frame = frame }
      return nil
    }
    if line.has("Caused by: ") {
      let cause = text.slice(11, text.count)
      guard let head = Self.headline(cause) else { return nil }
      if open == nil, let first = Self.headlineWithin(before) {
        open = Stack(type: first.type, message: first.message)
      }
      open?.cause = head.type
      return head
    }
    if language == .go, isGoPlace(line) { return nil }
    guard let head = Self.headline(text) else { return nil }
    if open == nil || open?.type == "" {
      let frame = open?.frame
      open = Stack(type: head.type, message: head.message, frame: frame)
    } else if language == .python {
      // The last of a chain is what came out.
      let earlier = open?.type
      open?.cause = earlier
      open?.type = head.type
      open?.message = head.message
    }
    return head
  }

  private func isGoPlace(_ line: Bytes) -> Bool { line[0] == 0x09 || line.has("goroutine ") }

  /// The trace has ended; it is counted at `time`.
  mutating func close(at time: Double?) {
    guard isOpen else { return }
    (isOpen, lines, language) = (false, 0, .other)
    guard let stack = open, stack.type != "" else {
      open = nil
      return
    }
    open = nil
    add(stack, LogCount(1, first: time, last: time))
  }

  private mutating func add(_ stack: Stack, _ count: LogCount) {
    let key = "\(stack.type)\n\(stack.frame ?? "")"
    guard let index = byKey[key] ?? (stacks.count < Self.most ? stacks.count : nil) else { return }
    if index == stacks.count {
      byKey[key] = index
      stacks.append(stack)
      stacks[index].count = LogCount()
    }
    stacks[index].count.add(count)
  }

  /// Adds the traces of `other`.
  mutating func absorb(_ other: StackFolder) {
    for stack in other.stacks { add(stack, stack.count) }
  }

  /// A frame of a trace, without its ornaments.
  private static func frame(_ text: Bytes, _ language: Language) -> String? {
    // Java `at com.example.Pool.take(Pool.java:42)`, Node `at take (/srv/pool.js:42:7)`.
    if text.has("at "), text.index(of: UInt8(ascii: "(")) != nil || text.find(":") != nil {
      return text.slice(3, 200).string
    }
    // Python `File "/srv/pool.py", line 42, in take`.
    if text.has("File \""), text.find(", line ") != nil { return text.slice(0, 200).string }
    if language == .go, isGoFrame(text), !text.has("panic("), !text.has("runtime.") {
      return text.slice(0, text.index(of: UInt8(ascii: "(")) ?? 200).string
    }
    return nil
  }

  /// `main.take(0xc000010000)`.
  private static func isGoFrame(_ line: Bytes) -> Bool {
    guard line.isLetter(0), line[line.count - 1] == UInt8(ascii: ")"),
      let bracket = line.index(of: UInt8(ascii: "("))
    else { return false }
    let name = line.slice(0, bracket)
    return name.index(of: UInt8(ascii: ".")) != nil && name.index(of: 0x20) == nil
  }

  /// `java.net.SocketTimeoutException: Read timed out`, `ValueError: bad`.
  static func headline(_ line: Bytes) -> (type: String, message: String)? {
    var line = line
    if line.has("Exception in thread \""), let quote = line.index(of: UInt8(ascii: "\""), from: 21)
    {
      line = line.slice(quote + 2, line.count)
    }
    var end = 0
    while end < line.count, end < 160,
      line.isLetter(end) || line.isDigit(end) || "._$".utf8.contains(line[end])
    {
      end += 1
    }
    guard end == line.count || line[end] == UInt8(ascii: ":"), isExceptionName(line.slice(0, end))
    else { return nil }
    return (line.slice(0, end).string, line.slice(end + 1, end + 300).trimmed.string)
  }

  /// The headline somewhere within the line that a trace belongs to.
  private static func headlineWithin(_ line: Bytes) -> (type: String, message: String)? {
    var start = 0
    while start < line.count {
      if start == 0 || line[start - 1] == 0x20, line.isLetter(start),
        let head = headline(line.slice(start, line.count))
      {
        return head
      }
      start += 1
    }
    return nil
  }

  private static func isExceptionName(_ name: Bytes) -> Bool {
    guard name.count >= 5, name.isLetter(0) else { return false }
    // `error:` and `ERROR:` are levels.
    let endings: [StaticString] = [
      "Exception", "Error", "Throwable", "Failure", "Interrupt", "Timeout", "Refused",
    ]
    let isPascal = name.index(of: UInt8(ascii: ".")) != nil || name[0] &- 0x41 < 26
    return isPascal && !FieldNames.equals(name, "error")
      && endings.contains { name.has($0, at: name.count - $0.utf8CodeUnitCount) }
  }
}
