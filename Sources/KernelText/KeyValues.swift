/// Names with numbers, one pair a line, as in `/proc/vmstat`, `/proc/meminfo` or `memory.stat`.
///
/// ```
/// MemTotal:       24684092 kB
/// pgfault 55076
/// rchar: 323934931
/// Node 0 MemFree:          354088 kB
/// ```
/// The last form is that of a node's own `meminfo`.
public struct KeyValues: Sendable {
  /// The numbers by name; those given in kB are in bytes.
  public private(set) var values: [String: UInt64] = [:]

  /// The pairs in `text`; throws where there is not a single one.
  ///
  /// A line that is no pair (a heading, a number past 64 bits) is passed over: one strange line of
  /// a later kernel does not cost the others.
  public init(_ text: Text) throws(Malformed) {
    values.reserveCapacity(64)
    for line in text.lines {
      var scanner = Scanner(line)
      if line.hasPrefix("Node ") { scanner.skipWords(2) }
      guard let key = scanner.word(), let value = scanner.number() else { continue }
      let name = key[key.count - 1] == UInt8(ascii: ":") ? key.slice(0, key.count - 1) : key
      scanner.skipSpaces()
      guard let unit = scanner.word() else {
        values[name.string] = value
        continue
      }
      guard unit.hasPrefix("kB") else { continue }
      let (bytes, overflowed) = value.multipliedReportingOverflow(by: 1024)
      if !overflowed { values[name.string] = bytes }
    }
    guard !values.isEmpty else { throw Malformed("no name with a number") }
  }

  /// The number of `name`.
  public subscript(name: String) -> UInt64? { values[name] }
}

/// The numbers of a file that holds nothing else, such as `file-nr` or `tcp_mem`.
///
/// ```
/// 1024	0	9223372036854775807
/// ```
public struct Numbers: Sendable {
  /// The numbers in their order.
  public let values: [UInt64]

  /// The numbers in `text`; throws where anything else is in it.
  public init(_ text: Text, atLeast count: Int) throws(Malformed) {
    var values: [UInt64] = []
    for word in try text.whole().words {
      guard let number = word.number else { throw Malformed("not a number: \(word.string)") }
      values.append(number)
    }
    guard values.count >= count else {
      throw Malformed("\(values.count) numbers where \(count) belong")
    }
    self.values = values
  }
}
