/// A table of `/proc/spl/kstat`, which ZFS keeps its counters in.
///
/// ```
/// 6 1 0x01 91 4368 5266997922 97951858082072
/// name                            type data
/// hits                            4    8772612
/// ```
public struct KernelStatistics: Sendable, Hashable {
  /// The numbers by name.
  public private(set) var values: [String: UInt64] = [:]

  /// The numbers in `text`; throws where there is no heading or not a single number.
  ///
  /// A line that holds no number, such as a dataset's name, is passed over.
  public init(_ text: Text) throws(Malformed) {
    var isBelow = false
    for line in text.lines {
      let words = line.words
      if words.count == 3, words[0].string == "name", words[2].string == "data" {
        isBelow = true
      } else if isBelow, words.count == 3, words[1].number != nil, let value = words[2].number {
        values[words[0].string] = value
      }
    }
    guard !values.isEmpty else { throw Malformed("no table of names, types and data") }
  }

  /// The number of `name`.
  public subscript(name: String) -> UInt64? { values[name] }
}
