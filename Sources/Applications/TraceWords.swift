/// How the lines of traces look, by the runtimes that write them.
enum TraceWords {
  typealias Head = (type: String, message: String)

  /// How lines begin that belong to a trace and to nothing else.
  static func begins(_ line: Bytes) -> Bool {
    starts.contains { line.has($0) } || ScriptTraces.isPart(line)
  }

  private static let starts: [StaticString] = [
    "Caused by: ", "Traceback (most recent call last)", "... ", "goroutine ", "created by ",
    "Suppressed: ", "During handling of the above", "The above exception was", "stack backtrace:",
    "panic: ", "thread '", "fatal error: ", "\u{2}",
  ]

  /// Whether a line that tells its own time, and so may be a message, is of a trace all the same.
  static func isPart(_ text: Bytes) -> Bool { isWordOfTrace(text) || ScriptTraces.isPart(text) }

  private static func isWordOfTrace(_ text: Bytes) -> Bool {
    switch text[0] {
    case UInt8(ascii: "C"): text.has("Caused by: ")
    case UInt8(ascii: "S"): text.has("Suppressed: ")
    case UInt8(ascii: "T"):
      text.has("Traceback (most recent call last)") || text.has("The above exception was")
    case UInt8(ascii: "D"): text.has("During handling of the above exception")
    case UInt8(ascii: "s"): text.has("stack backtrace:")
    case UInt8(ascii: "g"):
      text.has("goroutine ") && text.find(" [") != nil && text.find("]:") != nil
    // Where what passes lines on leaves out the space before them.
    case UInt8(ascii: "a"): text.has("at ") && isJavaFrame(text.slice(3, text.count))
    default: false
    }
  }

  /// Whether `text`, which stood behind a space, is a line of a trace even where none is open.
  static func isIndentedPart(_ text: Bytes) -> Bool {
    switch text[0] {
    case UInt8(ascii: "a"): place(text) != nil
    case UInt8(ascii: "F"): text.has("File \"") && text.find("\", line ") != nil
    case UInt8(ascii: "."): text.has("... ") && text.find(" more") != nil
    default: isPart(text) || ScriptTraces.isIndentedPart(text)
    }
  }

  /// `com.example.Orders.take(Orders.java:17)`.
  private static func isJavaFrame(_ text: Bytes) -> Bool {
    guard let bracket = text.index(of: UInt8(ascii: "(")), text.index(of: UInt8(ascii: ")")) != nil
    else { return false }
    let name = text.slice(0, bracket)
    return name.index(of: 0x20) == nil && name.index(of: UInt8(ascii: ".")) != nil
  }

  /// Java `at com.example.Pool.take(Pool.java:42)`, Node `at take (/srv/pool.js:42:7)`, Rust
  /// `at ./src/main.rs:4:5`, .NET `at Shop.Take() in /srv/Shop.cs:line 42`, without the `at`.
  static func place(_ text: Bytes) -> Bytes? {
    guard text.has("at ") else { return nil }
    let rest = text.slice(3, 203)
    let isPlace =
      rest.index(of: UInt8(ascii: "(")) != nil || rest.index(of: UInt8(ascii: ":")) != nil
    return isPlace ? rest : nil
  }

  /// `main.take(0xc000010000)`, `net/http.(*conn).serve.func1()`, `panic({0x6a1a80, 0x8b0d50})`.
  static func isGoFrame(_ line: Bytes) -> Bool { goName(line) != nil || line.has("panic(") }

  /// The name of the function in a frame of Go.
  static func goName(_ line: Bytes) -> Bytes? {
    guard line.isLetter(0), line[line.count - 1] == UInt8(ascii: ")") else { return nil }
    var bracket = line.index(of: UInt8(ascii: "("))
    // The receiver of a method stands in brackets, too.
    while let found = bracket, line[found - 1] == UInt8(ascii: ".") {
      bracket = line.index(of: UInt8(ascii: "("), from: found + 1)
    }
    guard let bracket else { return nil }
    let name = line.slice(0, bracket)
    guard name.index(of: UInt8(ascii: ".")) != nil, name.index(of: 0x20) == nil else { return nil }
    return name
  }

