public import Model

extension Quantity {
  /// The number in `text`, written as a report writes it, in the unit `unit`.
  ///
  /// `1.5 s` may stand where milliseconds are judged, and `1 GiB` where bytes are; nil where `text`
  /// is no number of that kind.
  public init?(_ text: String, in unit: Unit) {
    let text = text.filter { $0 != " " }
    let end = text.firstIndex { !($0.isASCII && ($0.isNumber || "+-.,".contains($0))) }
    let digits = text[..<(end ?? text.endIndex)]
    let suffix = String(text[(end ?? text.endIndex)...])
    guard let number = Self.number(String(digits)), let factor = unit.factors[suffix] else {
      return nil
    }
    let value = number * factor
    guard value.isFinite, value >= 0 || unit == .celsius else { return nil }
    self.init(value, unit)
  }

  /// `10,000` is ten thousand; a comma anywhere but between groups of three is refused.
  private static func number(_ digits: String) -> Double? {
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let groups = parts[0].split(separator: ",", omittingEmptySubsequences: false)
    guard groups.count == 1 || groups.dropFirst().allSatisfy({ $0.count == 3 }),
      groups.count == 1 || (1...3).contains(groups[0].count), parts.count < 2 || parts[1] != ""
    else { return nil }
    let fraction = parts.count > 1 ? "." + parts[1] : ""
    return Double(groups.joined() + fraction)
  }
}

extension Unit {
  /// What may stand behind a number of this unit, and what it is multiplied with.
  fileprivate var factors: [String: Double] {
    switch self {
    case .count, .ratio: ["": 1]
    case .percent: ["%": 1]
    case .celsius: ["°C": 1, "C": 1]
    case .seconds: ["ms": 0.001, "s": 1, "min": 60, "h": 3600]
    case .milliseconds: ["ms": 1, "s": 1000, "min": 60_000]
    case .perSecond: ["/s": 1]
    case .pagesPerSecond: ["pages/s": 1]
    case .millisecondsPerSecond: ["ms/s": 1]
    case .bytes: Self.sizes
    case .bytesPerSecond: Dictionary(uniqueKeysWithValues: Self.sizes.map { ($0 + "/s", $1) })
    }
  }

  private static let sizes: [String: Double] = [
    "B": 1, "KiB": 0x1p10, "MiB": 0x1p20, "GiB": 0x1p30, "TiB": 0x1p40, "PiB": 0x1p50,
  ]

  /// What is expected, for who wrote something else.
  var expectation: String {
    switch self {
    case .count: "a plain number"
    case .ratio: "a plain number, for a ratio"
    case .percent: "a share in %"
    case .celsius: "a temperature in °C"
    case .seconds, .milliseconds: "a time in ms or s"
    case .perSecond: "a rate in /s"
    case .pagesPerSecond: "a rate in pages/s"
    case .millisecondsPerSecond: "a rate in ms/s"
    case .bytes: "a size in B, KiB, MiB or GiB"
    case .bytesPerSecond: "a rate in B/s, KiB/s, MiB/s or GiB/s"
    }
  }
}
