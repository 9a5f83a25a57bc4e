/// Reads words and numbers one after another.
public struct Scanner: Sendable {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int

  /// A scanner at the start of `text`.
  public init(_ text: Text) {
    bytes = text.bytes
    position = text.start
    end = text.end
  }

  /// Whether everything was read.
  public var isAtEnd: Bool { position >= end }

  /// What has not been read yet.
  public var rest: Text { Text(bytes, min(position, end)..<end) }

  /// Passes over spaces and tabs.
  public mutating func skipSpaces() { skip { $0.isBlank } }

  /// The next word as a decimal number; nil where it is none or exceeds 64 bits.
  ///
  /// The word is passed over in either case, so that a bad one never shifts those behind it.
  public mutating func number() -> UInt64? {
    skipSpaces()
    let first = position
    skipWord()
    guard first < position else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      var value: UInt64 = 0
      for index in first..<position {
        let digit = bytes[index] &- 0x30
        let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
        let (sum, carried) = product.addingReportingOverflow(UInt64(digit))
        if digit > 9 || overflowed || carried { return nil }
        value = sum
      }
      return value
    }
  }

  /// The next word up to a space or tab.
  public mutating func word() -> Text? {
    skipSpaces()
    let first = position
    skipWord()
    return first < position ? Text(bytes, first..<position) : nil
  }

  /// Passes over `count` words.
  public mutating func skipWords(_ count: Int) {
    for _ in 0..<count {
      skipSpaces()
      skipWord()
    }
  }

  private mutating func skipWord() { skip { !$0.isBlank } }

  private mutating func skip(while condition: (UInt8) -> Bool) {
    position = bytes.withUnsafeBufferPointer { bytes in
      var index = position
      while index < end, condition(bytes[index]) { index += 1 }
      return index
    }
  }
}
