import Model

/// Traces: the lines that belong to the one before, whoever wrote what in between.
extension LogCore {
  /// What comes is of `source`.
  mutating func enter(_ source: UInt64) {
    // The first is of those that tell none.
    let place = source == 0 ? 0 : 1 + Int(truncatingIfNeeded: source >> 32) % (Self.mostStories - 1)
    current = place
    guard stories[place].source != source else { return }
    close(place)
    stories[place].reset(source)
  }

  /// Finds out whose `line` is, if it tells in `way`, and where what they wrote begins; whether it is the
  /// rest of the line before.
  mutating func findSource(_ line: Bytes, _ way: Envelope.Ways, _ parts: inout LineParts) -> Bool {
    guard let envelope = Envelope(line, way, time: parts.time) else {
      if parts.time != nil { enter(0) }
      return false
    }
    parts.content = envelope.content
    enter(envelope.source)
    let isRest = stories[current].isPartial
    stories[current].isPartial = envelope.isPartial
    if isRest { oddities.folded += 1 }
    return isRest
  }

  /// Looks whether a line unlike all before is the first that tells its source in its way.
  mutating func learnSource(_ line: Bytes, _ parts: inout LineParts) {
    guard !parts.isRecord, let way = Envelope.Ways.all.way(of: line, parts.time),
      !ways.contains(way), Envelope(line, way, time: parts.time) != nil
    else { return }
    ways.insert(way)
    _ = findSource(line, way, &parts)
  }

  /// Takes `line`, which tells no time, if it goes on with the one before.
  mutating func goesOn(_ line: Bytes, _ parts: LineParts) -> Bool {
    let text = parts.text(of: line)
    guard stories[current].before != nil,
      stories[current].trace.goesOn(text ?? line, isTimed: stories[current].isTimed)
    else { return false }
    stories[current].trace.isStamped = text != nil
    goOn(text ?? line)
    return true
  }

  /// Takes `content`, which came with a time or in an envelope, if it is of a trace.
  mutating func takesPart(_ content: Bytes) -> Bool {
    switch stories[current].part(content, at: time) {
    case .none, .headline: return false
    case .more: break
    case .orphan:
      close(current)
      let (source, isInside) = (stories[current].source, stories[current].isInside)
      stories[current].reset(source)
      stories[current].isInside = isInside
      stories[current].time = time
    }
    stories[current].trace.isStamped = true
    stories[current].last = time
    goOn(content)
    return true
  }

  /// Takes a line that belongs to the one before whatever it looks like.
  mutating func takeMore(_ line: Bytes) {
    lines.count += 1
    if line.count > 0 { goOn(line.slice(0, Self.longest)) }
  }

  private mutating func goOn(_ line: Bytes) {
    guard stories[current].isInside else {
      oddities.outside += 1
      return
    }
    oddities.folded += 1
    let before = stories[current].before ?? line.slice(0, 0)
    let folded = stories[current].trace.fold(line, before: before)
    if let ended = folded.ended {
      stacks.add(ended, at: stories[current].time)
      stories[current].kind = nil
    }
    guard folded.head != nil, stories[current].kind == nil else { return }
    // The trace tells what the line before it does not.
    guard let found = EventMatcher.shared.kind(of: line, level: .error) else { return }
    stories[current].kind = found
    addLoose(found, line)
    if found.isFailedCall, !addCall(found, in: line) {
      // The exception does not say who failed; the line that it belongs to may.
      _ = addCall(found, in: before)
    }
  }

  /// Counts a failed call to the party that `line` names; false where it names none.
  private mutating func addCall(_ kind: LogEventKind, in line: Bytes) -> Bool {
    _ = scanner.scan(line, from: 0)
    guard let peer = Plan(line, scanner, body: 0, level: .error).peer else { return false }
    addCall(peer, nil, kind, line)
    return true
  }

  /// `line` begins an event of a pattern.
  mutating func begin(_ line: Bytes, _ parts: LineParts, of index: Int) {
    if stories[current].trace.isOpen { close(current) }
    let isHeadline = patterns[index].isHeadline
    let isFirst = stories[current].before == nil && parts.time == nil && !parts.isRecord
    stories[current].begin(
      line, at: time, kind: patterns[index].plan.kind,
      isGrave: patterns[index].isGrave || (patterns[index].level ?? .info) >= .warning,
      isHeadline: isHeadline,
      isTimed: parts.time != nil || parts.isRecord)
    unsettled |= 1 << UInt64(current)
    if isHeadline, let text = parts.text(of: line) {
      stories[current].trace.isStamped = true
      // The line itself is counted as any other.
      _ = stories[current].trace.fold(text, before: text)
    } else if isFirst, parts.content < 0, Story.isHeadline(line) {
      // Nothing comes before it, so that it is no part of anything.
      _ = stories[current].trace.fold(line, before: line)
    }
    if patterns[index].holdsTrace { foldField(line) }
  }

  /// Whether a line calls itself a warning or worse; the journal has all that a service prints as the
  /// same.
  func isGrave(_ line: Bytes, _ plan: Plan) -> Bool {
    let own = LineWords(line, scanner).level(before: 0).0
    return max(plan.level ?? .info, own ?? .info) >= .warning
  }

  /// Counts the trace that a field of `line` holds.
  private mutating func foldField(_ line: Bytes) {
    var text = scratch
    scratch = []
    let found = TraceField.stack(in: line, &text)
    scratch = text
    stacks.add(found, at: time)
  }

  /// The trace of a source has ended.
  mutating func close(_ place: Int) {
    guard stories[place].trace.isOpen else { return }
    let time = stories[place].time
    stacks.add(stories[place].trace.end(), at: time)
  }

  /// All traces have ended.
  mutating func closeAll() {
    for place in 0..<Self.mostStories where stories[place].trace.isOpen { close(place) }
  }

  /// Another log begins.
  mutating func forget() {
    closeAll()
    for place in 0..<Self.mostStories { stories[place].reset() }
    (current, unsettled) = (0, 0)
  }

  /// What was taken goes away: keeps what is needed of it.
  mutating func settle() {
    while unsettled != 0 {
      stories[unsettled.trailingZeroBitCount].settle()
      unsettled &= unsettled &- 1
    }
  }
}
