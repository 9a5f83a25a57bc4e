import Model

/// Counts a line by its pattern, which is learned at the first of its kind.
extension LogCore {
  mutating func count(_ line: Bytes, _ parts: LineParts, _ level: LogLevel?) {
    var key = scanner.scan(line, from: parts.body)
    if let level { key ^= UInt64(level.rawValue + 1) &* 0x9E37_79B9_7F4A_7C15 }
    var parts = parts
    let index: Int
    if let known = table.index(of: key) {
      // The same line is an event of its own, or what the one before was about.
      if patterns[known].isHeadline, let text = parts.text(of: line), takesPart(text) { return }
      index = known
    } else {
      learnSource(line, &parts)
      if let text = parts.text(of: line), takesPart(text) { return }
      guard let new = add(line, parts, level, key) else { return }
      index = new
    }
    let part = part()
    patterns[index].add(time, part)
    if patterns[index].plan.levelWord != nil { countLevel(index, line) }
    if patterns[index].timer != nil || patterns[index].plan.peer != nil {
      measure(index, line, part)
    }
    begin(line, parts, of: index)
  }

  /// A line unlike all before: finds out what is to be taken from those like it.
  private mutating func add(
    _ line: Bytes, _ parts: LineParts, _ level: LogLevel?, _ key: UInt64
  ) -> Int? {
    let body = parts.body
    guard !line.isBinary, !(isDoubtful && line.hasNoText) else {
      oddities.binary += 1
      lastBinary = lines.count
      return nil
    }
    let plan = Plan(line, scanner, body: body, level: level)
    guard patterns.count < PatternTable.most else {
      oddities.unsorted += 1
      if let level = plan.level { levels[level, default: 0] += 1 }
      if let kind = plan.kind { addLoose(kind, line) }
      if let peer = plan.peer, let kind = plan.kind, kind.isFailedCall {
        addCall(peer, nil, kind, line)
      }
      return nil
    }
    var timer: Int?
    if !plan.timings.isEmpty, timers.count + plan.timings.count <= Self.mostTimers {
      timer = timers.count
      for timing in plan.timings {
        timers.append(Timer(field: timing.field, isCall: timing.isCall))
      }
    }
    patterns.append(
      Pattern(
        plan: plan, text: patternText(line, scanner, body: body, plan.access),
        example: line.slice(0, 400).string, words: wordHashes(line, body), level: plan.level,
        timer: timer,
        isHeadline: parts.text(of: line).map(Story.isHeadline) ?? false,
        holdsTrace: TraceField.isHeld(by: line), isGrave: isGrave(line, plan)))
    table.add(key, patterns.count - 1)
    return patterns.count - 1
  }

  private func wordHashes(_ line: Bytes, _ body: Int) -> [UInt32] {
    guard scanner.method < 0 else { return [] }
    return (0..<min(scanner.count, LineScanner.hashed)).map { number in
      scanner.varies(number, line)
        ? 1
        : UInt32(truncatingIfNeeded: line.slice(scanner.start(number), scanner.end(number)).hash)
    }
  }
}
