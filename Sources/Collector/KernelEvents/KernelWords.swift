import KernelText
import Model

// The words of a message, found by what stands around them.

extension Text {
  func contains(_ mark: StaticString) -> Bool { firstIndex(of: mark) != nil }

  /// What follows the first `mark`.
  func after(_ mark: StaticString) -> Text? {
    firstIndex(of: mark).map { slice($0 + mark.utf8CodeUnitCount, count) }
  }

  /// What precedes the first `mark`.
  func before(_ mark: StaticString) -> Text? { firstIndex(of: mark).map { slice(0, $0) } }

  /// The text up to the first byte that is in `stops`.
  func until(_ stops: StaticString) -> Text {
    var end = 0
    while let byte = self[end], !stops.holds(byte) { end += 1 }
    return slice(0, end)
  }

  /// The digits at the start as a number.
  var leadingNumber: Int? {
    var end = 0
    while let byte = self[end], (0x30...0x39).contains(byte) { end += 1 }
    return slice(0, end).number.flatMap { Int(exactly: $0) }
  }

  /// The last word, without a colon at its end.
  var lastWord: Text? {
    let whole = trimmed
    let start = whole.lastIndex(of: 0x20).map { $0 + 1 } ?? 0
    let word = whole.slice(start, whole.count).withoutColon
    return word.isEmpty ? nil : word
  }

  /// The first word, without a colon at its end.
  var firstWord: Text? {
    let word = trimmed.until(" ").withoutColon
    return word.isEmpty ? nil : word
  }

  var withoutColon: Text {
    self[count - 1] == UInt8(ascii: ":") ? slice(0, count - 1) : self
  }

  /// What stands in the first pair of `open` and `close`.
  func inside(_ open: Character, _ close: Character) -> Text? {
    guard let open = open.asciiValue, let close = close.asciiValue,
      let start = firstIndex(of: open)
    else { return nil }
    let rest = slice(start + 1, count)
    return rest.firstIndex(of: close).map { rest.slice(0, $0) }
  }

  /// `name:pid`, where the name may hold colons: `kworker/0:1:77`.
  var processByColon: Subject? {
    guard let colon = lastIndex(of: UInt8(ascii: ":")),
      let pid = slice(colon + 1, count).number.flatMap({ Int(exactly: $0) }), colon > 0
    else { return nil }
    return .process(pid: pid, name: slice(0, colon).string)
  }

  /// `name[pid]` at the end: `pt_main_thread[2536443]`.
  var processByBracket: (name: String, pid: Int)? {
    guard self[count - 1] == UInt8(ascii: "]"), let open = lastIndex(of: UInt8(ascii: "[")),
      let pid = slice(open + 1, count - 1).number.flatMap({ Int(exactly: $0) }), open > 0
    else { return nil }
    return (slice(0, open).string, pid)
  }

  /// A PCI address such as `0000:05:00.0` among the words, without what stands around it.
  var pciAddress: String? {
    words.lazy.map { $0.withoutColon }.first { word in
      word.count >= 7 && word.firstIndex(of: UInt8(ascii: ":")) != nil
        && word.firstIndex(of: UInt8(ascii: ".")) != nil
        && (0..<word.count).allSatisfy { word[$0].map(Self.isOfAddress) ?? false }
    }?.string
  }

  private static func isOfAddress(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || byte == UInt8(ascii: ":")
      || byte == UInt8(ascii: ".")
  }
}

extension StaticString {
  fileprivate func holds(_ byte: UInt8) -> Bool {
    for index in 0..<utf8CodeUnitCount where utf8Start[index] == byte { return true }
    return false
  }
}
