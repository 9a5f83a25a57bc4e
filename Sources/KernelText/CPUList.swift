/// A set of processors or nodes: a list such as `online` or a mask such as `cpumap` in sysfs.
///
/// ```
/// 0-3,5
/// 00000000,0000002f
/// ```
public struct CPUList: Sendable, Hashable {
  /// Far above what any kernel is built for (CONFIG_NR_CPUS ends at 8,192).
  static let limit: UInt64 = 65_536

  /// The numbers in the order of the text; a mask gives them ascending.
  public private(set) var numbers: [Int] = []

  /// The numbers of a list; an empty line has none.
  public init(list text: Text) throws(Malformed) {
    var rest = try text.whole()
    while !rest.isEmpty {
      let comma = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count
      try add(rest.slice(0, comma))
      rest = rest.slice(comma + 1, rest.count)
    }
  }

  private mutating func add(_ range: Text) throws(Malformed) {
    let dash = range.firstIndex(of: UInt8(ascii: "-")) ?? range.count
    guard let first = range.slice(0, dash).number,
      let last = dash < range.count ? range.slice(dash + 1, range.count).number : first,
      first <= last, last < Self.limit, UInt64(numbers.count) + last - first < Self.limit
    else { throw Malformed("not a list of processors: \(range.string.prefix(40))") }
    numbers.append(contentsOf: Int(first)...Int(last))
  }

  /// The numbers of a mask, whose groups of 32 bits are in hexadecimal, the highest first.
  public init(mask text: Text) throws(Malformed) {
    var rest = try text.whole()
    guard !rest.isEmpty else { throw Malformed("empty") }
    var base = 0
    while !rest.isEmpty {
      let comma = rest.lastIndex(of: UInt8(ascii: ","))
      let group = rest.slice(comma.map { $0 + 1 } ?? 0, rest.count)
      guard group.count <= 8, let bits = group.hexadecimal, base < Int(Self.limit) else {
        throw Malformed("not a mask of processors: \(group.string.prefix(40))")
      }
      numbers += (0..<32).filter { bits & 1 << UInt64($0) != 0 }.map { base + $0 }
      base += 32
      rest = rest.slice(0, comma ?? 0)
    }
  }
}
