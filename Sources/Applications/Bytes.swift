/// A stretch of a log's bytes, which is only borrowed.
///
/// Everything in this module reads bytes and trusts none of them. An access past the end gives 0,
/// which is no character of any form that is looked for.
struct Bytes {
  let base: UnsafePointer<UInt8>
  let count: Int

  init(_ base: UnsafePointer<UInt8>, _ count: Int) {
    self.base = base
    self.count = count
  }

  subscript(index: Int) -> UInt8 { index >= 0 && index < count ? base[index] : 0 }

  /// The bytes from `start` up to `end`, both held within.
  func slice(_ start: Int, _ end: Int) -> Bytes {
    let from = min(max(start, 0), count)
    return Bytes(base + from, max(min(end, count) - from, 0))
  }

  /// The same bytes, for what takes a collection.
  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  /// The text with invalid UTF-8 replaced.
  var string: String { String(decoding: buffer, as: UTF8.self) }

  func isDigit(_ index: Int) -> Bool { self[index] &- 0x30 < 10 }
  func isLetter(_ index: Int) -> Bool { (self[index] | 0x20) &- 0x61 < 26 }

  /// The offset of `byte` from `start` on.
  func index(of byte: UInt8, from start: Int = 0) -> Int? {
    var index = max(start, 0)
    while index < count {
      if base[index] == byte { return index }
      index += 1
    }
    return nil
  }

  /// Whether `word` stands at `index`.
  func has(_ word: StaticString, at index: Int = 0) -> Bool {
    let length = word.utf8CodeUnitCount
    guard index >= 0, length <= count - index else { return false }
    let wanted = word.utf8Start
    for offset in 0..<length where base[index + offset] != wanted[offset] { return false }
    return true
  }

  /// Whether `word`, which is lower case, stands at `index` in whatever case.
  func says(_ word: StaticString, at index: Int = 0) -> Bool {
    let length = word.utf8CodeUnitCount
    guard index >= 0, length <= count - index else { return false }
    let wanted = word.utf8Start
    for offset in 0..<length where lower(base[index + offset]) != wanted[offset] { return false }
    return true
  }

  /// Where `word`, which is lower case, stands in whatever case.
  func find(_ word: StaticString, from start: Int = 0) -> Int? {
    guard word.utf8CodeUnitCount <= count else { return nil }
    var index = max(start, 0)
    let first = word.utf8Start[0]
    while index <= count - word.utf8CodeUnitCount {
      if lower(base[index]) == first, says(word, at: index) { return index }
      index += 1
    }
    return nil
  }

  /// Two digits as a number.
  func two(_ index: Int) -> Int? {
    guard index >= 0, index < count - 1 else { return nil }
    let (tens, ones) = (base[index] &- 0x30, base[index + 1] &- 0x30)
    return tens < 10 && ones < 10 ? Int(tens) &* 10 &+ Int(ones) : nil
  }

  /// The digits from `index` on, at most 18, as a number, and where they end.
  func number(_ index: Int) -> (value: Int, end: Int)? {
    guard index >= 0, index < count else { return nil }
    let limit = min(count, index &+ 18)
    var end = index
    var value = 0
    while end < limit {
      let digit = base[end] &- 0x30
      guard digit < 10 else { break }
      value = value &* 10 &+ Int(digit)
      end &+= 1
    }
    return end > index ? (value, end) : nil
  }

  /// A decimal number with or without a fraction, and where it ends; a comma is no point.
  func decimal(_ index: Int) -> (value: Double, end: Int)? {
    guard let whole = number(index) else { return nil }
    guard self[whole.end] == UInt8(ascii: "."), isDigit(whole.end + 1) else {
      return (Double(whole.value), whole.end)
    }
    let (part, end) = fraction(whole.end + 1)
    return (Double(whole.value) + part, end)
  }

  /// The digits from `index` on as a fraction of one, and where they end.
  func fraction(_ index: Int) -> (value: Double, end: Int) {
    var end = max(index, 0)
    var value = 0
    var scale = 1
    while end < count {
      let digit = base[end] &- 0x30
      guard digit < 10 else { break }
      if end - index < 15 {
        value = value &* 10 &+ Int(digit)
        scale &*= 10
      }
      end &+= 1
    }
    return (Double(value) / Double(scale), end)
  }

  /// Without white space at both ends.
  var trimmed: Bytes {
    var (from, to) = (0, count)
    while from < to, base[from] <= 0x20 { from += 1 }
    while to > from, base[to - 1] <= 0x20 { to -= 1 }
    return slice(from, to)
  }

  /// Whether it is no text: a zero byte, or many that no text has.
  var isBinary: Bool {
    let head = slice(0, 512)
    var odd = 0
    for index in 0..<head.count {
      let byte = head.base[index]
      if byte == 0 { return true }
      if byte < 0x20, byte != 0x09, byte != 0x1B { odd += 1 }
    }
    return odd * 8 > head.count
  }

  /// Without the colours at either end: SGR of ECMA-48, `ESC [ 32 m`.
  var withoutColour: Bytes {
    var line = self
    while line.has("\u{1B}["), let end = line.slice(0, 12).index(of: UInt8(ascii: "m")) {
      line = line.slice(end + 1, line.count)
    }
    while line[line.count - 1] == UInt8(ascii: "m"),
      let length = (3...6).first(where: { line.has("\u{1B}[", at: line.count - $0) })
    {
      line = line.slice(0, line.count - length)
    }
    return line
  }

  /// Whether any byte is of no text at all: a control character, or no part of UTF-8.
  var hasNoText: Bool {
    let all = UnsafeBufferPointer(start: base, count: count)
    return all.contains { $0 < 0x20 && $0 != 0x09 && $0 != 0x1B || $0 == 0x7F }
      || String(validating: all, as: UTF8.self) == nil
  }

  /// FNV-1a, in lower case.
  var hash: UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<count { hash = (hash ^ UInt64(lower(base[index]))) &* 0x100_0000_01B3 }
    return hash
  }
}

/// `byte` as a small letter, where it is a letter of ASCII.
@inline(__always) func lower(_ byte: UInt8) -> UInt8 {
  byte &- 0x41 < 26 ? byte | 0x20 : byte
}

extension [UInt8] {
  /// Hands the bytes to `body`.
  func withBytes<Value>(_ body: (Bytes) -> Value) -> Value {
    withUnsafeBufferPointer { buffer in
      // An empty array may have no place.
      guard let base = buffer.baseAddress else {
        return withUnsafePointer(to: UInt8(0)) { body(Bytes($0, 0)) }
      }
      return body(Bytes(base, buffer.count))
    }
  }
}
