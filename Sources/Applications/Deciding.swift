public import Model

/// Whether the logs show the time going to another party; docs/logs.md has the rule in words.
///
/// Failed calls convict whom they name. Slow calls convict where they are slow by the runbook's
/// measure and are most of the time that is logged at all.
public func decide(_ digest: LogDigest) -> LogDecision {
  guard digest.lines.count > 0 else { return .silent("the logs have no line") }
  let suspects = digest.calls.compactMap { call in suspicion(call, digest).map { (call, $0) } }
  if let (call, found) = suspects.max(by: { $0.1.weight < $1.1.weight }) {
    return .external(LogBlame(call, reason: found.reason, endpoint: call.url ?? call.host))
  }
  let slow = digest.operations.first { ($0.timings.p95 ?? $0.timings.longest) >= Limits.broken }
  if let slow {
    return .own(
      "\(slow.title) takes \(spread(slow.timings)), and no call to anybody else is logged that "
        + "explains it")
  }
  let grave = digest.events.filter { !$0.kind.isOrdinary }
  if let first = grave.first {
    let count = first.count.count
    return .own(
      "\(count) \(first.kind.title(of: count)), and "
        + (count == 1 ? "it names no other party" : "none names another party"))
  }
  if digest.oddities.binary * 2 > digest.lines.count {
    return .silent("most lines of the logs are no text")
  }
  guard let most = digest.operations.first else {
    return .silent(
      digest.oddities.undecided > 0
        ? "what may be times are whole numbers without a name, and nothing tells their unit"
        : "no line tells how long anything took")
  }
  return .clear("the slowest that is timed, \(most.title), takes \(spread(most.timings))")
}

/// The runbook's thresholds for an endpoint: over 100 ms is slow, over 500 ms broken.
private enum Limits {
  static let slow = 0.1
  static let broken = 0.5
  /// As many failures as are no accident.
  static let failures = 3
  /// Of all time that is logged, so much makes it the reason.
  static let share = 0.5
}

private struct Suspicion {
  var weight: Double
  var reason: String
}

private func suspicion(_ call: LogCall, _ digest: LogDigest) -> Suspicion? {
  let failures = call.failed
  let total = call.timings?.total ?? 0
  // Own requests contain the calls, so the larger of both is all the time.
  let own = digest.operations.filter { !$0.isCall }.reduce(0) { $0 + $1.timings.total }
  let others = digest.calls.reduce(0) { $0 + ($1.timings?.total ?? 0) }
  let share = total / max(own, others, 1e-9)
  if failures >= Limits.failures {
    let kinds = call.failures.sorted { ($0.value, $1.key.rawValue) > ($1.value, $0.key.rawValue) }
      .map { "\($0.value) \($0.key.title(of: $0.value))" }.joined(separator: ", ")
    let timed = call.timings.map { "; \(spread($0))" } ?? ""
    return Suspicion(
      weight: 1000 + Double(failures), reason: "calls to \(call.host) fail: \(kinds)\(timed)")
  }
  guard let timings = call.timings, timings.count >= 3 else { return nil }
  let p95 = timings.p95 ?? timings.longest
  let percent = Quantity(min(share, 1) * 100, .percent)
  guard p95 >= Limits.broken || p95 >= Limits.slow && share >= Limits.share else { return nil }
  return Suspicion(
    weight: share * 100 + p95,
    reason: "calls to \(call.host) take \(spread(timings)), \(percent) of the time that is logged")
}

/// `620 ms at half, 5.01 s at 95 of 100, 87 times`.
func spread(_ timings: LogTimings) -> String {
  let times = "\(timings.count) time\(timings.count == 1 ? "" : "s")"
  guard let median = timings.median, let p95 = timings.p95 else {
    return "\(span(timings.mean)) on average, \(span(timings.longest)) at most, \(times)"
  }
  return "\(span(median)) at half, \(span(p95)) at 95 of 100, \(times)"
}

/// Seconds below a second in milliseconds.
func span(_ seconds: Double) -> String {
  seconds < 1
    ? "\(Quantity(seconds * 1000, .milliseconds))" : "\(Quantity(seconds, .seconds))"
}
