import Model

extension Check {
  /// Findings of events that are critical while they happen and weigh less for `seconds` after.
  ///
  /// The critical ones of each kind's thresholds hold for the window, the others for all the time.
  func recentFindings(
    _ kinds: [KernelEvent.Kind: [Threshold]], within seconds: Double, in log: KernelLog,
    during window: Window, evidence: (KernelEvent) -> [Measurement] = { _ in [] },
    _ statement: (KernelEvent) -> String
  ) -> [Finding] {
    let now = eventFindings(
      kinds.mapValues { $0.filter { $0.level == .critical } }, within: window.seconds, in: log,
      evidence: evidence, statement)
    let told = Set(now.map { [$0.measurement.name, $0.subject.kind, $0.subject.name] })
    let earlier = eventFindings(
      kinds.mapValues { $0.filter { $0.level != .critical } }, within: seconds, in: log,
      evidence: evidence, statement
    ).filter { !told.contains([$0.measurement.name, $0.subject.kind, $0.subject.name]) }
    return now + earlier
  }
}
