/// A pool in `zpool list -Hp -o name,size,allocated,free,capacity,health`, as zpool-list(8) has it.
///
/// ```
/// tank	10995116277760	5497558138880	5497558138880	50	ONLINE
/// ```
/// The columns are parted by tabs; a pool that cannot be read has `-` for its numbers.
public struct ZPoolRoom: Sendable, Hashable {
  /// The pool's name.
  public var name: String
  /// Bytes, redundancy included; nil where the pool does not tell.
  public var size: UInt64?, allocated: UInt64?, free: UInt64?
  /// The share allocated, in percent.
  public var capacity: UInt64?
  /// `ONLINE`, `DEGRADED`, `FAULTED`, `UNAVAIL`, `SUSPENDED`.
  public var health: String

  /// All pools in `text`; throws where a line is none.
  public static func parse(_ text: Text) throws(Malformed) -> [ZPoolRoom] {
    var pools: [ZPoolRoom] = []
    for line in text.lines where !line.trimmed.isEmpty && !line.hasPrefix("no pools available") {
      let fields = line.fields(UInt8(ascii: "\t"))
      guard fields.count == 6, !fields[0].isEmpty, fields[5].isCapital else {
        throw Malformed("not a pool: \(line.string.prefix(60))")
      }
      pools.append(
        ZPoolRoom(
          name: fields[0].string, size: fields[1].number, allocated: fields[2].number,
          free: fields[3].number, capacity: fields[4].number, health: fields[5].string))
    }
    return pools
  }
}

extension Text {
  /// Whether it is nothing but capital letters, as the states of pools and devices are.
  var isCapital: Bool {
    !isEmpty && array.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
  }

  /// The stretches between one `separator` and the next.
  fileprivate func fields(_ separator: UInt8) -> [Text] {
    var fields: [Text] = []
    var rest = self
    while let index = rest.firstIndex(of: separator) {
      fields.append(rest.slice(0, index))
      rest = rest.slice(index + 1, rest.count)
    }
    return fields + [rest]
  }
}
