/// Numbers by the kernel's own names, which tell an absent one from one that was damaged.
public protocol NamedNumbers: Sendable {
  /// The numbers that could be read.
  var values: [String: UInt64] { get }
  /// Whether the text was cut, or has `name` with something that is no number.
  ///
  /// Where it does not hold, a number that is not in `values` is not in the kernel either.
  func isDamaged(_ name: String) -> Bool
}

/// Names with numbers, one pair a line, as in `/proc/vmstat`, `/proc/meminfo` or `memory.stat`.
///
/// ```
/// MemTotal:       24684092 kB
/// pgfault 55076
/// rchar: 323934931
/// Node 0 MemFree:          354088 kB
/// ```
/// The last form is that of a node's own `meminfo`.
public struct KeyValues: NamedNumbers {
  /// The numbers by name; those given in kB are in bytes.
  public private(set) var values: [String: UInt64] = [:]
  private var refused: Set<String> = []
  private let isWhole: Bool

  /// The pairs in `text`; throws where there is not a single one.
  ///
  /// A line that is no pair (a heading, a number past 63 bits) is passed over: one strange line of
  /// a later kernel does not cost the others.
  public init(_ text: Text) throws(Malformed) {
    isWhole = text.isWhole
    values.reserveCapacity(64)
    for line in text.lines {
      var scanner = Scanner(line)
      if line.hasPrefix("Node ") { scanner.skipWords(2) }
      guard let key = scanner.word() else { continue }
      let name = key[key.count - 1] == UInt8(ascii: ":") ? key.slice(0, key.count - 1) : key
      guard let value = scanner.number(), value <= UInt64(Int64.max) else {
        refused.insert(name.string)
        continue
      }
      scanner.skipSpaces()
      guard let unit = scanner.word() else {
        values[name.string] = value
        continue
      }
      guard unit.hasPrefix("kB") else { continue }
      let (bytes, overflowed) = value.multipliedReportingOverflow(by: 1024)
      if overflowed || bytes > UInt64(Int64.max) {
        refused.insert(name.string)
      } else {
        values[name.string] = bytes
      }
    }
    guard !values.isEmpty else { throw Malformed("no name with a number") }
  }

  /// Whether the text was cut, or has `name` with something that is no number.
  public func isDamaged(_ name: String) -> Bool { !isWhole || refused.contains(name) }

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

  /// The numbers in `text`; throws where anything else is in it, or a number exceeds `most`.
  ///
  /// Nearly all of them are signed in the kernel, so that what is past 63 bits was damaged and must
  /// not pass for a limit that nobody reaches.
  public init(
    _ text: Text, atLeast count: Int, most: UInt64 = UInt64(Int64.max)
  ) throws(Malformed) {
    var values: [UInt64] = []
    for word in try text.whole().words {
      guard let number = word.number, number <= most else {
        throw Malformed("not a number: \(word.string)")
      }
      values.append(number)
    }
    guard values.count >= count else {
      throw Malformed("\(values.count) numbers where \(count) belong")
    }
    self.values = values
  }
}
