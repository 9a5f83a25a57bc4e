/// The unit of a number in a report.
///
/// The raw value is the name in JSON.
public enum Unit: String, Sendable, CaseIterable {
  case percent, bytes, seconds, milliseconds, count, ratio, celsius
  case perSecond = "per-second"
  case bytesPerSecond = "bytes-per-second"
  case pagesPerSecond = "pages-per-second"
  case millisecondsPerSecond = "milliseconds-per-second"
}

/// A number with its unit, which it never leaves home without.
public struct Quantity: Sendable, Hashable {
  /// The number, in `unit`.
  public let value: Double
  /// What the number counts.
  public let unit: Unit

  /// `value` in `unit`.
  public init(_ value: Double, _ unit: Unit) {
    self.value = value
    self.unit = unit
  }
}

extension Quantity: CustomStringConvertible {
  /// The number as a person reads it: three significant digits, scaled bytes, the unit behind it.
  public var description: String {
    switch unit {
    case .percent: Self.rounded(value) + " %"
    case .bytes: Self.scaled(value)
    case .bytesPerSecond: Self.scaled(value) + "/s"
    case .seconds: Self.rounded(value) + " s"
    case .milliseconds: Self.rounded(value) + " ms"
    case .millisecondsPerSecond: Self.rounded(value) + " ms/s"
    case .celsius: Self.rounded(value) + " °C"
    case .count, .ratio: Self.rounded(value)
    case .perSecond: Self.rounded(value) + "/s"
    case .pagesPerSecond: Self.rounded(value) + " pages/s"
    }
  }

  private static func scaled(_ bytes: Double) -> String {
    let names = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
    var value = bytes
    var step = 0
    while value.magnitude >= 1024, step < names.count - 1 {
      value /= 1024
      step += 1
    }
    return rounded(value) + " " + names[step]
  }

  /// Three significant digits below a thousand, whole numbers with thin grouping above.
  private static func rounded(_ value: Double) -> String {
    guard value.isFinite else { return "?" }
    let size = value.magnitude
    if size >= 999.5 { return grouped(value.rounded()) }
    let digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2
    var text = fixed(value, digits)
    if text.contains(".") {
      while text.hasSuffix("0") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
    }
    return text
  }

  /// `value` with exactly `digits` decimals, rounded half away from zero.
  public static func fixed(_ value: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let scaled = (value * scale).rounded()
    guard scaled.magnitude < 9e15 else { return String(value) }
    let whole = Int(scaled.magnitude)
    let sign = scaled < 0 ? "-" : ""
    guard digits > 0 else { return sign + String(whole) }
    let unit = Int(scale)
    let fraction = String(whole % unit)
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return sign + String(whole / unit) + "." + zeros + fraction
  }

  private static func grouped(_ value: Double) -> String {
    guard value.magnitude < 9e15 else { return String(value) }
    var digits = String(Int(value.magnitude))
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits.removeLast(3)
    }
    groups.insert(Substring(digits), at: 0)
    return (value < 0 ? "-" : "") + groups.joined(separator: ",")
  }
}
