/// Names of fields and words that tell what the number behind them counts.
enum FieldNames {
  /// The unit of a duration called `name`; nil where it is no duration's name.
  static func unit(_ name: Bytes) -> DurationUnit? {
    guard name.count >= 2, name.count <= 48, !isSetting(name) else { return nil }
    return DurationNames.unit(name)
  }

  /// Whether what follows is how long one would wait, not how long it took.
  static func isSetting(_ name: Bytes) -> Bool { DurationNames.isSetting(name) }

  static func equals(_ word: Bytes, _ name: StaticString) -> Bool {
    word.count == name.utf8CodeUnitCount && word.says(name)
  }

  /// Too short to be looked for inside of others.
  static let short: [StaticString] = ["rt", "dur", "rtt", "cost", "tt"]
}
