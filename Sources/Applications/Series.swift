/// Divides the time that is read into equal parts, as wide as they must be for all to fit.
///
/// Nobody knows beforehand how much time a log spans; so the parts begin at a second and are joined
/// by twos whenever a time falls outside.
struct TimeScale {
  static let parts = 64
  private(set) var origin = 0.0
  private(set) var width = 1.0
  private var used = -1
  /// The part that was asked for last, and its time.
  private var last = (part: 0, start: Double.infinity, end: -Double.infinity)

  /// What the series have to do before a time has a part.
  enum Move {
    /// Join each two parts.
    case fold
    /// Move all parts up by as many.
    case shift(Int)
  }

  /// What all series must do before `time` has a part, one thing after another; nil when it has.
  mutating func move(for time: Double) -> Move? {
    if used < 0 { origin = time.rounded(.down) }
    let part = ((time - origin) / width).rounded(.down)
    if part >= 0, part < Double(Self.parts) { return nil }
    last = (0, .infinity, -.infinity)
    if part < 0, -part + Double(used) < Double(Self.parts) {
      origin += part * width
      used += Int(-part)
      return .shift(Int(-part))
    }
    return fold()
  }

  /// Makes all parts twice as wide.
  mutating func fold() -> Move {
    last = (0, .infinity, -.infinity)
    width *= 2
    used = used < 0 ? used : used / 2
    return .fold
  }

  /// The part that `time` is in, as nearly every time is in that of the time before; nil where that
  /// is not so.
  @inline(__always) func known(_ time: Double) -> Int? {
    time >= last.start && time < last.end ? last.part : nil
  }

  /// The part that `time` is in, once there is nothing to do before.
  mutating func part(of time: Double) -> Int {
    let part = min(max(Int(((time - origin) / width).rounded(.down)), 0), Self.parts - 1)
    used = max(used, part)
    last = (part, start(of: part), start(of: part + 1))
    return part
  }

  /// How many parts there are.
  var count: Int { used + 1 }
  /// When a part begins.
  func start(of part: Int) -> Double { origin + Double(part) * width }
}

/// A number for each part of the time.
struct Series<Value: AdditiveArithmetic & Sendable>: Sendable {
  private(set) var values = [Value](repeating: .zero, count: TimeScale.parts)

  mutating func add(_ value: Value, at part: Int) { values[part] += value }

  mutating func add(_ other: Series) {
    for index in values.indices { values[index] += other.values[index] }
  }

  /// Adds `other`, each of whose parts has its place here in `places`.
  mutating func add(_ other: Series, at places: [Int]) {
    for (part, place) in places.enumerated() { values[place] += other.values[part] }
  }

  mutating func follow(_ move: TimeScale.Move) {
    switch move {
    case .fold:
      for index in values.indices {
        values[index] =
          2 * index + 1 < values.count ? values[2 * index] + values[2 * index + 1] : .zero
      }
    case .shift(let count):
      values = Array(repeating: .zero, count: count) + values.dropLast(count)
    }
  }
}

extension Series<Moments> {
  /// Makes all durations `factor` times as long.
  mutating func scale(by factor: Double) {
    for index in values.indices { values[index].scale(by: factor) }
  }
}

/// Durations within a part of the time.
struct Moments: AdditiveArithmetic, Sendable {
  var count = 0.0, sum = 0.0, squares = 0.0

  static let zero = Moments()

  init() {}
  init(_ value: Double) { (count, sum, squares) = (1, value, value * value) }

  mutating func scale(by factor: Double) {
    sum *= factor
    squares *= factor * factor
  }

  static func + (left: Moments, right: Moments) -> Moments {
    var both = left
    both.count += right.count
    both.sum += right.sum
    both.squares += right.squares
    return both
  }

  static func - (left: Moments, right: Moments) -> Moments {
    var rest = left
    rest.count -= right.count
    rest.sum -= right.sum
    rest.squares -= right.squares
    return rest
  }

  var mean: Double { count > 0 ? sum / count : 0 }
  /// The square of the mean's standard error.
  var doubt: Double {
    guard count > 1 else { return 0 }
    return max(squares / count - mean * mean, 0) / (count - 1)
  }
}

