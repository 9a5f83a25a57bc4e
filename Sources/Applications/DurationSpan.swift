/// A duration of several words, in seconds; nil where the text is none, or one whose comma may be a
/// point as well.
///
/// `1min 3.200s` (systemd), `1 min 3 s`, `3s 200ms`, `3,200 ms` and `(3,200ms)` (.NET), `0,45 s`, and
/// `0.018+1.1+0.010 ms` (Go's gctrace, whose first and last part stop the world).
func durationSpan(_ text: Bytes, unit: DurationUnit?) -> Double? {
  var sum = 0.0
  var index = 0
  var smallest = Double.infinity
  var parts = 0
  while index < text.count {
    guard let number = spanNumber(text, index) else { return nil }
    index = text[number.end] == 0x20 ? number.end + 1 : number.end
    let start = index
    while index < text.count, text[index] != 0x20, text[index] != UInt8(ascii: ","),
      !text.isDigit(index)
    {
      index += 1
    }
    guard
      let scale = (durationUnit(text.slice(start, index)) ?? letterUnit(text.slice(start, index)))
        ?? (start == text.count && parts == 0 ? unit : nil),
      let seconds = number.seconds(scale), scale.rawValue < smallest || parts == 0
    else { return nil }
    smallest = scale.rawValue
    sum += seconds
    parts += number.isSimple ? 1 : 2
    while text[index] == 0x20 || text[index] == UInt8(ascii: ",") { index += 1 }
    if text.says("and ", at: index) { index += 4 }
  }
  return parts > 1 ? sensible(sum) : nil
}

/// A letter that is a unit only beside another, or behind what is timed.
func letterUnit(_ name: Bytes) -> DurationUnit? {
  guard name.count == 1 else { return nil }
  switch name[0] {
  case UInt8(ascii: "m"): return .minutes
  case UInt8(ascii: "h"): return .hours
  case UInt8(ascii: "d"): return .days
  default: return nil
  }
}

private struct SpanNumber {
  var value: Double
  var end: Int
  var isSimple = true
  /// `3,200`: thousands, unless the comma is a point.
  var isDoubtful = false

  func seconds(_ unit: DurationUnit) -> Double? {
    // Nobody writes thousands of seconds rather than hours.
    if isDoubtful, unit.rawValue >= 1 { return nil }
    guard unit.rawValue <= 0 else { return value * unit.rawValue }
    guard unit == .unsaid else { return nil }
    return isDoubtful || value == value.rounded() ? value * 1e-3 : value
  }
}

private func spanNumber(_ text: Bytes, _ start: Int) -> SpanNumber? {
  guard let first = text.number(start), let simple = text.decimal(start) else { return nil }
  if text[simple.end] == UInt8(ascii: "+"), text.isDigit(simple.end + 1) {
    return stops(text, simple)
  }
  guard simple.end == first.end, text[first.end] == UInt8(ascii: ","), text.isDigit(first.end + 1)
  else { return SpanNumber(value: simple.value, end: simple.end) }
  var value = Double(first.value)
  var end = first.end
  // Thousands have three digits each but the first, which is no zero.
  var isGrouped = first.end - start <= 3 && first.value > 0 && text[start] != UInt8(ascii: "0")
  var groups = 0
  while text[end] == UInt8(ascii: ","), let group = text.number(end + 1) {
    isGrouped = isGrouped && group.end - end == 4
    value = value * 1000 + Double(group.value)
    groups += 1
    end = group.end
  }
  if isGrouped {
    // A point behind them, or a second comma, leaves no doubt.
    let isPointed = text[end] == UInt8(ascii: ".") && text.isDigit(end + 1)
    if isPointed {
      let part = text.fraction(end + 1)
      (value, end) = (value + part.value, part.end)
    }
    return SpanNumber(
      value: value, end: end, isSimple: false, isDoubtful: groups == 1 && !isPointed)
  }
  guard groups == 1 else { return nil }
  let part = text.fraction(first.end + 1)
  return SpanNumber(value: Double(first.value) + part.value, end: part.end, isSimple: false)
}

/// `a+b+c`: Go stops the world before and after it marks.
private func stops(_ text: Bytes, _ first: (value: Double, end: Int)) -> SpanNumber? {
  var last = first
  var count = 1
  while text[last.end] == UInt8(ascii: "+"), let next = text.decimal(last.end + 1) {
    last = next
    count += 1
  }
  guard count == 3 else { return nil }
  return SpanNumber(value: first.value + last.value, end: last.end, isSimple: false)
}
