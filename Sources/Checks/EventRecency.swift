import Model

extension Check {
  /// Findings of events that are critical while they happen and a warning for `seconds` after.
  func recentFindings(
    _ kinds: Set<KernelEvent.Kind>, within seconds: Double, in log: KernelLog,
    during window: Window, _ statement: (KernelEvent) -> String
  ) -> [Finding] {
    func severities(_ severity: Severity) -> [KernelEvent.Kind: Severity] {
      Dictionary(uniqueKeysWithValues: kinds.map { ($0, severity) })
    }
    let now = eventFindings(severities(.critical), within: window.seconds, in: log, statement)
    let told = Set(now.map { [$0.measurement.name, $0.subject.kind, $0.subject.name] })
    let earlier = eventFindings(severities(.warning), within: seconds, in: log, statement)
      .filter { !told.contains([$0.measurement.name, $0.subject.kind, $0.subject.name]) }
    return now + earlier
  }
}
