/// A duration as logs write it, in seconds.
///
/// `3.2s`, `1532ms`, `1.078107672s`, `250us`, `250µs`, `1m3.5s`, `PT3.2S`, `0:00:03.2`, and a number
/// alone where `unit` says what it counts.
func duration(_ word: Bytes, unit: DurationUnit?) -> Double? {
  if let plain = plain(word, unit) { return plain }
  var start = 0
  // A name may be left before it, as in `took:3.2s` and in JSON's `:17`.
  while start < word.count, !word.isDigit(start), !isPeriod(word, start) {
    guard word.base[start] < 0x80 else { return nil }
    start += 1
  }
  if isPeriod(word, start) { return period(word, start) }
  guard start == 0 || !word.isLetter(start - 1), !isNegative(word, start) else { return nil }
  if unit != nil, let clock = clockDuration(word, start) { return clock }
  return compound(word, start) ?? bare(word, start, unit)
}

/// Whether a sign stands before the number at `start`: a clock went back, and nothing took so long.
private func isNegative(_ word: Bytes, _ start: Int) -> Bool {
  guard start > 0, word[start - 1] == UInt8(ascii: "-") else { return false }
  return start == 1 || !word.isLetter(start - 2)
}

/// Most words that are durations: a number, alone where `unit` says what it counts, or before `s`,
/// `ms`, `us` or `ns`; nil also for what only looks different.
private func plain(_ word: Bytes, _ unit: DurationUnit?) -> Double? {
  guard word.isDigit(0), let number = word.decimal(0) else { return nil }
  switch word.count - number.end {
  case 0:
    guard let unit, unit.rawValue > 0 else { return nil }
    return sensible(number.value * unit.rawValue)
  case 1:
    return lower(word[number.end]) == UInt8(ascii: "s") ? sensible(number.value) : nil
  case 2 where lower(word[number.end + 1]) == UInt8(ascii: "s"):
    switch lower(word[number.end]) {
    case UInt8(ascii: "m"): return sensible(number.value * 1e-3)
    case UInt8(ascii: "u"): return sensible(number.value * 1e-6)
    case UInt8(ascii: "n"): return sensible(number.value * 1e-9)
    default: return nil
    }
  default: return nil
  }
}

/// What a number alone counts.
enum DurationUnit: Double, Sendable {
  case nanoseconds = 1e-9
  case microseconds = 1e-6
  case milliseconds = 1e-3
  case seconds = 1
  case minutes = 60
  case hours = 3600
  case days = 86400
  /// Seconds with a point, thousandths without; so large that it would be hours, billionths.
  case unsaid = 0
  /// What only all numbers of the log together tell; `WholeTimes` decides.
  case undecided = -1
}

/// A word that is a unit by itself.
func durationUnit(_ word: Bytes) -> DurationUnit? {
  let word = withoutPoint(word)
  if word.count == 0 || word.count > 12 { return nil }
  func `is`(_ name: StaticString) -> Bool {
    word.says(name) && word.count == name.utf8CodeUnitCount
  }
  if `is`("ms") || `is`("msec") || `is`("msecs") || `is`("millis") || `is`("millisecond")
    || `is`("milliseconds")
  {
    return .milliseconds
  }
  if `is`("s") || `is`("sec") || `is`("secs") || `is`("second") || `is`("seconds") {
    return .seconds
  }
  if `is`("us") || `is`("µs") || `is`("μs") || `is`("usec") || `is`("usecs") || `is`("micros")
    || `is`("microsecond") || `is`("microseconds")
  {
    return .microseconds
  }
  if `is`("ns") || `is`("nsec") || `is`("nanos") || `is`("nanosecond") || `is`("nanoseconds") {
    return .nanoseconds
  }
  if `is`("min") || `is`("mins") || `is`("minute") || `is`("minutes") { return .minutes }
  if `is`("hour") || `is`("hours") || `is`("hr") || `is`("hrs") { return .hours }
  if `is`("day") || `is`("days") { return .days }
  return nil
}

