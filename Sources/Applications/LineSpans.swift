/// Durations of several words.
extension LineWords {
  /// How many words from this one on are one duration, or numbers with a comma that may be one; nil
  /// where it stands by itself.
  func span(_ number: Int, _ unit: DurationUnit?) -> (words: Int, isDuration: Bool)? {
    guard words[number].bytes.isDigit(0) else { return nil }
    // Columns are divided by commas, too.
    if words[number].start > 0, line[words[number].start - 1] == UInt8(ascii: ",") { return nil }
    var last = number
    var isGrouped = false
    var best: Int?
    let text = { line.slice(words[number].start, words[$0].end) }
    if text(number).index(of: UInt8(ascii: "+")) != nil,
      durationSpan(text(number), unit: unit) != nil
    {
      best = number
    }
    while last + 1 < words.count, last - number < 8 {
      let (end, start) = (words[last].end, words[last + 1].start)
      let isComma = line[end] == UInt8(ascii: ",")
      let next = words[last + 1].bytes
      if isComma, start == end + 1 {
        guard next.isDigit(0),
          words[last].bytes.number(0).map({ $0.end == end - words[last].start }) ?? false
        else { break }
        isGrouped = isGrouped || last == number
      } else {
        // A comma divides numbers with units of their own, and joins `1 minute, 3 seconds`.
        let isProse = isComma && start == end + 2 && durationUnit(words[last].bytes) != nil
        guard isProse || start == end + 1 && line[end] == 0x20 else { break }
        guard next.isDigit(0) || FieldNames.equals(next, "and") || durationUnit(next) != nil else {
          break
        }
      }
      last += 1
      if durationSpan(text(last), unit: unit) != nil { best = last }
    }
    if let best {
      // `3,200 s`: its unit is the next word, with which the comma may be a point.
      let isWhole =
        best + 1 == words.count || words[best + 1].start > words[best].end + 1
        || durationUnit(words[best + 1].bytes) == nil
      return (best - number + 1, isWhole)
    }
    // Part of a number is no number.
    guard isGrouped else { return nil }
    var end = number
    while end + 1 < words.count, words[end + 1].start == words[end].end + 1,
      line[words[end].end] == UInt8(ascii: ","), words[end + 1].bytes.isDigit(0)
    {
      end += 1
    }
    return (end - number + 1, false)
  }
}
