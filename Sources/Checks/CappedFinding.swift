import Model

extension Check {
  /// A finding where `measurement` has passed a threshold, weighing no more than `cap`.
  ///
  /// For numbers that lie when they stand alone: without a second number that agrees they are
  /// told and convict of less.
  func finding(
    _ measurement: Measurement, atMost cap: Severity, _ statement: String,
    evidence: [Measurement] = []
  ) -> Finding? {
    let value = measurement.quantity.value
    let passed = thresholds.filter { $0.severity != nil && $0.isPassed(by: value) }
    let allowed = passed.filter { ($0.severity ?? .note) <= cap }
    let lightest = passed.min { ($0.severity ?? .note) < ($1.severity ?? .note) }
    guard let threshold = allowed.passed(by: value) ?? lightest,
      let severity = threshold.severity
    else { return nil }
    return Finding(
      min(severity, cap), measurement, passed: threshold, statement, evidence: evidence)
  }

  /// What `measurement` weighs at most where a second number was read and does not agree: one
  /// step less than its threshold says.
  func oneStepLess(_ measurement: Measurement) -> Severity {
    thresholds.passed(by: measurement.quantity.value)?.severity == .critical ? .warning : .note
  }
}
