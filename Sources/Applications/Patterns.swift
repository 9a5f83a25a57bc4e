import Model

/// Lines that are the same but for what varies, as they are counted.
struct Pattern {
  let plan: Plan
  let text: String
  let example: String
  /// The hash of each word, 1 for one that varies.
  let words: [UInt32]
  var level: LogLevel?
  var count = 0
  var first = Double.infinity, last = -Double.infinity
  var parts = Series<UInt32>()
  /// The number of the first of its timers.
  var timer: Int?
  /// Whether its lines are headlines of exceptions.
  let isHeadline: Bool
  /// Whether its lines hold traces in a field.
  let holdsTrace: Bool
  /// Whether its lines call themselves warnings or worse, whatever came beside them.
  let isGrave: Bool

  mutating func add(_ time: Double?, _ part: Int?) {
    count += 1
    guard let time else { return }
    if time < first { first = time }
    if time > last { last = time }
    if let part { parts.add(1, at: part) }
  }

  var total: LogCount { LogCount(count, first: first, last: last, finite: true) }
}

extension LogCount {
  /// With the times only where they are numbers.
  init(_ count: Int, first: Double, last: Double, finite: Bool) {
    self.init(count, first: first.isFinite ? first : nil, last: last.isFinite ? last : nil)
  }
}

/// Durations of one field of one pattern.
struct Timer {
  let field: String
  let isCall: Bool
  var histogram = Histogram()
  var parts = Series<Moments>()
  /// The line that took longest.
  var example = ""
}

/// The patterns by their numbers: open addressing, at most half full.
struct PatternTable {
  /// Beyond this many, lines are counted without a pattern.
  static let most = 8192

  private var slots = [Int32](repeating: -1, count: 4 * most)
  private var keys = [UInt64](repeating: 0, count: 4 * most)

  /// The pattern with this key; nil where there is none yet.
  func index(of key: UInt64) -> Int? {
    var slot = Int(truncatingIfNeeded: key >> 20) & (slots.count - 1)
    while true {
      let index = slots[slot]
      if index < 0 { return nil }
      if keys[slot] == key { return Int(index) }
      slot = (slot + 1) & (slots.count - 1)
    }
  }

  /// The keys with their patterns' numbers, the first pattern first.
  var inOrder: [(key: UInt64, index: Int)] {
    zip(keys, slots).filter { $0.1 >= 0 }.map { ($0.0, Int($0.1)) }.sorted { $0.index < $1.index }
  }

  mutating func add(_ key: UInt64, _ index: Int) {
    var slot = Int(truncatingIfNeeded: key >> 20) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(index)
    keys[slot] = key
  }
}
