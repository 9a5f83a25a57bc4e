/// Names of durations among the words before them.
extension LineWords {
  /// What the name of a number says of its unit.
  func namedUnit(_ number: Int, _ name: Bytes, _ before: Bytes) -> DurationUnit? {
    let word = words[number]
    if isAccess, FieldNames.equals(name, "d"), name[0] == UInt8(ascii: "D"), word.key != nil {
      // Apache's documentation has `D=%D`.
      return word.bytes.number(0)?.end == word.bytes.count ? .microseconds : nil
    }
    if word.key != nil || isTimed(before) && durationUnit(before) == nil {
      if let unit = FieldNames.unit(name) { return unit }
      if FieldNames.short.contains(where: { FieldNames.equals(name, $0) }) {
        return name.says("rt") && word.bytes.index(of: UInt8(ascii: ".")) != nil
          ? .seconds : .unsaid
      }
      if isTimedPhrase(number, name) { return .unsaid }
    }
    return isDone(number) && isClock(word.bytes) ? .unsaid : nil
  }

  /// `Response time: 3200`, `Time taken: 3.2`.
  private func isTimedPhrase(_ number: Int, _ name: Bytes) -> Bool {
    guard
      let place = (max(number - 2, 0)..<number).first(where: { words[$0].start == start(name) }),
      place > 0, words[place - 1].end + 1 == words[place].start
    else { return false }
    let first = words[place - 1].bytes
    if FieldNames.equals(name, "taken") { return FieldNames.equals(first, "time") }
    return FieldNames.equals(name, "time")
      && Self.timedWords.contains { FieldNames.equals(first, $0) }
  }

  private func start(_ name: Bytes) -> Int { name.base - line.base }

  private static let timedWords: [StaticString] = [
    "response", "execution", "total", "processing", "elapsed", "query", "request", "running", "run",
    "wall", "render", "rendering", "load", "loading", "build", "compile", "service", "execute",
  ]

  /// `finished in` before the number.
  private func isDone(_ number: Int) -> Bool {
    guard number > 1,
      FieldNames.equals(words[number - 1].bytes, "in")
        || FieldNames.equals(words[number - 1].bytes, "after")
    else { return false }
    return words[max(number - 6, 0)..<number - 1].contains { word in
      Self.done.contains { word.bytes.says($0) }
    }
  }

  private static let done: [StaticString] = [
    "finished", "completed", "done", "processed", "executed", "ran", "succeeded", "failed", "built",
    "loaded", "handled", "started", "stopped", "ended", "returned", "served", "rendered",
    "compiled",
    "imported", "exported", "aborted",
  ]

  /// `00:00:03.200` and `0:00:03`, in full.
  private func isClock(_ word: Bytes) -> Bool {
    guard let hours = word.number(0), hours.end <= 2, word[hours.end] == UInt8(ascii: ":"),
      word.two(hours.end + 1) != nil, word[hours.end + 3] == UInt8(ascii: ":")
    else { return false }
    return word.two(hours.end + 4) != nil
  }

  func isTimed(_ name: Bytes) -> Bool { FieldNames.unit(name) != nil }
}
