// What a finding weighs in the end: no more than how long it has lasted allows, and no critical
// where the machine is seen to do heavy work by plan.

extension Verdict {
  /// The verdict after its findings were weighed; what stands or has happened keeps its weight.
  func weighed(
    by observation: Observation, _ resource: Resource, _ persistence: Persistence,
    _ thresholds: [Threshold]
  ) -> Verdict {
    guard case .found(let findings) = self, persistence != .standing else { return self }
    let weighed = findings.map { finding in
      finding.limitedByDuration(observation, resource, persistence, thresholds)
        .limitedByMaintenance(observation, resource, thresholds)
    }
    return .of(weighed, clear: findings[0].measurement)
  }
}

extension Finding {
  /// The finding after it was weighed by how long it lasted in `observation`.
  public func weighed(
    by observation: Observation, _ resource: Resource, _ persistence: Persistence,
    _ thresholds: [Threshold]
  ) -> Finding {
    Verdict.found([self]).weighed(by: observation, resource, persistence, thresholds).findings[0]
  }

  /// The finding with a severity of at most `most` and the gravest of `thresholds` that goes with
  /// it, and why.
  ///
  /// Only thresholds of the same number as the one that was passed come into question.
  public func limited(
    to most: Severity, _ thresholds: [Threshold], because explanation: String? = nil
  ) -> Finding {
    guard severity > most else { return self }
    let lighter = thresholds.filter { other in
      other.severity.map { $0 <= most } ?? false
        && threshold.map { other.isOfLadder($0) } ?? true
    }.passed(by: measurement.quantity.value)
    return Finding(
      most, measurement, passed: lighter ?? threshold, statement, evidence: evidence,
      quotes: quotes, explanations: explanations + (explanation.map { [$0] } ?? []))
  }

  fileprivate func limitedByDuration(
    _ observation: Observation, _ resource: Resource, _ persistence: Persistence,
    _ thresholds: [Threshold]
  ) -> Finding {
    let most = observation.mostByDuration(self, resource, persistence)
    return limited(to: most, thresholds, because: shortness(observation, persistence))
  }

  private func shortness(_ observation: Observation, _ persistence: Persistence) -> String {
    let seconds = observation.seconds(of: self, persistence)
    if persistence == .share, seconds < observation.window.seconds {
      return "\(Quantity(seconds, .seconds)) of it in all, which may be a burst; a longer window "
        + "decides"
    }
    let decides = severity == .warning ? Lasting.burst.rounded(.up) : Lasting.long
    return "seen for \(Quantity(seconds, .seconds)); a window of "
      + "\(Quantity(decides, .seconds)) decides"
  }

  fileprivate func limitedByMaintenance(
    _ observation: Observation, _ resource: Resource, _ thresholds: [Threshold]
  ) -> Finding {
    guard severity == .critical else { return self }
    let work = observation.maintenance.value?.first { $0.explains(resource, on: subject) }
    guard let work else { return self }
    return limited(to: .warning, thresholds, because: "\(work.words); it ends by itself")
  }
}
