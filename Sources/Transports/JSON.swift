/// A value of JSON, as tools print it.
///
/// The decoder of Foundation would cost every start of the program a millisecond.
package indirect enum JSON: Sendable, Hashable {
  case object([String: JSON])
  case array([JSON])
  /// In UTF-8.
  case string([UInt8])
  case number(Double)
  case bool(Bool)
  case null

  /// The value that `bytes` are; nil where they are none, or are nested deeper than any tool nests.
  package init?(_ bytes: [UInt8]) {
    var reader = JSONReader(bytes: bytes)
    guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
    self = value
  }

  package subscript(key: String) -> JSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  package var bytes: [UInt8]? { if case .string(let bytes) = self { bytes } else { nil } }
  package var string: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  /// A whole number; Perl's JSON writes some of them, and all that is true, as it likes.
  package var integer: Int? {
    switch self {
    case .number(let number): Int(exactly: number)
    case .bool(let isTrue): isTrue ? 1 : 0
    case .string(let digits): Int(String(decoding: digits, as: UTF8.self))
    default: nil
    }
  }
}

private struct JSONReader {
  let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return position == bytes.count
    }
  }

  private mutating func take(_ byte: Character) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte.asciiValue else { return false }
    position += 1
    return true
  }

  mutating func value(depth: Int) -> JSON? {
    guard depth < 64 else { return nil }
    skipSpace()
    guard position < bytes.count else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "{"): return object(depth)
    case UInt8(ascii: "["): return array(depth)
    case UInt8(ascii: "\""): return string().map(JSON.string)
    default: return word()
    }
  }

  private mutating func object(_ depth: Int) -> JSON? {
    var members: [String: JSON] = [:]
    guard take("{") else { return nil }
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard let key = string(), take(":"), let member = value(depth: depth + 1) else { return nil }
      members[String(decoding: key, as: UTF8.self)] = member
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  private mutating func array(_ depth: Int) -> JSON? {
    var elements: [JSON] = []
    guard take("[") else { return nil }
    if take("]") { return .array(elements) }
    repeat {
      guard let element = value(depth: depth + 1) else { return nil }
      elements.append(element)
    } while take(",")
    return take("]") ? .array(elements) : nil
  }

  private mutating func word() -> JSON? {
    let start = position
    while position < bytes.count, !", \t\r\n}]".utf8.contains(bytes[position]) { position += 1 }
    switch String(decoding: bytes[start..<position], as: UTF8.self) {
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    case let word: return Double(word).flatMap { $0.isFinite ? .number($0) : nil }
    }
  }

  private mutating func string() -> [UInt8]? {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return text
      case UInt8(ascii: "\\"):
        guard let character = escaped() else { return nil }
        text += character
      default: text.append(byte)
      }
    }
    return nil
  }

  private mutating func escaped() -> [UInt8]? {
    guard position < bytes.count else { return nil }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "u"): return unicode()
    default: return [byte]
    }
  }

  /// The character of four hexadecimal digits, or of two such units one after the other.
  private mutating func unicode() -> [UInt8]? {
    guard let unit = unit() else { return nil }
    var units = [unit]
    let isPair =
      position + 1 < bytes.count && bytes[position] == UInt8(ascii: "\\")
      && bytes[position + 1] == UInt8(ascii: "u")
    if UTF16.isLeadSurrogate(unit), isPair {
      position += 2
      guard let second = self.unit() else { return nil }
      units.append(second)
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  private mutating func unit() -> UInt16? {
    guard position + 4 <= bytes.count else { return nil }
    defer { position += 4 }
    return UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
  }
}
