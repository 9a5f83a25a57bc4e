import Model

/// A record of the slow log of MySQL or MariaDB that is being read: `# Query_time` and, lines later, the
/// statement that took so long (`File_query_log::write_slow` in sql/log.cc of both).
struct SlowStatement {
  private(set) var text: [UInt8] = []
  private var isTimed = false
  var isOpen: Bool { !text.isEmpty }

  /// What a line is to the record that is open.
  enum Part {
    /// None: it begins what comes after.
    case none
    /// A field or a setting, which tells nothing that is counted.
    case field
    /// The moment of the statement.
    case time
    case more
    /// The end of the statement.
    case last
  }

  /// Whether `line` begins one.
  static func begins(_ line: Bytes) -> Bool { line.has("# Query_time: ") }

  /// Whether `line` tells a time in the middle of one.
  static func goesOn(_ line: Bytes) -> Bool { line.has("SET timestamp=") }

  mutating func begin(_ line: Bytes) {
    (text, isTimed) = (Array(line.slice(0, LogCore.longest).buffer), false)
  }

  mutating func add(_ line: Bytes) -> Part {
    if Self.goesOn(line) {
      isTimed = true
      return .time
    }
    // Behind its moment everything is the statement's.
    if !isTimed, line.has("use ") { return .field }
    let isCommand = line.has("# administrator command: ")
    if line[0] == UInt8(ascii: "#"), line[1] == 0x20, !isCommand {
      return Self.begins(line) || line.has("# Time: ") || line.has("# User@Host: ") ? .none : .field
    }
    let words = line.unindented
    text.append(0x20)
    text.append(contentsOf: words.buffer.prefix(max(LogCore.longest - text.count, 0)))
    return text.last == UInt8(ascii: ";") || text.count >= LogCore.longest ? .last : .more
  }

  /// The record as one line, with room behind it.
  mutating func end() -> [UInt8] {
    defer { text = [] }
    return text + repeatElement(0, count: LogCore.padding)
  }
}

extension LogCore {
  /// Takes `line` as part of a record of the slow log, where it is one.
  mutating func joins(_ line: Bytes) -> Bool {
    guard slow.isOpen else {
      guard SlowStatement.begins(line) else { return false }
      slow.begin(line)
      lines.count += 1
      return true
    }
    let part = slow.add(line)
    if case .none = part {
      endStatement()
      return joins(line)
    }
    lines.count += 1
    if case .time = part { findTime(line) }
    if case .last = part { endStatement() }
    return true
  }

  /// Counts the statement that is open, if one is.
  mutating func endStatement() {
    guard slow.isOpen else { return }
    let text = slow.end()
    text.withBytes { all in
      takeWhole(all.slice(0, text.count - Self.padding))
      settle()
    }
  }
}