private func isPunctuation(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",")
    || byte == UInt8(ascii: "!")
}

/// Without the end of a sentence.
private func withoutPoint(_ word: Bytes) -> Bytes {
  var end = word.count
  while end > 0, isPunctuation(word.base[end - 1]) { end -= 1 }
  return word.slice(0, end)
}

private func isPeriod(_ word: Bytes, _ start: Int) -> Bool {
  word[start] == UInt8(ascii: "P")
    && (word[start + 1] == UInt8(ascii: "T") || word.isDigit(start + 1))
    && (start == 0 || !word.isLetter(start - 1))
}

/// ISO 8601: `PT1M3.2S`, `P1DT2H`.
private func period(_ word: Bytes, _ start: Int) -> Double? {
  var index = start + 1
  var isTime = false
  var sum: Double?
  while index < word.count {
    if word[index] == UInt8(ascii: "T") {
      isTime = true
      index += 1
      continue
    }
    guard let number = word.decimal(index) else { break }
    let scale: Double
    switch word[number.end] {
    case UInt8(ascii: "S"): scale = 1
    case UInt8(ascii: "M") where isTime: scale = 60
    case UInt8(ascii: "H"): scale = 3600
    case UInt8(ascii: "D"): scale = 86400
    default: return nil
    }
    sum = (sum ?? 0) + number.value * scale
    index = number.end + 1
  }
  return sum.flatMap(sensible)
}

/// `00:00:03.200` and `00:03.200`: hours, minutes, seconds.
private func clockDuration(_ word: Bytes, _ start: Int) -> Double? {
  guard let first = word.number(start), word[first.end] == UInt8(ascii: ":"),
    let second = word.two(first.end + 1), second < 60
  else { return nil }
  var end = first.end + 3
  var whole = first.value * 60 + second
  if word[end] == UInt8(ascii: ":") {
    guard let third = word.two(end + 1), third < 60 else { return nil }
    whole = whole * 60 + third
    end += 3
  } else if word[end] != UInt8(ascii: ".") {
    return nil
  }
  var part = 0.0
  if word[end] == UInt8(ascii: "."), word.isDigit(end + 1) { part = word.fraction(end + 1).value }
  return sensible(Double(whole) + part)
}

/// Numbers with units, as many as follow each other.
private func compound(_ word: Bytes, _ start: Int) -> Double? {
  let word = withoutPoint(word)
  var index = start
  var sum = 0.0
  while index < word.count {
    guard let number = word.decimal(index) else { return nil }
    var end = number.end
    while end < word.count, !word.isDigit(end) { end += 1 }
    let name = word.slice(number.end, end)
    let scale: Double
    if let unit = durationUnit(name) {
      scale = unit.rawValue
    } else if name.count == 1, name[0] == UInt8(ascii: "m") {
      scale = 60
    } else if name.count == 1, name[0] == UInt8(ascii: "h") {
      scale = 3600
    } else {
      return nil
    }
    sum += number.value * scale
    index = end
  }
  return index > start ? sensible(sum) : nil
}

private func bare(_ word: Bytes, _ start: Int, _ unit: DurationUnit?) -> Double? {
  guard let unit, unit != .undecided, let number = word.decimal(start) else { return nil }
  let rest = withoutPoint(word)
  guard number.end >= rest.count else { return nil }
  guard unit == .unsaid else { return sensible(number.value * unit.rawValue) }
  let isWhole = word.slice(start, number.end).index(of: UInt8(ascii: ".")) == nil
  guard isWhole else { return sensible(number.value) }
  // Hours in thousandths, or a few thousandths in billionths: there is no telling.
  if (3.6e6..<1e7).contains(number.value) { return nil }
  return sensible(number.value * (number.value >= 1e7 ? 1e-9 : 1e-3))
}

/// What is longer than a month is no duration of a call.
func sensible(_ seconds: Double) -> Double? {
  seconds.isFinite && seconds >= 0 && seconds < 30 * 86400 ? seconds : nil
}
