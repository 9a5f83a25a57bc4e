#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#else
  private import Darwin
#endif

/// A stretch of raw kernel text, without a copy.
///
/// Everything in this module reads bytes and trusts none of them: numbers past 64 bits, missing
/// fields and text cut in the middle give nil or throw `Malformed`, never a wrong number.
public struct Text: Sendable {
  let bytes: [UInt8]
  let start: Int
  let end: Int

  /// All of `bytes`.
  public init(_ bytes: [UInt8]) { self.init(bytes, 0..<bytes.count) }

  /// The bytes of `range`, which is clamped to `bytes`.
  public init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    start = min(max(range.lowerBound, 0), bytes.count)
    end = min(max(range.upperBound, start), bytes.count)
  }

  /// The UTF-8 bytes of `string`.
  public init(_ string: String) { self.init(Array(string.utf8)) }

  /// The number of bytes.
  public var count: Int { end - start }

  /// Whether there is nothing in it.
  public var isEmpty: Bool { start == end }

  /// The byte at `offset` from the start; nil past the end.
  public subscript(offset: Int) -> UInt8? {
    let index = start + offset
    return offset >= 0 && index < end ? bytes[index] : nil
  }

  /// The bytes from `from` up to `to`, as offsets from the start.
  public func slice(_ from: Int, _ to: Int) -> Text {
    Text(bytes, min(start + from, end)..<max(min(start + to, end), min(start + from, end)))
  }

  /// The text with invalid UTF-8 replaced.
  public var string: String { String(decoding: bytes[start..<end], as: UTF8.self) }

  /// Adds the bytes to the end of `other`.
  public func append(to other: inout [UInt8]) { other.append(contentsOf: bytes[start..<end]) }

  /// The offset at which `mark` first stands.
  public func firstIndex(of mark: StaticString) -> Int? {
    let length = mark.utf8CodeUnitCount
    guard length > 0, length <= count else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      let wanted = mark.utf8Start
      for index in start...(end - length) where bytes[index] == wanted[0] {
        var offset = 1
        while offset < length, bytes[index + offset] == wanted[offset] { offset += 1 }
        if offset == length { return index - start }
      }
      return nil
    }
  }

  /// A copy of the bytes.
  public var array: [UInt8] { Array(bytes[start..<end]) }

  /// The lines that end in a newline.
  ///
  /// The kernel ends every line; a last line without its end was cut, and half a number is a wrong
  /// number, so it is passed over.
  public var lines: Lines { Lines(self, keepsLast: false) }

  /// The lines, the last also where it has no end.
  public var allLines: Lines { Lines(self, keepsLast: true) }

  /// The words between spaces and tabs.
  public var words: [Text] {
    var words: [Text] = []
    var scanner = Scanner(self)
    while let word = scanner.word() { words.append(word) }
    return words
  }

  /// Without white space and newlines at both ends.
  public var trimmed: Text {
    var from = start
    var to = end
    while from < to, bytes[from] <= 0x20 { from += 1 }
    while to > from, bytes[to - 1] <= 0x20 { to -= 1 }
    return Text(bytes, from..<to)
  }

  /// Whether the last line has its end; an empty text has no line.
  public var isWhole: Bool { isEmpty || bytes[end - 1] == 0x0A }

  /// The text without white space at both ends; throws where its last line has no end.
  ///
  /// Where a number may be the last thing in the text, only the newline behind it tells a whole
  /// one from the first half of it.
  public func whole() throws(Malformed) -> Text {
    guard !isEmpty, bytes[end - 1] == 0x0A else {
      throw Malformed(isEmpty ? "empty" : "it was cut: its last line has no end")
    }
    return trimmed
  }

  /// The decimal number that the whole text is; nil for anything else and past 64 bits.
  public var number: UInt64? {
    guard !isEmpty else { return nil }
    var scanner = Scanner(self)
    guard let value = scanner.number(), scanner.isAtEnd else { return nil }
    return value
  }

  /// The number, where it is no more than 63 bits hold.
  ///
  /// Limits and gauges of the kernel are signed, so that what is past them was damaged; a limit of
  /// nearly 2^64 would pass for none.
  public var signedLimit: UInt64? { number.flatMap { $0 <= UInt64(Int64.max) ? $0 : nil } }

  /// The number, with a sign allowed before it.
  public var signedNumber: Int64? {
    guard self[0] == UInt8(ascii: "-") else { return number.flatMap(Int64.init(exactly:)) }
    return slice(1, count).number.flatMap(Int64.init(exactly:)).map { -$0 }
  }

  /// The decimal fraction that the whole text is, such as `0.25`.
  public var fraction: Double? {
    guard let point = firstIndex(of: UInt8(ascii: ".")) else { return number.map { Double($0) } }
    let decimals = slice(point + 1, count)
    guard let whole = slice(0, point).number, let part = decimals.number else { return nil }
    var scale = 1.0
    for _ in 0..<decimals.count { scale *= 10 }
    return Double(whole) + Double(part) / scale
  }

  /// The hexadecimal number that the whole text is.
  public var hexadecimal: UInt64? {
    // A sign, which the standard library would take, is no digit.
    guard let first = self[0], first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else {
      return nil
    }
    return UInt64(string, radix: 16)
  }

  /// The offset of the first `byte`.
  public func firstIndex(of byte: UInt8) -> Int? {
    bytes.firstIndex(of: byte, in: start..<end).map { $0 - start }
  }

  /// The offset of the last `byte`.
  public func lastIndex(of byte: UInt8) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var index = end
      while index > start {
        index -= 1
        if bytes[index] == byte { return index - start }
      }
      return nil
    }
  }

  /// Whether the text begins with the ASCII `prefix`.
  public func hasPrefix(_ prefix: StaticString) -> Bool {
    guard prefix.utf8CodeUnitCount <= count else { return false }
    return prefix.withUTF8Buffer { wanted in
      for (offset, byte) in wanted.enumerated() where bytes[start + offset] != byte { return false }
      return true
    }
  }

  /// Whether the text ends with the ASCII `suffix`.
  public func hasSuffix(_ suffix: StaticString) -> Bool {
    suffix.utf8CodeUnitCount <= count
      && slice(count - suffix.utf8CodeUnitCount, count).hasPrefix(suffix)
  }
}

/// What was read is not what its documentation promises.
public struct Malformed: Error, Sendable {
  /// What is wrong, in a few words.
  public let detail: String

  /// A text that is wrong as `detail` says.
  public init(_ detail: String) { self.detail = detail }
}

/// The lines of a text, without their ends.
public struct Lines: Sequence, IteratorProtocol, Sendable {
  private let text: Text
  private let keepsLast: Bool
  private var position: Int

  init(_ text: Text, keepsLast: Bool) {
    self.text = text
    self.keepsLast = keepsLast
    position = text.start
  }

  /// The next line.
  public mutating func next() -> Text? {
    guard position < text.end else { return nil }
    let found = text.bytes.firstIndex(of: 0x0A, in: position..<text.end)
    if found == nil, !keepsLast { return nil }
    let index = found ?? text.end
    defer { position = index + 1 }
    return Text(text.bytes, position..<index)
  }
}

extension UInt8 {
  /// Whether it is a space or a tab.
  var isBlank: Bool { self == 0x20 || self == 0x09 }
}

extension [UInt8] {
  /// Where `byte` first stands in `range`, which lies within the array.
  func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
    withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress,
        let found = memchr(base + range.lowerBound, Int32(byte), range.count)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }
}
