/// What looks like a duration and is none.
extension LineWords {
  /// What was asked for is not what it took: `/search?duration=5s`.
  func isInURL(_ number: Int) -> Bool {
    let end = words[number].start
    var start = end
    while start > 0, line[start - 1] > 0x20, line[start - 1] != UInt8(ascii: "\"") { start -= 1 }
    return line.slice(start, end).find("://") != nil
  }

  /// What a program writes before its lines: the time since its start, in HotSpot's
  /// `[121.345s][info][gc]`, V8's `[123:0x5] 1234 ms: ` and behind Go's `gc 18 @21.453s`.
  func isDecoration(_ number: Int) -> Bool {
    let word = words[number]
    if word.bytes[0] == UInt8(ascii: "@") { return true }
    if word.start > 0, line[word.start - 1] == UInt8(ascii: "["), line.has("][", at: word.end) {
      return true
    }
    guard number > 0, number + 1 < words.count, words[number + 1].start == word.end + 1,
      words[number + 1].bytes[words[number + 1].bytes.count - 1] == UInt8(ascii: ":"),
      durationUnit(words[number + 1].bytes) != nil
    else { return false }
    return line[words[number - 1].end] == UInt8(ascii: "]")
  }

  /// `retry in 5s`, `waiting up to 3 seconds`, `sleeping for 1s`, `next attempt in 10s`, `retrying in
  /// background in 30 seconds`; also `Time since last: 7 ns` and `Consumed 3.2s CPU time`.
  func isSettingPhrase(_ number: Int) -> Bool {
    let last = words[number - 1].bytes
    if last.says("consumed") || FieldNames.equals(words[number - 2].bytes, "since") { return true }
    guard
      FieldNames.equals(last, "in") || FieldNames.equals(last, "for")
        || FieldNames.equals(last, "to") || FieldNames.equals(last, "every")
        || FieldNames.equals(last, "of")
    else { return false }
    let earlier = words[number - 2].bytes
    return FieldNames.isSetting(earlier) || FieldNames.equals(earlier, "up")
      || earlier.says("attempt") || earlier.says("again") || earlier.says("wait")
      || earlier.says("restart")
      || FieldNames.equals(last, "in")
        && words[max(number - 5, 0)..<number - 1].contains { $0.bytes.says("retry") }
  }
}
