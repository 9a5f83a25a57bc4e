/// Judges one aspect of one resource from an observation, and nothing else.
///
/// A check is a type of its own in a file of its own; the type's name is its identifier. It does
/// no I/O and keeps no state, so it gives the same verdict live, from a recording and in a test.
public protocol Check: Sendable {
  /// A check needs nothing to begin with; all that it judges comes with the observation.
  init()
  /// The row of the grid.
  var resource: Resource { get }
  /// The column of the grid.
  var aspect: Aspect { get }
  /// What is examined, in one line.
  var summary: String { get }
  /// Why it matters and how the number misleads, in a few sentences.
  var reason: String { get }
  /// Every number the verdict depends on; a configuration may put other numbers in their places.
  var thresholds: [Threshold] { get set }
  /// The standard command that shows the same thing by hand.
  var byHand: String { get }
  /// What would make an unmeasured check measurable, where more than rights or time is needed.
  var toMeasure: String? { get }
  /// For how long what it finds has to last before it convicts.
  var persistence: Persistence { get }
  /// The verdict; throws the gap where something it needs was not measured.
  func examine(_ observation: Observation) throws(Gap) -> Verdict
}

extension Check {
  /// The identifier: the type's name.
  public var name: String {
    // The same as `String(describing:)`, without its search for a better description at run time.
    _typeName(Self.self, qualified: false)
  }

  /// Nothing more, which holds for most checks.
  public var toMeasure: String? { nil }

  /// What is counted over the window, which holds for most checks.
  public var persistence: Persistence { .window }

  /// The check's verdict, a gap being a verdict too.
  ///
  /// What the check found weighs no more than how long it has lasted allows, and a critical no more
  /// than a benign explanation of it leaves.
  public func judge(_ observation: Observation) -> Judgement {
    let verdict: Verdict
    do throws(Gap) { verdict = try examine(observation) } catch { verdict = .unmeasured(error) }
    return Judgement(
      check: self, verdict: verdict.weighed(by: observation, resource, persistence, thresholds))
  }

  /// `threshold` as it holds now: a configuration may have put another number in its place.
  public func effective(_ threshold: Threshold) -> Threshold {
    thresholds.first { $0.replaces(threshold) } ?? threshold
  }

  /// A finding where `measurement` has passed a threshold, nothing where it has not.
  public func finding(
    _ measurement: Measurement, _ statement: String, evidence: [Measurement] = []
  ) -> Finding? {
    guard let threshold = thresholds.passed(by: measurement.quantity.value),
      let severity = threshold.severity
    else { return nil }
    return Finding(severity, measurement, passed: threshold, statement, evidence: evidence)
  }
}

/// A check with its verdict.
public struct Judgement: Sendable {
  /// Who judged.
  public let check: any Check
  /// What was said.
  public let verdict: Verdict

  /// The verdict of `check`.
  public init(check: any Check, verdict: Verdict) {
    self.check = check
    self.verdict = verdict
  }
}