  /// `java.net.SocketTimeoutException: Read timed out`, `ValueError: bad`.
  static func headline(_ line: Bytes) -> Head? {
    var line = line
    if line.has("Exception in thread \""), let quote = line.index(of: UInt8(ascii: "\""), from: 21)
    {
      line = line.slice(quote + 2, line.count)
    }
    return headline(line, isExceptionName)
  }

  /// Node's `Error: connect ECONNREFUSED 10.0.0.5:6379`, which elsewhere is no more than a level.
  static func plainError(_ line: Bytes) -> Head? {
    line.has("Error: ") ? ("Error", line.slice(7, 307).trimmed.string) : nil
  }

  /// What ends a trace of Python: any name, as that is all that can stand there.
  static func pythonHeadline(_ line: Bytes) -> Head? { headline(line) { $0.isLetter(0) } }

  private static func headline(_ line: Bytes, _ isName: (Bytes) -> Bool) -> Head? {
    var end = 0
    while end < line.count, end < 160,
      line.isLetter(end) || line.isDigit(end) || line[end] == UInt8(ascii: ".")
        || line[end] == UInt8(ascii: "_") || line[end] == UInt8(ascii: "$")
    {
      end += 1
    }
    // Node tells the code of an error behind its type.
    let close = line.has(" [", at: end) ? line.index(of: UInt8(ascii: "]"), from: end) : nil
    let colon = close.map { $0 + 1 } ?? end
    guard colon == line.count || line[colon] == UInt8(ascii: ":"), isName(line.slice(0, end))
    else { return nil }
    return (line.slice(0, end).string, line.slice(colon + 1, colon + 300).trimmed.string)
  }

  /// `panic: runtime error: ...`, `fatal error: concurrent map writes`.
  static func goHeadline(_ text: Bytes) -> Head? {
    if text.has("panic: ") { return ("panic", text.slice(7, 307).string) }
    if text.has("fatal error: ") { return ("fatal error", text.slice(13, 313).string) }
    return nil
  }

  /// The panic that a line tells of which goroutines follow: `http: panic serving 10.0.0.9:4711:
  /// runtime error: ...`.
  static func goHeadlineWithin(_ line: Bytes) -> Head? {
    var start = 0
    while start < line.count {
      let isWord = start == 0 || line[start - 1] == 0x20
      if isWord, let head = goHeadline(line.slice(start, line.count)) { return head }
      if isWord, line.has("panic", at: start), !line.isLetter(start + 5) {
        let rest = line.slice(start + 5, start + 405)
        let colon = rest.find(": ").map { $0 + 2 } ?? rest.count
        return ("panic", rest.slice(colon, colon + 300).trimmed.string)
      }
      start += 1
    }
    return nil
  }

  /// The headline somewhere within the line that a trace belongs to.
  static func headlineWithin(_ line: Bytes) -> Head? {
    var plain: Head?
    var start = 0
    while start < line.count {
      if start == 0 || line[start - 1] == 0x20, line.isLetter(start) {
        let rest = line.slice(start, line.count)
        if let head = headline(rest) { return head }
        plain = plain ?? plainError(rest)
      }
      start += 1
    }
    return plain
  }

  private static let endings: [StaticString] = [
    "Exception", "Error", "Throwable", "Failure", "Interrupt", "Timeout", "Refused",
  ]

  private static func isExceptionName(_ name: Bytes) -> Bool {
    guard name.count >= 5, name.isLetter(0) else { return false }
    let isPascal = name.index(of: UInt8(ascii: ".")) != nil || name[0] &- 0x41 < 26
    // `error:` and `ERROR:` are levels.
    return isPascal && !FieldNames.equals(name, "error")
      && endings.contains { name.has($0, at: name.count - $0.utf8CodeUnitCount) }
  }
}
