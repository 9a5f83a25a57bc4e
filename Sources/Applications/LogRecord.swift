import Model

/// A line that holds another line: a record of journald, or what Docker's json-file driver keeps.
///
/// `{"MESSAGE":"text","PRIORITY":"3","__REALTIME_TIMESTAMP":"1795368131123456","_COMM":"sshd"}`
/// (systemd docs/JOURNAL_EXPORT_FORMATS.md: a value that is no text is an array of its bytes) and
/// `{"log":"text\n","stream":"stderr","time":"2026-11-25T10:00:00.123456789Z"}`.
struct LogRecord {
  /// How lines of Docker's json-file driver begin.
  static let dockerStart: StaticString = "{\"log\":\""

  private(set) var time: Double?
  private(set) var level: LogLevel?
  /// Tells who wrote it from others in the same log; 0 where nothing does.
  private(set) var source: UInt64 = 0
  /// How much of the text is the name of who wrote it.
  private(set) var named = 0

  /// Puts the text into `message`; nil where the line holds none.
  init?(_ line: Bytes, _ clock: LogClock, _ message: inout [UInt8]) {
    message.removeAll(keepingCapacity: true)
    var place = 0
    var text: Range<Int>?
    var isBytes = false
    var name: Range<Int>?
    guard line[0] == UInt8(ascii: "{") else { return nil }
    place = 1
    while let key = Self.string(line, &place) {
      Self.skip(line, &place, UInt8(ascii: ":"))
      let start = place
      let value = Self.value(line, &place)
      guard let value else { break }
      switch line.slice(key.lowerBound, key.upperBound) {
      case let key where key.equals("MESSAGE") || key.equals("log"):
        (text, isBytes) = (value, line[start] == UInt8(ascii: "["))
      case let key where key.equals("PRIORITY"):
        level = line.number(value.lowerBound).flatMap { LevelWords.priority($0.value) }
      case let key where key.equals("_SOURCE_REALTIME_TIMESTAMP"):
        time = line.number(value.lowerBound).map { Double($0.value) / 1e6 }
      case let key where key.equals("__REALTIME_TIMESTAMP"):
        time = time ?? line.number(value.lowerBound).map { Double($0.value) / 1e6 }
      case let key where key.equals("time"):
        time = TimeForm.year.read(line, value.lowerBound, clock)?.seconds
      case let key where key.equals("SYSLOG_IDENTIFIER"):
        name = value
        mark(line, value)
      // A process of systemd, a stream of Docker.
      case let key where key.equals("_PID") || key.equals("stream"): mark(line, value)
      default: break
      }
      Self.skip(line, &place, UInt8(ascii: ","))
    }
    guard let text else { return nil }
    if let name, !isBytes {
      Self.append(line.slice(name.lowerBound, name.upperBound), &message)
      message += ": ".utf8
      named = message.count
    }
    if isBytes {
      Self.appendNumbers(line.slice(text.lowerBound, text.upperBound), &message)
    } else {
      Self.append(line.slice(text.lowerBound, text.upperBound), &message)
    }
    while message.last == 0x0A || message.last == 0x0D { message.removeLast() }
    named = min(named, message.count)
  }

  /// Takes what tells sources apart, in whatever order.
  private mutating func mark(_ line: Bytes, _ value: Range<Int>) {
    source = (source ^ LineScanner.hash(line.slice(value.lowerBound, value.upperBound))) | 1
  }

  private static func skip(_ line: Bytes, _ place: inout Int, _ mark: UInt8) {
    while line[place] == 0x20 || line[place] == 0x09 || line[place] == mark, place < line.count {
      place += 1
    }
  }

  /// A string at `place`, without its quotes.
  private static func string(_ line: Bytes, _ place: inout Int) -> Range<Int>? {
    guard line[place] == UInt8(ascii: "\"") else { return nil }
    let start = place + 1
    var end = start
    while end < line.count, line[end] != UInt8(ascii: "\"") {
      end += line[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < line.count else { return nil }
    place = end + 1
    return start..<end
  }

  /// The value at `place`: a string without its quotes, an array without its brackets.
  private static func value(_ line: Bytes, _ place: inout Int) -> Range<Int>? {
    if line[place] == UInt8(ascii: "\"") { return string(line, &place) }
    let start = place
    if line[place] == UInt8(ascii: "[") || line[place] == UInt8(ascii: "{") {
      let close: UInt8 = line[place] == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: "}")
      guard let end = line.index(of: close, from: place) else { return nil }
      place = end + 1
      return start + 1..<end
    }
    while place < line.count, line[place] != UInt8(ascii: ","), line[place] != UInt8(ascii: "}") {
      place += 1
    }
    return place < line.count ? start..<place : nil
  }

  /// Adds `text`, with what is escaped in it as it is meant.
  static func append(_ text: Bytes, _ message: inout [UInt8]) {
    var index = 0
    while index < text.count {
      let byte = text[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        message.append(byte)
        continue
      }
      let escaped = text[index]
      index += 1
      switch escaped {
      case UInt8(ascii: "n"): message.append(0x0A)
      case UInt8(ascii: "t"): message.append(0x09)
      case UInt8(ascii: "r"): message.append(0x0D)
      case UInt8(ascii: "b"), UInt8(ascii: "f"): message.append(0x20)
      case UInt8(ascii: "u"):
        let code = text.slice(index, index + 4)
        let number = code.count == 4 ? UInt32(code.string, radix: 16) : nil
        // Half of a pair stands for no character by itself.
        let character = number.flatMap(Unicode.Scalar.init).map(Character.init) ?? "\u{FFFD}"
        message += String(character).utf8
        index += 4
      default: message.append(escaped)
      }
    }
  }

  private static func appendNumbers(_ text: Bytes, _ message: inout [UInt8]) {
    var place = 0
    while let number = text.number(place) {
      message.append(UInt8(truncatingIfNeeded: number.value))
      place = number.end
      skip(text, &place, UInt8(ascii: ","))
    }
  }
}

extension Bytes {
  fileprivate func equals(_ name: StaticString) -> Bool {
    count == name.utf8CodeUnitCount && has(name)
  }
}
