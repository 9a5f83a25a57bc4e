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
  /// Which phrases name a setting as well as what happens: `read timeout`, `rate limit`.
  private var names: [Bool] = []
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
    names = phrases.map { phrase in
      let phrase = "\(phrase)"
      return Self.settings.contains { phrase.contains($0) }
        && !Self.outcomes.contains { phrase.contains($0) }
    }
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
        if stands(index, at: place, in: line, isGrave: level.map { $0 >= .warning } ?? false) {
          found.append(index)
        }
        next = others[Int(next)]
      }
    }
    guard !found.isEmpty else { return nil }
    return rules.first { rule, any, also in
      if rule.grave, let level, level < .warning { return false }
      if rule.isAhead, !isNear(line, level) { return false }
      return found.contains { any.contains($0) }
        && (also.isEmpty || found.contains { also.contains($0) })
    }?.rule.kind
  }

  private static let settings = [
    "timeout", "limit", "retry", "throttling", "circuit", "pool", "queue", "slow ", "slowquery",
  ]
  private static let outcomes = [
    "exceed", "exhaust", "full", "error", "exception", "expired", "waiting", "detected", "failed",
    "reached", "open", "limited", "limiting", "overflow", "left", "acquir", "obtain", "taking",
  ]

  /// Whether a phrase stands there and tells of what happened, not of a setting (`timeout=30s`), nor of
  /// what did not (`queue full: false`).
  private func stands(_ index: Int, at place: Int, in line: Bytes, isGrave: Bool) -> Bool {
    let phrase = phrases[index]
    guard line.says(phrase, at: place) else { return false }
    let end = place + phrase.utf8CodeUnitCount
    let after = line[end] == UInt8(ascii: "\"") ? end + 1 : end
    switch line[after] {
    case UInt8(ascii: "="), UInt8(ascii: "_"): return false
    case UInt8(ascii: ":"): return tells(line, after + 1, isName: names[index])
    default: return isGrave || !names[index] || !isSetting(line, after)
    }
  }

  /// Whether what stands behind a phrase and its colon leaves it true: `connection refused:
  /// 10.0.0.5:6379`, and not `timeout: 30` or `queue full: false`.
  private func tells(_ line: Bytes, _ start: Int, isName: Bool) -> Bool {
    var start = start
    while line[start] == 0x20 || line[start] == UInt8(ascii: "\"") { start += 1 }
    var end = start
    while end < line.count, !" ,;\"})".utf8.contains(line[end]) { end += 1 }
    let value = line.slice(start, end)
    if !value.isDigit(0) {
      // `timed out: no answer` goes on.
      return line[end] == 0x20 || !Self.denials.contains { FieldNames.equals(value, $0) }
    }
    if host(in: value) != nil { return true }
    return !isName && !FieldNames.equals(value, "0")
  }

  private static let denials: [StaticString] = [
    "false", "no", "none", "off", "null", "nil", "disabled", "never",
  ]

  /// Whether the words from `start` on give the phrase before them a value: `read timeout set to 5s`,
  /// `rate limiter configured`, `slow query log enabled`.
  private func isSetting(_ line: Bytes, _ start: Int) -> Bool {
    var start = start
    // The rest of the word: `limiter`, `timeouts`.
    while line.isLetter(start) { start += 1 }
    guard line[start] == 0x20 || line[start - 1] == 0x20 else { return false }
    if line[start] == 0x20 { start += 1 }
    let rest = line.slice(start, start + 60)
    if Self.endings.contains(where: { rest.find($0) != nil }) { return false }
    for lead: StaticString in ["is ", "of ", "to ", "for "] where rest.says(lead) {
      if rest.isDigit(lead.utf8CodeUnitCount) { return true }
    }
    return rest.isDigit(0) || Self.values.contains { rest.says($0) }
  }

  private static let endings: [StaticString] = [
    "exceed", "expired", "elapsed", "reached", "fail", "error", "after",
  ]
  private static let values: [StaticString] = [
    "configured", "set to", "set at", "is set", "enabled", "is enabled", "disabled", "is disabled",
    "threshold", "log ", "logging", "policy", "settings", "config", "initialized", "registered",
    "created", "default", "created", "started", "ready",
  ]

  /// Whether what is to come is near: within 30 days where the line says how many, else where it warns
  /// or says so.
  private func isNear(_ line: Bytes, _ level: LogLevel?) -> Bool {
    if let unit = line.find(" day") {
      var start = unit
      while line.isDigit(start - 1) { start -= 1 }
      if let days = line.number(start) { return days.value <= 30 }
    }
    if line.find("soon") != nil || line.find(" hour") != nil || line.find("about to") != nil {
      return true
    }
    return level.map { $0 >= .warning } ?? (line.find("will expire") != nil)
  }

  private static func slot(_ start: UnsafePointer<UInt8>) -> Int {
    let word = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self) | 0x2020_2020
    return Int((word &* 0x9E37_79B1) >> 20)
  }
}
