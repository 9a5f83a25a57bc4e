/// Durations counted by size, so that any quantile is right to three digits and more.
///
/// Each power of two of nanoseconds is divided into 1,024 parts of the same width (log-linear, as
/// HdrHistogram), so a value is known to one part in 2,048; powers that nothing falls into take no
/// room.
struct Histogram {
  private(set) var count = 0
  private(set) var total = 0.0
  private(set) var longest = 0.0
  /// Where the counts of each octave begin; negative for one that nothing fell into.
  private var starts: [Int32] = []
  private var counts: [UInt32] = []
  /// Whether the counts by size are kept.
  private(set) var isKept = true

  private static let parts = 1024

  /// Adds a duration in seconds, and with the right to a new octave; gives whether it was used.
  mutating func add(_ seconds: Double, mayGrow: Bool = true) -> Bool {
    note(seconds)
    return sort(seconds, mayGrow: mayGrow)
  }

  /// Adds a duration in seconds but for its size, which `sort` counts.
  mutating func note(_ seconds: Double) {
    count += 1
    total += seconds
    longest = max(longest, seconds)
  }

  /// Counts the size of a duration that was noted; as `add`.
  mutating func sort(_ seconds: Double, mayGrow: Bool) -> Bool {
    guard isKept else { return false }
    let (octave, part) = Self.place(seconds)
    if octave < starts.count, starts[octave] >= 0 {
      counts[Int(starts[octave]) + part] &+= 1
      return false
    }
    guard mayGrow else {
      forget()
      return false
    }
    counts[begin(octave) + part] = 1
    return true
  }

  /// Adds all of `other`.
  mutating func add(_ other: Histogram) {
    count += other.count
    total += other.total
    longest = max(longest, other.longest)
    guard isKept, other.isKept else { return forget() }
    for (octave, theirs) in other.starts.enumerated() where theirs >= 0 {
      let isNew = octave >= starts.count || starts[octave] < 0
      let mine = isNew ? begin(octave) : Int(starts[octave])
      for part in 0..<Self.parts { counts[mine + part] &+= other.counts[Int(theirs) + part] }
    }
  }

  /// Makes room for an octave, and gives where its counts begin.
  private mutating func begin(_ octave: Int) -> Int {
    while starts.count <= octave { starts.append(-1) }
    let start = counts.count
    starts[octave] = Int32(start)
    // Exactly as much as is needed: there are thousands of histograms.
    counts.reserveCapacity(start + Self.parts)
    counts.append(contentsOf: repeatElement(0, count: Self.parts))
    return start
  }

  private mutating func forget() {
    isKept = false
    (starts, counts) = ([], [])
  }

  /// The duration that this share of all do not exceed; nil where sizes were not kept.
  func quantile(_ share: Double) -> Double? {
    guard isKept, count > 0 else { return nil }
    guard share < 1 else { return longest }
    var left = max(Int((share * Double(count)).rounded(.up)), 1)
    for (octave, start) in starts.enumerated() where start >= 0 {
      for part in 0..<Self.parts {
        left -= Int(counts[Int(start) + part])
        if left <= 0 { return min(Self.value(octave, part), longest) }
      }
    }
    return longest
  }

  private static func place(_ seconds: Double) -> (octave: Int, part: Int) {
    let value = UInt64(truncatingIfNeeded: Int(min(max(seconds * 1e9, 0), 9e18) + 0.5))
    guard value >= 1024 else { return (0, Int(value)) }
    let shift = 53 - value.leadingZeroBitCount
    return (shift + 1, Int(value >> UInt64(shift)) & 1023)
  }

  /// The middle of a part.
  private static func value(_ octave: Int, _ part: Int) -> Double {
    guard octave > 0 else { return Double(part) * 1e-9 }
    let width = Double(UInt64(1) << UInt64(octave - 1))
    return (Double(1024 + part) + 0.5) * width * 1e-9
  }
}
