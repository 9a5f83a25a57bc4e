/// What some numbers of one kind look like together.
public struct Distribution: Sendable, Hashable {
  /// How many there are.
  public let count: Int
  /// The least, the one in the middle, the one that 95 % do not exceed, and the greatest.
  public let minimum, median, p95, maximum: Double
  /// How far each is from the one before it, in the mean; 0 for a single one.
  public let jitter: Double

  /// The distribution of `values` in the order of their coming; nil where there are none.
  ///
  /// Percentiles are by nearest rank, so that each is a number that was measured; the median of an
  /// even number is the mean of the two in the middle.
  public init?(_ values: [Double]) {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    count = values.count
    (minimum, maximum) = (first, last)
    let middle = sorted.count / 2
    median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    p95 = sorted[Swift.min(sorted.count - 1, (sorted.count * 95 + 99) / 100 - 1)]
    let steps = zip(values, values.dropFirst()).map { ($0 - $1).magnitude }
    jitter = steps.isEmpty ? 0 : steps.reduce(0, +) / Double(steps.count)
  }
}
