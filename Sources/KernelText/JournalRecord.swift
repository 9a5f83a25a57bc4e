/// A line of `journalctl --output=json`: one record as a JSON object.
///
/// {"MESSAGE":"text","PRIORITY":"6","_TRANSPORT":"kernel","__MONOTONIC_TIMESTAMP":"5140900"}
///
/// systemd docs/JOURNAL_EXPORT_FORMATS.md: every value is a string, an array of bytes where it is no
/// text, or an array of values where a field stands more than once.
struct JournalRecord {
  private(set) var message: [UInt8]?
  private var priority: UInt64?
  private var facility: UInt64?
  private var transport: [UInt8]?
  private var identifier: [UInt8]?
  private var monotonic: UInt64?
  private var kernelTime: UInt64?
  private var realTime: UInt64?
  private var boot: [UInt8]?

  /// The record in `line`; nil where it is no JSON object of strings.
  init?(_ line: Text) {
    var json = JSONScanner(line)
    guard json.take(UInt8(ascii: "{")) else { return nil }
    while !json.take(UInt8(ascii: "}")) {
      guard let key = json.string(), json.take(UInt8(ascii: ":")), let value = json.value() else {
        return nil
      }
      set(String(decoding: key, as: UTF8.self), value)
      if json.take(UInt8(ascii: ",")) { continue }
      guard json.take(UInt8(ascii: "}")) else { return nil }
      break
    }
  }

  private mutating func set(_ key: String, _ value: [UInt8]) {
    switch key {
    case "MESSAGE": message = value
    case "PRIORITY": priority = Text(value).number
    case "SYSLOG_FACILITY": facility = Text(value).number
    case "SYSLOG_IDENTIFIER": identifier = value
    case "_TRANSPORT": transport = value
    case "__MONOTONIC_TIMESTAMP": monotonic = Text(value).number
    case "_SOURCE_MONOTONIC_TIMESTAMP": kernelTime = Text(value).number
    case "__REALTIME_TIMESTAMP": realTime = Text(value).number
    case "_BOOT_ID": boot = value
    default: break
    }
  }

  /// The message as a line of the kernel's log; nil where it did not come by way of the kernel.
  ///
  /// What programs write to /dev/kmsg comes by the same way, with a facility other than 0:
  /// systemd src/journal/journald-kmsg.c.
  func line(_ clock: KernelLogClock) -> KernelLogText.Line? {
    guard let message, transport == Array("kernel".utf8) else { return nil }
    let isKernel =
      facility.map { $0 == 0 } ?? (identifier.map { $0 == Array("kernel".utf8) } ?? true)
    let time =
      (kernelTime ?? monotonic).map { Double($0) / 1e6 }
      ?? realTime.flatMap { clock.uptime(ofSecondsSince1970: Double($0) / 1e6) }
    return KernelLogText.Line(
      time: time, isKernel: isKernel, level: priority.flatMap { $0 < 8 ? Int($0) : nil },
      boot: boot.map(Self.hash), text: Text(message))
  }

  /// FNV-1a.
  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

/// Reads as much of JSON as the journal writes: objects of strings and of arrays.
private struct JSONScanner {
  private let text: Text
  private var position = 0

  init(_ text: Text) { self.text = text }

  private mutating func skipSpaces() {
    while let byte = text[position], byte <= 0x20 { position += 1 }
  }

  /// Passes over `byte` where it comes next.
  mutating func take(_ byte: UInt8) -> Bool {
    skipSpaces()
    guard text[position] == byte else { return false }
    position += 1
    return true
  }

  /// The next string, its escapes undone.
  mutating func string() -> [UInt8]? {
    guard take(UInt8(ascii: "\"")) else { return nil }
    var bytes: [UInt8] = []
    while let byte = text[position] {
      position += 1
      if byte == UInt8(ascii: "\"") { return bytes }
      if byte == UInt8(ascii: "\\") {
        guard let escaped = escape() else { return nil }
        bytes += escaped
      } else {
        bytes.append(byte)
      }
    }
    return nil
  }

  /// What stands behind a backslash.
  private mutating func escape() -> [UInt8]? {
    defer { position += 1 }
    switch text[position] {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "u"):
      guard let code = text.slice(position + 1, position + 5).hexadecimal else { return nil }
      position += 4
      // Half of a pair stands for no character by itself.
      return Array((Unicode.Scalar(UInt32(code)).map(Character.init) ?? "\u{FFFD}").utf8)
    case let byte?: return [byte]
    case nil: return nil
    }
  }

  /// The next value: a string's bytes, the bytes of an array of numbers, the first string of an
  /// array of strings; empty for anything else.
  mutating func value() -> [UInt8]? {
    skipSpaces()
    switch text[position] {
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "["): return array()
    case UInt8(ascii: "{"), nil: return nil
    default: return word().map { $0.number == nil ? [] : $0.array }
    }
  }

  private mutating func array() -> [UInt8]? {
    guard take(UInt8(ascii: "[")) else { return nil }
    var bytes: [UInt8] = []
    var first: [UInt8]?
    while !take(UInt8(ascii: "]")) {
      if text[position] == UInt8(ascii: "\"") {
        guard let text = string() else { return nil }
        first = first ?? text
      } else {
        guard let number = word()?.number, number < 256 else { return nil }
        bytes.append(UInt8(number))
      }
      _ = take(UInt8(ascii: ","))
    }
    return first ?? bytes
  }

  /// A number or a word such as `null`.
  private mutating func word() -> Text? {
    let start = position
    while let byte = text[position], byte > 0x20, byte != UInt8(ascii: ","),
      byte != UInt8(ascii: "]"), byte != UInt8(ascii: "}")
    {
      position += 1
    }
    return position > start ? text.slice(start, position) : nil
  }
}
