/// Durations among the words of a line.
extension LineWords {
  /// What of the line is a duration, and of what.
  var timings: [Plan.Timing] {
    var timings: [Plan.Timing] = []
    let first = isAccess ? status + 1 : 0
    for number in words.indices.dropFirst(first) where words[number].varies {
      guard timings.count < 4 else { break }
      if let timing = timing(number) { timings.append(timing) }
    }
    if isAccess, timings.isEmpty { timings = trailing }
    return timings
  }

  private func timing(_ number: Int) -> Plan.Timing? {
    let word = words[number]
    let before = number > 0 ? words[number - 1].bytes : word.bytes.slice(0, 0)
    let name = word.key ?? before
    if FieldNames.isSetting(name) || number > 1 && isSettingPhrase(number) { return nil }
    func found(_ unit: DurationUnit?) -> Plan.Timing? {
      guard duration(word.bytes, unit: unit) != nil else { return nil }
      let isName = name.isLetter(0) && name.count < 40
      let field = isName ? name.string : "time"
      let isCall =
        field.lowercased().hasPrefix("upstream") || ["urt", "uct", "uht"].contains(field)
      return Plan.Timing(word: fromEnd(number), unit: unit, field: field, isCall: isCall)
    }
    // Its own unit; the time since the program's start in `[0.012s][info][gc]` is none.
    if number > 0 || word.start == 0, hasOwnUnit(word.bytes) { return found(nil) }
    if number + 1 < words.count, words[number + 1].start == word.end + 1,
      let unit = durationUnit(words[number + 1].bytes), unit != .minutes || isTimed(name)
    {
      return found(unit)
    }
    if word.key != nil || isTimed(before) {
      if let unit = FieldNames.unit(name) { return found(unit) }
      if FieldNames.short.contains(where: { FieldNames.equals(name, $0) }) {
        return found(
          name.says("rt") && word.bytes.index(of: UInt8(ascii: ".")) != nil ? .seconds : .unsaid)
      }
    }
    return nil
  }

  private func isTimed(_ name: Bytes) -> Bool { FieldNames.unit(name) != nil }

  /// `retry in 5s`, `waiting up to 3 seconds`, `sleeping for 1s`, `next attempt in 10s`, `retrying in
  /// background in 30 seconds`.
  private func isSettingPhrase(_ number: Int) -> Bool {
    let last = words[number - 1].bytes
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

  /// `3.2s`, `17ms`, `PT3S`, `1m3s`; `10m` and `24h` alone count other things too.
  private func hasOwnUnit(_ word: Bytes) -> Bool {
    guard duration(word, unit: nil) != nil else { return false }
    var end = word.count
    while end > 0, !word.isLetter(end - 1) { end -= 1 }
    let last = lower(word[end - 1])
    // `1990s` is no duration.
    if last == UInt8(ascii: "s") { return !(word.count == 5 && word.number(0)?.end == 4) }
    return word.find("pt") != nil
  }

  /// Numbers at the end of an access log's line: seconds with a point (nginx's `$request_time`),
  /// millionths without one behind the quotes (Apache's `%D`), thousandths where there are no quotes
  /// (Tomcat's `%D`).
  private var trailing: [Plan.Timing] {
    guard let last = words.last, words.count - 1 > status + 1, last.varies, last.key == nil,
      let number = last.bytes.decimal(0), number.end == last.bytes.count
    else { return [] }
    let isWhole = last.bytes.index(of: UInt8(ascii: ".")) == nil
    let isQuoted = line.index(of: UInt8(ascii: "\""), from: words[status].end) != nil
    let unit: DurationUnit = !isWhole ? .seconds : isQuoted ? .microseconds : .milliseconds
    var timings = [Plan.Timing(word: -1, unit: unit, field: "time", isCall: false)]
    // `$request_time $upstream_response_time`
    let before = words[words.count - 2]
    if !isWhole, words.count - 2 > status + 1, let number = before.bytes.decimal(0),
      number.end == before.bytes.count, before.bytes.index(of: UInt8(ascii: ".")) != nil
    {
      timings[0] = Plan.Timing(word: -2, unit: unit, field: "request_time", isCall: false)
      timings.append(
        Plan.Timing(word: -1, unit: unit, field: "upstream_response_time", isCall: true))
    }
    return timings
  }
}
