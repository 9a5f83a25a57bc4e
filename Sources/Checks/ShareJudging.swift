import Model

// What the checks that judge a share of something have in common.

extension Check {
  /// A finding where `measurement` has passed this one threshold.
  ///
  /// For checks whose thresholds belong to different numbers.
  func finding(
    _ measurement: Measurement, past threshold: Threshold, _ statement: String,
    evidence: [Measurement] = [], quotes: [String] = []
  ) -> Finding? {
    let threshold = effective(threshold)
    guard let severity = threshold.severity, threshold.isPassed(by: measurement.quantity.value)
    else { return nil }
    return Finding(
      severity, measurement, passed: threshold, statement, evidence: evidence, quotes: quotes)
  }
}

extension Check {
  /// A finding where `measurement` has passed the first of the thresholds labelled so that it
  /// passes at all; the gravest is named first.
  func finding(
    _ measurement: Measurement, past labels: [String], _ statement: String,
    evidence: [Measurement] = []
  ) -> Finding? {
    labels.lazy.compactMap { label in
      thresholds.first { $0.label == label }.flatMap {
        finding(measurement, past: $0, statement, evidence: evidence)
      }
    }.first
  }
}

extension Window {
  /// `count` of the window as a floor of activity takes it: of a window of more than ten seconds,
  /// as many as came in ten.
  ///
  /// A floor asks for enough to judge. It grows with the window, so that a longer look at the same
  /// machine says the same.
  func perLook(_ count: Double) -> Double { seconds > 10 ? count * 10 / seconds : count }
}

/// `lost` in percent of what was lost and what got through; 0 where there was neither.
///
/// Counters of the lost do not include what got through, so this never exceeds 100 %.
func percentLost(_ lost: Double, kept: Double) -> Double {
  lost + kept > 0 ? lost / (lost + kept) * 100 : 0
}

/// `used` in percent of a limit; throws where the limit that `source` gives is none.
func percent(_ used: Double, of limit: Double, _ source: String) throws(Gap) -> Double {
  guard limit > 0 else { throw Gap(.malformed, source, "a limit of zero") }
  return used / limit * 100
}
