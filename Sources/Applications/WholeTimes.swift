/// A whole number of an access log that may be a time, beside the size of what was sent.
struct WholeTime {
  var value: Int
  var size: Int?
}

/// The whole numbers that may be times, of all access logs that are read, and what they count.
///
/// A number alone may be Apache's `%D` in millionths, `%{ms}T`, Tomcat's and Jetty's thousandths, `%T`
/// in seconds, a port, a process or a size. Only all of them together tell, and often not even they.
struct WholeTimes {
  private var count = 0
  private var zeros = 0, small = 0, hundreds = 0, large = 0
  private var longest = 0
  /// Those beside a size by which headers are known from times, and those that are it with headers.
  private var compared = 0, sizes = 0
  /// A bit for each of 64 kinds of numbers that was seen.
  private var seen: UInt64 = 0

  /// As many as show how numbers are spread.
  private static let enough = 20
  /// No headers are so long.
  private static let headers = 2000

  mutating func add(_ whole: WholeTime) {
    count += 1
    if whole.value == 0 { zeros += 1 }
    if whole.value < 20 { small += 1 }
    if whole.value >= 100 { hundreds += 1 }
    if whole.value >= 100_000 { large += 1 }
    longest = max(longest, whole.value)
    // Apache's `%O` is the size with its headers.
    if let size = whole.size, size >= Self.headers {
      compared += 1
      if (size..<size + Self.headers).contains(whole.value) { sizes += 1 }
    }
    let hash = UInt64(truncatingIfNeeded: whole.value) &* 0x9E37_79B9_7F4A_7C15
    seen |= 1 &<< (hash >> 58)
  }

  mutating func absorb(_ other: WholeTimes) {
    count += other.count
    zeros += other.zeros
    small += other.small
    hundreds += other.hundreds
    large += other.large
    compared += other.compared
    sizes += other.sizes
    longest = max(longest, other.longest)
    seen |= other.seen
  }

  /// How many may be times for all that is known, and nothing tells in which unit.
  var undecided: Int { isOpen && unit == nil ? count : 0 }

  private var isOpen: Bool {
    // A port is the same again and again; seconds are, too, and small.
    count > 0 && sizes * 2 <= compared
      && (count < Self.enough || seen.nonzeroBitCount >= 10 || small * 2 > count)
  }

  /// What they count; nil where it may be more than one thing.
  var unit: DurationUnit? {
    guard count > 0, sizes * 2 <= compared else { return nil }
    // A port or a process is the same again and again.
    if count >= Self.enough, seen.nonzeroBitCount < 10 { return nil }
    // Nothing is answered within 20 millionths. In thousandths, one of a hundred would take 100 s while
    // none is fast, or one an hour; ports are below.
    if small * 100 < count, large * 100 >= count || longest >= 3_600_000 { return .microseconds }
    // In seconds, one of twenty would take 100 s and most more than one; sizes are none so small.
    if count >= Self.enough, small * 20 >= count, zeros * 2 < count, hundreds * 20 >= count,
      large * 100 < count
    {
      return .milliseconds
    }
    return nil
  }
}
