import Model

/// Finds the phrases of all rules in a line in one pass.
///
/// The four bytes at each place are looked up in a table that says which phrases may begin there, as
/// KernelText's anchors do for the kernel's log.
struct EventMatcher: Sendable {
  private var phrases: [StaticString] = []
  /// The phrase to try first for each hash of four bytes, counted from 1.
  private var heads = [UInt16](repeating: 0, count: 1 << 12)
  /// The phrase to try after each, counted from 1.
  private var others: [UInt16] = [0]
  private let rules: [(rule: EventRule, any: Range<Int>, also: Range<Int>)]

  static let shared = EventMatcher(EventRule.all)

  private init(_ all: [EventRule]) {
    var rules: [(EventRule, Range<Int>, Range<Int>)] = []
    for rule in all {
      let start = phrases.count
      phrases += rule.phrases
      let middle = phrases.count
      phrases += rule.also
      rules.append((rule, start..<middle, middle..<phrases.count))
    }
    self.rules = rules
    for (index, phrase) in phrases.enumerated() {
      precondition(phrase.utf8CodeUnitCount >= 4, "a phrase is too short to be looked up")
      let slot = Self.slot(phrase.utf8Start)
      others.append(heads[slot])
      heads[slot] = UInt16(index + 1)
    }
  }

  /// What `line` tells of, where it says of itself that it is of `level`; nil for most.
  func kind(of line: Bytes, level: LogLevel?) -> LogEventKind? {
    let line = line.slice(0, 4096)
    guard line.count >= 4 else { return nil }
    var found: [Int] = []
    for place in 0...(line.count - 4) {
      var next = heads[Self.slot(line.base + place)]
      while next != 0 {
        let index = Int(next) - 1
        if stands(phrases[index], at: place, in: line) { found.append(index) }
        next = others[Int(next)]
      }
    }
    guard !found.isEmpty else { return nil }
    return rules.first { rule, any, also in
      if rule.grave, let level, level < .warning { return false }
      return found.contains { any.contains($0) }
        && (also.isEmpty || found.contains { also.contains($0) })
    }?.rule.kind
  }

  /// Whether a phrase stands there and is not the name of a setting, as in `timeout=30s`.
  private func stands(_ phrase: StaticString, at place: Int, in line: Bytes) -> Bool {
    guard line.says(phrase, at: place) else { return false }
    let end = place + phrase.utf8CodeUnitCount
    let after = line[end] == UInt8(ascii: "\"") ? end + 1 : end
    switch line[after] {
    case UInt8(ascii: "="), UInt8(ascii: "_"): return false
    case UInt8(ascii: ":"):
      return !line.isDigit(after + 1) && !(line[after + 1] == 0x20 && line.isDigit(after + 2))
    default: return true
    }
  }

  private static func slot(_ start: UnsafePointer<UInt8>) -> Int {
    let word = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self) | 0x2020_2020
    return Int((word &* 0x9E37_79B1) >> 20)
  }
}
