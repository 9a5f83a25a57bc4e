/// Ports as `/proc/sys/net/ipv4/ip_local_reserved_ports` lists them: `8080,9148-9150`.
///
/// An empty line says that there are none.
public struct PortRanges: Sendable, Hashable {
  /// In the order of the file.
  public private(set) var ranges: [ClosedRange<UInt16>] = []

  /// The ports in `text`; throws where anything else is in it.
  public init(_ text: Text) throws(Malformed) {
    let line = try text.whole()
    guard !line.isEmpty else { return }
    var start = 0
    while start <= line.count {
      let rest = line.slice(start, line.count)
      let end = rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count
      guard let range = Self.range(rest.slice(0, end)) else {
        throw Malformed("not a range of ports: \(rest.slice(0, end).string.prefix(20))")
      }
      ranges.append(range)
      start += end + 1
    }
  }

  private static func range(_ text: Text) -> ClosedRange<UInt16>? {
    let dash = text.firstIndex(of: UInt8(ascii: "-"))
    guard let first = text.slice(0, dash ?? text.count).number.flatMap(UInt16.init(exactly:)) else {
      return nil
    }
    guard let dash else { return first...first }
    let last = text.slice(dash + 1, text.count).number.flatMap(UInt16.init(exactly:))
    guard let last, last >= first else { return nil }
    return first...last
  }

  /// How many of the ports from `low` to `high` are among them.
  public func count(from low: UInt16, to high: UInt16) -> Int {
    ranges.reduce(0) { sum, range in
      let first = max(range.lowerBound, low), last = min(range.upperBound, high)
      return first <= last ? sum + Int(last - first) + 1 : sum
    }
  }
}
