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
    if let first = patterns[index].timer {
      for number in patterns[index].plan.timings.indices {
        let (place, unit) = (
          patterns[index].plan.timings[number].word, patterns[index].plan.timings[number].unit
        )
        guard let word = scanner.word(place, line), let seconds = duration(word, unit: unit) else {
          continue
        }
        let timer = first + number
        if seconds > timers[timer].histogram.longest || timers[timer].histogram.count == 0 {
          timers[timer].example = line.slice(0, 400).string
        }
        if timers[timer].histogram.add(seconds, mayGrow: octaves > 0) { octaves -= 1 }
        if let part { timers[timer].parts.add(Moments(seconds), at: part) }
        if timers[timer].isCall { called = max(called ?? 0, seconds) }
      }
    }
    let kind = patterns[index].plan.kind
    let failure = kind.flatMap { $0.isFailedCall ? $0 : nil }
    guard called != nil || failure != nil else { return }
    if let peer = patterns[index].plan.peer {
      addCall(peer, called, failure, line)
    } else if patterns[index].plan.isUpstream,
      let call = calls.index(of: HostName(name: LogCore.unnamed))
    {
      calls.add(call, time: time, seconds: called, failure: failure, line: line, &octaves)
    }
  }

  /// What an access log calls the party behind, where it does not tell which.
  static let unnamed = "upstream"

  mutating func addCall(
    _ peer: Plan.Peer, _ seconds: Double?, _ failure: LogEventKind?, _ line: Bytes
  ) {
    guard let word = scanner.word(peer.word, line) else { return }
    let port = peer.port.flatMap { scanner.word($0, line) }
    guard let index = calls.index(of: word, isNamed: peer.isNamed, port: port) else { return }
    calls.add(index, time: time, seconds: seconds, failure: failure, line: line, &octaves)
  }
}
