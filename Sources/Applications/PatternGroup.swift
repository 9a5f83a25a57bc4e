import Model

/// Patterns that differ only in one word, such as the name of who logged in.
struct PatternGroup {
  private(set) var members: [Pattern]
  private(set) var parts = Series<UInt32>()
  private(set) var total = LogCount()
  /// The line with what varies replaced.
  let text: String

  private init(_ members: [Pattern]) {
    self.members = members
    text = withoutSecrets(Self.text(of: members))
    for member in members {
      parts.add(member.parts)
      total.add(member.total)
    }
  }

  /// As many as make a word a name rather than two things that happen.
  private static let least = 4

  /// The patterns, those together that have all words but one in common, their level and kind too.
  static func groups(of patterns: [Pattern]) -> [PatternGroup] {
    var taken = [Bool](repeating: false, count: patterns.count)
    var groups: [PatternGroup] = []
    let longest = patterns.map(\.words.count).max() ?? 0
    // A name stands at the end more often than at the beginning.
    for place in stride(from: longest - 1, through: 0, by: -1) {
      var alike: [UInt64: [Int]] = [:]
      for (index, pattern) in patterns.enumerated() where !taken[index] {
        // Of a short line one word is too much of what it says.
        guard pattern.words.count > max(place, 2), pattern.words[place] != 1 else { continue }
        alike[pattern.key(without: place), default: []].append(index)
      }
      for members in alike.values where members.count >= least {
        for index in members { taken[index] = true }
        groups.append(
          PatternGroup(
            members.map { patterns[$0] }.sorted { $0.count > $1.count }))
      }
    }
    for (index, pattern) in patterns.enumerated() where !taken[index] {
      groups.append(PatternGroup([pattern]))
    }
    return groups
  }

  var level: LogLevel? { members.compactMap(\.level).max() }
  var kind: LogEventKind? { members[0].plan.kind }

  private static func text(of members: [Pattern]) -> String {
    guard members.count > 1 else { return members[0].text }
    // The first of the words that differ in the two texts.
    let (one, other) = (members[0].text, members[1].text)
    let words = one.split(separator: " ", omittingEmptySubsequences: false)
    let others = other.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == others.count else { return one }
    return zip(words, others).map { $0 == $1 ? String($0) : "*" }.joined(separator: " ")
  }

  var pattern: LogPattern {
    LogPattern(
      text: text, example: withoutSecrets(members[0].example), count: total, level: level,
      kind: kind)
  }

  /// The gravest first, then what tells of something, then the most often.
  func isBefore(_ other: PatternGroup) -> Bool {
    let (mine, theirs) = (weight, other.weight)
    if mine != theirs { return mine > theirs }
    if total.count != other.total.count { return total.count > other.total.count }
    return text < other.text
  }

  private var weight: Int {
    let grave = max((level ?? .info).rawValue, LogLevel.notice.rawValue)
    return kind.map { $0.isOrdinary ? grave : max(grave, LogLevel.warning.rawValue) } ?? grave
  }

  /// What is timed in the lines, field by field.
  ///
  /// `undecided` is how many seconds one is of what the log as a whole decides; without it, such
  /// numbers are nothing.
  func operations(
    _ timers: [Timer], undecided: Double?
  ) -> [(operation: LogOperation, parts: Series<Moments>)] {
    guard let first = members.first(where: { $0.timer != nil }) else { return [] }
    return first.plan.timings.indices.compactMap { number in
      let timing = first.plan.timings[number]
      guard let scale = timing.unit == .undecided ? undecided.map({ $0 * 1e9 }) : 1 else {
        return nil
      }
      var histogram = Histogram()
      var parts = Series<Moments>()
      var example = ""
      for member in members {
        guard let timer = member.timer, number < member.plan.timings.count,
          (member.plan.timings[number].unit == .undecided) == (timing.unit == .undecided)
        else { continue }
        let one = timers[timer + number]
        if one.histogram.longest >= histogram.longest { example = one.example }
        if members.count == 1 { histogram = one.histogram } else { histogram.add(one.histogram) }
        parts.add(one.parts)
      }
      let operation = LogOperation(
        name: text, field: timing.field, timings: LogTimings(histogram, scale: scale),
        example: example, isCall: timing.isCall)
      if scale != 1 { parts.scale(by: scale) }
      return (operation, parts)
    }
  }
}

extension Pattern {
  /// What all its words but one make, with what it tells.
  fileprivate func key(without place: Int) -> UInt64 {
    var hash = UInt64(level?.rawValue ?? 9) &* 0x9FB2_1C65_1E98_DF25
    for letter in plan.kind?.rawValue.utf8 ?? "".utf8 { hash = (hash ^ UInt64(letter)) &* 31 }
    for (index, word) in words.enumerated() {
      hash = (hash ^ UInt64(index == place ? 7 : word)) &* 0x100_0000_01B3
      hash ^= hash >> 31
    }
    return (hash ^ UInt64(words.count)) &* 0x9FB2_1C65_1E98_DF25 ^ UInt64(plan.timings.count)
  }
}
