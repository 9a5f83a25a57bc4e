public import Model

/// Whether the logs show the time going to another party; docs/logs.md has the rule in words.
///
/// Failed calls convict whom they name. Slow calls convict where they are slow by the runbook's
/// measure and are most of the time that is logged at all.
public func decide(_ digest: LogDigest) -> LogDecision {
  guard digest.lines.count > 0 else { return .silent("the logs have no line") }
  let suspects = digest.calls.compactMap { call in suspicion(call, digest).map { (call, $0) } }
  if let (call, found) = suspects.max(by: { $0.1.weight < $1.1.weight }) {
    return external(call, found)
  }
  if let slow = digest.operations.first(where: { !$0.isCall && isBroken($0.timings) }) {
    return .own(
      "\(slow.title) takes \(spread(slow.timings)), and no call to anybody else is logged that "
        + "explains it")
  }
  let grave = digest.events.filter { !$0.kind.isOrdinary }
  if let first = grave.first { return decide(first, digest) }
  // A call that was made seldom, beside much else that is timed and fast.
  if let call = digest.calls.first(where: { $0.timings.map(isBroken) ?? false }) {
    return external(call, slow(call, digest))
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

/// Nothing is slow and nobody failed often: what happened most is whose its lines say.
private func decide(_ event: LogEvent, _ digest: LogDigest) -> LogDecision {
  let count = event.count.count
  let what = "\(count) \(event.kind.title(of: count))"
  func named(_ call: LogCall) -> Int { call.failures[event.kind] ?? 0 }
  guard let call = digest.calls.max(by: { named($0) < named($1) }), named(call) > 0 else {
    return .own(
      "\(what), and \(count == 1 ? "it names no other party" : "none names another party")")
  }
  if Double(named(call)) >= Double(count) * Limits.share { return external(call, failing(call)) }
  return .own("\(what), of which \(named(call)) name \(call.host) and most no other party")
}

private func external(_ call: LogCall, _ found: Suspicion) -> LogDecision {
  .external(LogBlame(call, reason: found.reason, endpoint: call.url ?? call.host))
}

/// The runbook's thresholds for an endpoint: over 100 ms is slow, over 500 ms broken.
private enum Limits {
  static let slow = 0.1
  static let broken = 0.5
  /// As many failures as are no accident.
  static let failures = 3
  /// As many calls as are the rule.
  static let calls = 3
  /// Of all time that is logged, so much makes it the reason.
  static let share = 0.5
}

private struct Suspicion {
  var weight: Double
  var reason: String
}

private func suspicion(_ call: LogCall, _ digest: LogDigest) -> Suspicion? {
  if call.failed >= Limits.failures { return failing(call) }
  guard let timings = call.timings else { return nil }
  let isMost = share(call, digest) >= Limits.share
  let convicts =
    timings.count >= Limits.calls
    ? isBroken(timings) || isMost && worst(timings) >= Limits.slow : isBroken(timings) && isMost
  return convicts ? slow(call, digest) : nil
}

/// How often the calls fail, and how.
private func failing(_ call: LogCall) -> Suspicion {
  let kinds = call.failures.sorted { ($0.value, $1.key.rawValue) > ($1.value, $0.key.rawValue) }
    .map { "\($0.value) \($0.key.title(of: $0.value))" }.joined(separator: ", ")
  let timed = call.timings.map { "; \(spread($0))" } ?? ""
  return Suspicion(
    weight: 1000 + Double(call.failed), reason: "calls to \(call.host) fail: \(kinds)\(timed)")
}

/// How long the calls take, and how much of all that is.
private func slow(_ call: LogCall, _ digest: LogDigest) -> Suspicion {
  let part = share(call, digest)
  let percent = Quantity(min(part, 1) * 100, .percent)
  let took = call.timings.map(spread) ?? "?"
  return Suspicion(
    weight: part * 100 + (call.timings.map(worst) ?? 0),
    reason: "calls to \(call.host) take \(took), \(percent) of the time that is logged")
}

/// How much of all time that is logged the calls take.
private func share(_ call: LogCall, _ digest: LogDigest) -> Double {
  // Own requests contain the calls, so the larger of both is all the time.
  let own = digest.operations.filter { !$0.isCall }.reduce(0) { $0 + $1.timings.total }
  let others = digest.calls.reduce(0) { $0 + ($1.timings?.total ?? 0) }
  return (call.timings?.total ?? 0) / max(own, others, 1e-9)
}

private func worst(_ timings: LogTimings) -> Double { timings.p95 ?? timings.longest }

private func isBroken(_ timings: LogTimings) -> Bool { worst(timings) >= Limits.broken }

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