/// Where a series divides into a before and a since.
struct Division {
  /// The first part of since.
  var part: Int
  /// The first part that is as before again; nil where none is.
  var end: Int?
  var before: Double, since: Double
}

/// Where lines became more frequent: at least three times as many, and more than chance makes.
///
/// Of all places the one that Poisson's law finds least likely to be chance. `counts` are lines in
/// each part; the first part and the last may be cut short, and do not decide alone.
func rise(of counts: ArraySlice<UInt32>) -> Division? {
  let counts = counts.map(Double.init)
  let total = counts.reduce(0, +)
  guard counts.count >= 6, total >= 12 else { return nil }
  var best: (gain: Double, division: Division)?
  var sum = 0.0
  for part in 2..<(counts.count - 1) {
    sum = counts[..<part].reduce(0, +)
    let (before, since) = (sum / Double(part), (total - sum) / Double(counts.count - part))
    guard since >= 3 * before, total - sum >= 10 else { continue }
    let even = total / Double(counts.count)
    let gain = likelihood(sum, before, even) + likelihood(total - sum, since, even)
    // The chance of so much by itself is below one in a million.
    if gain > 14, gain > best?.gain ?? 0 {
      best = (gain, Division(part: part, before: before, since: since))
    }
  }
  return best?.division
}

/// Where lines that are grave came up for the first time: three at least, and none in nearly half of the
/// time before.
///
/// That there were none for so long is a fact whatever chance makes of few lines.
func arrival(of counts: ArraySlice<UInt32>) -> Division? {
  let total = counts.reduce(0) { $0 + Double($1) }
  guard total >= 3, let first = counts.firstIndex(where: { $0 > 0 }) else { return nil }
  let part = first - counts.startIndex
  guard Double(part) >= 0.45 * Double(counts.count) else { return nil }
  return Division(part: part, before: 0, since: total / Double(counts.count - part))
}

private func likelihood(_ count: Double, _ rate: Double, _ even: Double) -> Double {
  count > 0 ? count * logarithm(rate / even) : 0
}

/// Where durations became longer for as long as they did: twice as long at least as in all other time, and
/// by five standard errors.
///
/// Of all such stretches the one that tells most of the spread apart.
func slowdown(of parts: ArraySlice<Moments>) -> Division? {
  let parts = Array(parts)
  guard parts.count >= 4 else { return nil }
  var sums = [Moments.zero]
  for part in parts { sums.append(sums[sums.count - 1] + part) }
  let all = sums[parts.count]
  guard all.count >= 20 else { return nil }
  var best: (gain: Double, division: Division)?
  for start in 1..<parts.count {
    for end in (start + 1)...parts.count {
      let since = sums[end] - sums[start]
      let before = all - since
      guard before.count >= 5, since.count >= 5, since.mean >= 2 * before.mean,
        since.mean - before.mean >= 0.001
      else { continue }
      let apart = since.mean - before.mean
      let doubt = max((before.doubt + since.doubt).squareRoot(), 1e-9)
      let gain = apart * apart * before.count * since.count / all.count
      guard apart > 5 * doubt, gain > best?.gain ?? 0 else { continue }
      let isOver = end < parts.count && sums[parts.count].count - sums[end].count >= 5
      best = (
        gain,
        Division(
          part: start, end: isOver ? end : nil, before: before.mean, since: since.mean)
      )
    }
  }
  return best?.division
}

/// The natural logarithm, by halving until the series for it is short.
func logarithm(_ value: Double) -> Double {
  guard value > 0, value.isFinite else { return 0 }
  // ln(m * 2^e) = ln m + e ln 2, and ln m = 2 artanh((m - 1) / (m + 1)).
  let ratio = (value.significand - 1) / (value.significand + 1)
  var power = ratio
  var sum = 0.0
  for odd in stride(from: 1.0, through: 41, by: 2) {
    sum += power / odd
    power *= ratio * ratio
  }
  return 2 * sum + Double(value.exponent) * 0.693_147_180_559_945_3
}
