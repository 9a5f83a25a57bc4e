import Model

/// Parts of one log that were read side by side, put together again.
extension LogCore {
  /// Takes what `next` has counted, which are the lines that follow.
  mutating func absorb(_ next: borrowing LogCore) {
    let places = align(to: next.scale)
    lines.count += next.lines.count
    first = min(first, next.first)
    last = max(last, next.last)
    oddities.add(next.oddities)
    for (level, count) in next.levels { levels[level, default: 0] += count }
    for (kind, event) in next.loose { addLoose(kind, event.count, event.example) }
    calls.absorb(next.calls)
    stacks.absorb(next.stacks)
    wholes.absorb(next.wholes)
    for (key, index) in next.table.inOrder { absorb(index, key, of: next, places) }
  }

  /// Makes the time's parts as wide as those of `other` at least, and gives the part here for each
  /// part there.
  private mutating func align(to other: TimeScale) -> [Int] {
    guard other.count > 0 else { return [] }
    if scale.count == 0 {
      scale = other
      return Array(0..<other.count)
    }
    while scale.width < other.width { follow(scale.fold()) }
    let middles = (0..<other.count).map { other.start(of: $0) + other.width / 2 }
    for time in [middles.first, middles.last].compactMap({ $0 }) { makeRoom(for: time) }
    return middles.map { scale.part(of: $0) }
  }

  private mutating func absorb(
    _ index: Int, _ key: UInt64, of next: borrowing LogCore, _ places: [Int]
  ) {
    let theirs = next.patterns[index]
    guard let mine = table.index(of: key) else {
      return adopt(theirs, key, of: next, places)
    }
    patterns[mine].count += theirs.count
    patterns[mine].first = min(patterns[mine].first, theirs.first)
    patterns[mine].last = max(patterns[mine].last, theirs.last)
    patterns[mine].parts.add(theirs.parts, at: places)
    if let level = theirs.level, patterns[mine].level.map({ $0 < level }) ?? true {
      patterns[mine].level = level
    }
    guard let from = theirs.timer, let to = patterns[mine].timer else { return }
    let count = min(theirs.plan.timings.count, patterns[mine].plan.timings.count)
    for number in 0..<count { timers[to + number].absorb(next.timers[from + number], places) }
  }

  /// A pattern that only the lines that follow have.
  private mutating func adopt(
    _ theirs: Pattern, _ key: UInt64, of next: borrowing LogCore, _ places: [Int]
  ) {
    guard patterns.count < PatternTable.most else {
      oddities.unsorted += theirs.count
      if theirs.plan.levelWord == nil, let level = theirs.level {
        levels[level, default: 0] += theirs.count
      }
      if let kind = theirs.plan.kind { addLoose(kind, theirs.total, theirs.example) }
      return
    }
    var timer: Int?
    if let from = theirs.timer, timers.count + theirs.plan.timings.count <= Self.mostTimers {
      timer = timers.count
      for number in theirs.plan.timings.indices {
        var own = Timer(
          field: next.timers[from + number].field, isCall: next.timers[from + number].isCall)
        own.absorb(next.timers[from + number], places)
        timers.append(own)
      }
    }
    var mine = theirs
    mine.timer = timer
    mine.parts = Series()
    mine.parts.add(theirs.parts, at: places)
    patterns.append(mine)
    table.add(key, patterns.count - 1)
  }
}

extension Timer {
  fileprivate mutating func absorb(_ other: Timer, _ places: [Int]) {
    if histogram.count == 0 || other.histogram.longest > histogram.longest {
      example = other.example
    }
    histogram.add(other.histogram)
    parts.add(other.parts, at: places)
  }
}

extension LogOddities {
  fileprivate mutating func add(_ other: LogOddities) {
    untimed += other.untimed
    future += other.future
    binary += other.binary
    long += other.long
    outside += other.outside
    folded += other.folded
    unsorted += other.unsorted
  }
}
