/// A number that separates one verdict from another, with where it comes from and why it is there.
public struct Threshold: Sendable, Hashable {
  /// What passing the threshold means.
  public enum Level: String, Sendable, CaseIterable {
    /// Below this there is too little activity to judge.
    case floor
    case note, warning, critical
  }

  /// Whether trouble lies above the number or below it.
  public enum Direction: String, Sendable, CaseIterable {
    case above, below
  }

  /// What passing it means.
  public let level: Level
  /// What tells it from the others of its check where several have its level; else nil.
  public let label: String?
  /// The number and its unit.
  public let quantity: Quantity
  /// The number it had before a configuration put another in its place; nil for the check's own.
  public let original: Quantity?
  /// Whether trouble lies above or below.
  public let direction: Direction
  /// Who says so: a published rule, a kernel document, a measurement that can be redone.
  public let source: String
  /// Why the number is this one, in a sentence.
  public let reason: String

  private init(
    _ level: Level, _ label: String?, _ quantity: Quantity, _ direction: Direction,
    _ source: String, _ reason: String, original: Quantity? = nil
  ) {
    self.level = level
    self.label = label
    self.quantity = quantity
    self.original = original
    self.direction = direction
    self.source = source
    self.reason = reason
  }

  /// The least activity at which the check speaks at all.
  public static func floor(
    _ value: Double, _ unit: Unit, label: String? = nil, source: String, reason: String
  ) -> Threshold {
    Threshold(.floor, label, Quantity(value, unit), .above, source, reason)
  }

  /// Where context worth telling begins.
  public static func note(
    _ value: Double, _ unit: Unit, _ direction: Direction = .above, label: String? = nil,
    source: String, reason: String
  ) -> Threshold {
    Threshold(.note, label, Quantity(value, unit), direction, source, reason)
  }

  /// Where a look is deserved.
  public static func warning(
    _ value: Double, _ unit: Unit, _ direction: Direction = .above, label: String? = nil,
    source: String, reason: String
  ) -> Threshold {
    Threshold(.warning, label, Quantity(value, unit), direction, source, reason)
  }

  /// Where work is being delayed or lost.
  public static func critical(
    _ value: Double, _ unit: Unit, _ direction: Direction = .above, label: String? = nil,
    source: String, reason: String
  ) -> Threshold {
    Threshold(.critical, label, Quantity(value, unit), direction, source, reason)
  }

  /// What a configuration calls it: its label, or its level where it has none; no other threshold
  /// of its check has the same.
  public var key: String { label ?? level.rawValue }

  /// What it has in common with the thresholds of other levels on the same number: its label
  /// without the level, `rotational` of `rotational warning`; empty where it has no label.
  public var ladder: String {
    guard let label else { return "" }
    return label.split(separator: " ").filter { $0 != level.rawValue }.joined(separator: " ")
  }

  /// Whether it judges the same number as `other`, so that one stands above the other.
  public func isOfLadder(_ other: Threshold) -> Bool {
    ladder == other.ladder && direction == other.direction
      && quantity.unit == other.quantity.unit
      && (level == .floor) == (other.level == .floor)
  }

  /// The threshold with another number of the same unit.
  public func with(_ value: Double) -> Threshold {
    Threshold(
      level, label, Quantity(value, quantity.unit), direction, source, reason,
      original: original ?? quantity)
  }

  /// Whether it is `other`, or `other` with another number.
  public func replaces(_ other: Threshold) -> Bool {
    level == other.level && label == other.label && direction == other.direction
      && source == other.source && (original ?? quantity) == (other.original ?? other.quantity)
  }

  /// Whether `value`, in the threshold's own unit, has passed the number.
  ///
  /// The number itself has not been passed, so that a threshold of 0 means *any*.
  public func isPassed(by value: Double) -> Bool {
    direction == .above ? value > quantity.value : value < quantity.value
  }

  /// What passing the threshold convicts of; nothing for a floor.
  public var severity: Severity? {
    switch level {
    case .floor: nil
    case .note: .note
    case .warning: .warning
    case .critical: .critical
    }
  }
}

extension [Threshold] {
  /// The gravest threshold that `value` has passed, floors left out.
  public func passed(by value: Double) -> Threshold? {
    filter { $0.severity != nil && $0.isPassed(by: value) }
      .max { ($0.severity ?? .note) < ($1.severity ?? .note) }
  }

  /// The number of the first floor; 0 where there is none.
  public var floor: Double {
    first { $0.level == .floor }?.quantity.value ?? 0
  }
}
