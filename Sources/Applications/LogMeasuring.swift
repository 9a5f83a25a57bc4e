import Model

/// What a line of a known pattern adds: its level, its durations, its call.
extension LogCore {
  mutating func countLevel(_ index: Int, _ line: Bytes) {
    guard let number = patterns[index].plan.levelWord, let word = scanner.word(number, line)
    else { return }
    let start = word.isDigit(0) ? 0 : 1
    guard let value = word.number(start)?.value else { return }
    guard let level = LevelWords.numbered(value) ?? LevelWords.priority(value) else { return }
    levels[level, default: 0] += 1
    if let old = patterns[index].level, old >= level { return }
    patterns[index].level = level
  }

  mutating func measure(_ index: Int, _ line: Bytes, _ part: Int?) {
    var called: Double?
    var found: Plan.Peer?
    var party: Bytes?
    if let first = patterns[index].timer {
      if let access = patterns[index].plan.access {
        let times = access.times(line, scanner)
        if let request = times.request { add(request, to: first, line, part) }
        if let call = times.call { add(call, to: first + 1, line, part) }
        if let connect = times.connect { add(connect, to: first + 2, line, part) }
        if let wait = times.wait { add(wait, to: first + 3, line, part) }
        if let whole = times.whole { add(whole, to: first, line, part) }
        called = times.call.map { $0 + (times.connect ?? 0) }
        party = times.party
        found = times.peer.map { Plan.Peer(word: $0, standing: .placed, port: nil) }
      } else {
        called = measureWords(index, first, line, part)
      }
    }
    let kind = patterns[index].plan.kind
    let failure = kind.flatMap { $0.isFailedCall ? $0 : nil }
    guard called != nil || failure != nil else { return }
    if let party {
      if let call = calls.index(of: party, .given, port: nil) {
        calls.add(call, time: time, seconds: called, failure: failure, line: line, &octaves)
      }
    } else if let peer = patterns[index].plan.peer ?? found {
      addCall(peer, called, failure, line)
    } else if patterns[index].plan.isUpstream || called != nil && patterns[index].plan.isAccess,
      let call = calls.index(of: HostName(name: LogCore.unnamed))
    {
      calls.add(call, time: time, seconds: called, failure: failure, line: line, &octaves)
    }
  }

  /// Measures what stands at known words, and gives the longest call among it.
  private mutating func measureWords(
    _ index: Int, _ first: Int, _ line: Bytes, _ part: Int?
  ) -> Double? {
    var called: Double?
    for number in patterns[index].plan.timings.indices {
      let (place, words, unit) = (
        patterns[index].plan.timings[number].word, patterns[index].plan.timings[number].words,
        patterns[index].plan.timings[number].unit
      )
      guard let place = scanner.place(place, patterns[index].plan.timings[number].key, line),
        let word = scanner.word(place, line)
      else { continue }
      if unit == .undecided {
        if let value = word.number(0), value.end == word.count {
          add(
            WholeTime(value: value.value, size: scanner.size(line)), to: first + number, line, part)
        }
        continue
      }
      let timer = first + number
      var seconds: Double?
      if words > 1 {
        guard place + words <= scanner.count else { continue }
        seconds = durationSpan(
          line.slice(scanner.start(place), scanner.end(place + words - 1)), unit: unit)
      } else {
        seconds = duration(word, unit: unit)
      }
      guard var seconds else { continue }
      if timers[timer].isCall {
        seconds += scanner.others(behind: place, unit, line)
        called = max(called ?? 0, seconds)
      }
      add(seconds, to: timer, line, part)
    }
    return called
  }

  private mutating func add(_ whole: WholeTime, to timer: Int, _ line: Bytes, _ part: Int?) {
    wholes.add(whole)
    add(Double(whole.value) * 1e-9, to: timer, line, part)
  }

  private mutating func add(_ seconds: Double, to timer: Int, _ line: Bytes, _ part: Int?) {
    if seconds > timers[timer].histogram.longest || timers[timer].histogram.count == 0 {
      timers[timer].example = line.slice(0, 400).string
    }
    timers[timer].histogram.note(seconds)
    unsorted.append((timer, seconds))
    if unsorted.count == Self.mostUnsorted { sortDurations() }
    if let part { timers[timer].parts.add(Moments(seconds), at: part) }
  }

  /// Counts the durations by size that were not yet.
  mutating func sortDurations() {
    for (timer, seconds) in unsorted
    where timers[timer].histogram.sort(seconds, mayGrow: octaves > 0) { octaves -= 1 }
    unsorted.removeAll(keepingCapacity: true)
  }

  /// What an access log calls the party behind, where it does not tell which.
  static let unnamed = "upstream"

  mutating func addCall(
    _ peer: Plan.Peer, _ seconds: Double?, _ failure: LogEventKind?, _ line: Bytes
  ) {
    guard let word = scanner.word(peer.word, line) else { return }
    let port = peer.port.flatMap { scanner.word($0, line) }
    guard let index = calls.index(of: word, peer.standing, port: port) else { return }
    calls.add(index, time: time, seconds: seconds, failure: failure, line: line, &octaves)
  }
}
