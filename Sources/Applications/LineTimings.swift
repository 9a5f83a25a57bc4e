/// Durations among the words of a line.
extension LineWords {
  /// What of the line is a duration, and of what.
  var timings: [Plan.Timing] {
    var timings: [Plan.Timing] = []
    var number = isAccess ? status + 1 : 0
    while number < words.count, timings.count < 4 {
      // nginx writes `-` where it asked nobody, though it may the next time.
      let word = words[number]
      let isNone = isAccess && word.bytes.count == 1 && word.bytes[0] == UInt8(ascii: "-")
      let (found, used) =
        word.varies || isNone && word.key != nil ? timing(number) : (nil, 1)
      if let found { timings.append(found) }
      number += used
    }
    return timings
  }

  /// The duration that begins with the word of this number, and how many words are done with it.
  private func timing(_ number: Int) -> (Plan.Timing?, used: Int) {
    let word = words[number]
    let before = number > 0 ? words[number - 1].bytes : word.bytes.slice(0, 0)
    let name = word.key ?? before
    if FieldNames.isSetting(name) || number > 1 && isSettingPhrase(number) || isDecoration(number)
      || isInURL(number) || isGrouped(number)
    {
      return (nil, span(number, nil)?.words ?? 1)
    }
    func found(_ unit: DurationUnit?, words: Int = 1) -> Plan.Timing? {
      Plan.Timing(
        word: fromEnd(number), words: words, unit: unit, field: field(name), key: key(number),
        isCall: isCall(name))
    }
    let unit = namedUnit(number, name, before)
    if let (count, isDuration) = span(number, unit) {
      return (isDuration ? found(unit, words: count) : nil, count)
    }
    // Its own unit; the time since the program's start in `[0.012s][info][gc]` is none.
    if number > 0 || word.start == 0, hasOwnUnit(word.bytes) { return (found(nil), 1) }
    let (following, used) = unitBehind(number, isTimed: isTimed(name))
    if let following, following.rawValue < 60 || isTimed(name) {
      return (duration(word.bytes, unit: following) == nil ? nil : found(following), used)
    }
    guard let unit else { return (nil, 1) }
    if isAccess, word.bytes[0] == UInt8(ascii: "-"), word.bytes.count == 1 {
      // What is not there has no point by which to tell.
      return (unit == .unsaid ? nil : found(unit), 1)
    }
    let decided = decided(unit, word.bytes)
    if decided == .undecided { return (found(.undecided), 1) }
    return (duration(word.bytes, unit: decided) == nil ? nil : found(decided), 1)
  }

  /// What calls the number: `MB, 32.1 ms` is not a number of megabytes.
  private func field(_ name: Bytes) -> String {
    guard name.isLetter(0), name.count < 40, name.index(of: UInt8(ascii: "/")) == nil,
      !Self.sizes.contains(where: { FieldNames.equals(name, $0) })
    else { return "time" }
    return name.string
  }

  private static let sizes: [StaticString] = ["kb", "mb", "gb", "kib", "mib", "gib"]

  private func isCall(_ name: Bytes) -> Bool {
    name.says("upstream") || ["urt", "uct", "uht"].contains { FieldNames.equals(name, $0) }
  }

  /// The name by which the word is found where others stand at its place.
  private func key(_ number: Int) -> LineScanner.Key? {
    guard method >= 0 || number >= LineScanner.hashed, let key = words[number].key else {
      return nil
    }
    return LineScanner.Key(key)
  }

  /// The unit for all numbers of a field, as the first of them and its neighbours show it.
  private func decided(_ unit: DurationUnit, _ word: Bytes) -> DurationUnit {
    guard unit == .unsaid, word.index(of: UInt8(ascii: ":"), from: 1) == nil else { return unit }
    func has(_ key: StaticString) -> Bool {
      words.contains { $0.key.map { FieldNames.equals($0, key) } ?? false }
    }
    // Rails' lograge counts thousandths with a point; Traefik billionths, of which few make a thousandth.
    if has("controller"), has("action") { return .milliseconds }
    if has("originduration") { return .nanoseconds }
    if word.index(of: UInt8(ascii: ".")) != nil { return .seconds }
    if isAccess { return .undecided }
    return unit
  }

  /// Whether it is the end of `1'234`, whose beginning is a word of its own.
  private func isGrouped(_ number: Int) -> Bool {
    let start = words[number].start
    return line[start - 1] == UInt8(ascii: "'") && line.isDigit(start - 2) && line.isDigit(start)
  }

  /// The unit in the next word, and how many words are done with it; behind what is timed `m` and `h`
  /// are units, too.
  private func unitBehind(_ number: Int, isTimed: Bool) -> (DurationUnit?, used: Int) {
    guard number + 1 < words.count else { return (nil, 1) }
    let (end, next) = (words[number].end, words[number + 1])
    let isBracketed =
      next.start == end + 2 && line[end + 1] == UInt8(ascii: "(")
      && line[next.end] == UInt8(ascii: ")")
    guard next.start == end + 1 || isBracketed else { return (nil, 1) }
    if let unit = durationUnit(next.bytes)
      ?? (isTimed && !isName(number + 1) ? letterUnit(next.bytes) : nil)
    {
      return (unit, 2)
    }
    guard !isBracketed else { return (nil, 1) }
    // V8 writes `32.1 / 0.0 ms`: all, and what of it others took.
    guard number + 3 < words.count, FieldNames.equals(words[number + 1].bytes, "/"),
      words[number].bytes.decimal(0)?.end == words[number].bytes.count,
      words[number + 2].bytes.decimal(0)?.end == words[number + 2].bytes.count
    else { return (nil, 1) }
    return (durationUnit(words[number + 3].bytes), 4)
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
}
