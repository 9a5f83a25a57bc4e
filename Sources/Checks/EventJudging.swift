import Model

// What the checks of the kernel's log share: events of the recent past become one finding for
// each kind and subject, with the lines quoted.

extension Check {
  /// One finding for each kind and subject among the events of the last `seconds`.
  ///
  /// `kinds` says which kinds count and which thresholds the number of their events is held to.
  /// The finding carries that number, the age of the last event and its last lines. Of the kinds in
  /// `incidents`, what follows within so many seconds belongs to one and the same case.
  func eventFindings(
    _ kinds: [KernelEvent.Kind: [Threshold]], within seconds: Double, in log: KernelLog,
    incidents: [KernelEvent.Kind: Double] = [:],
    evidence: (KernelEvent) -> [Measurement] = { _ in [] }, _ statement: (KernelEvent) -> String
  ) -> [Finding] {
    eventFindings(
      log.recent(Set(kinds.keys), within: seconds), kinds, in: log, incidents: incidents,
      evidence: evidence, statement)
  }

  /// The same of chosen `events`.
  func eventFindings(
    _ events: [KernelEvent], _ kinds: [KernelEvent.Kind: [Threshold]], in log: KernelLog,
    incidents: [KernelEvent.Kind: Double] = [:],
    evidence: (KernelEvent) -> [Measurement] = { _ in [] }, _ statement: (KernelEvent) -> String
  ) -> [Finding] {
    grouped(events) { EventGroup(kind: $0.kind, subject: $0.about ?? .machine) }
      .compactMap { group, members in
        let count = incidents[group.kind].map(members.incidents(within:)) ?? members.total
        return eventFinding(
          Measurement(group.kind.rawValue, Double(count), .count, on: group.subject), members,
          kinds[group.kind] ?? [], in: log, evidence: evidence, statement)
      }
  }

  /// The finding that `count` of `events` makes by `thresholds`; nothing where it passed none.
  func eventFinding(
    _ count: Measurement, _ events: [KernelEvent], _ thresholds: [Threshold], in log: KernelLog,
    evidence: (KernelEvent) -> [Measurement] = { _ in [] }, _ statement: (KernelEvent) -> String
  ) -> Finding? {
    guard let last = events.last,
      let passed = thresholds.map(effective).passed(by: count.quantity.value),
      let severity = passed.severity
    else { return nil }
    return Finding(
      severity, count, passed: passed, statement(last),
      evidence: last.age(at: log.now, on: count.subject) + evidence(last),
      quotes: events.quotes)
  }

  /// The finding of a thing that happened and weighs `most`; nothing where a threshold says that
  /// it has to happen more often.
  func event(
    _ most: Severity, _ count: Measurement, _ statement: String, evidence: [Measurement] = [],
    quotes: [String] = []
  ) -> Finding? {
    let allowed = thresholds.filter { $0.severity.map { $0 <= most } ?? false }
    let threshold = allowed.passed(by: count.quantity.value)
    if threshold == nil, allowed.contains(where: { $0.severity == most }) { return nil }
    return Finding(
      threshold?.severity ?? most, count, passed: threshold, statement, evidence: evidence,
      quotes: quotes)
  }

  /// The verdict on the events of the last `seconds`: found, or clear with a count of zero called
  /// `name`; throws where the log is too short to say clear.
  func judgeEvents(
    _ kinds: [KernelEvent.Kind: [Threshold]], within seconds: Double, in log: KernelLog,
    clear name: String, _ statement: (KernelEvent) -> String
  ) throws(Gap) -> Verdict {
    let findings = eventFindings(kinds, within: seconds, in: log, statement)
    return try verdict(findings, on: Set(kinds.keys), within: seconds, in: log, clear: name)
  }

  /// The verdict with `findings`, and with what programs wrote of `kinds` told as notes; throws
  /// where there is neither and the log is too short to say clear.
  func verdict(
    _ findings: [Finding], on kinds: Set<KernelEvent.Kind>, within seconds: Double,
    in log: KernelLog, clear name: String
  ) throws(Gap) -> Verdict {
    let claims = claimed(kinds, within: seconds, in: log)
    if findings.isEmpty, claims.isEmpty { try log.requireReach(seconds) }
    return .of(findings + claims, clear: Measurement(name, 0, .count))
  }

  /// A note for each kind that a program, and not the kernel, wrote of.
  func claimed(
    _ kinds: Set<KernelEvent.Kind>, within seconds: Double, in log: KernelLog
  ) -> [Finding] {
    // Where the log is too short it stays open whether the kernel spoke too.
    var caveat = ""
    do throws(Gap) { try log.requireReach(seconds) } catch { caveat = " Besides, \(error.detail)." }
    return grouped(log.recentClaims(kinds, within: seconds), by: \.kind).map { kind, claims in
      Finding(
        .note,
        Measurement(kind.rawValue + Measurement.hearsayMark, Double(claims.total), .count),
        """
        A program wrote the words of this event (\(kind.rawValue)) into the kernel's log; the \
        kernel did not say it.\(caveat)
        """,
        evidence: claims.last?.age(at: log.now) ?? [], quotes: claims.quotes)
    }
  }
}

/// The events that have one `key`, in the order in which the keys come first.
func grouped<Key: Hashable>(_ events: [KernelEvent], by key: (KernelEvent) -> Key) -> [(
  key: Key, events: [KernelEvent]
)] {
  var order: [Key] = []
  var groups: [Key: [KernelEvent]] = [:]
  for event in events {
    let own = key(event)
    if groups[own] == nil { order.append(own) }
    groups[own, default: []].append(event)
  }
  return order.map { ($0, groups[$0] ?? []) }
}

extension [KernelEvent] {
  /// How often it happened; an event that only goes with another counts where it stands alone.
  var total: Int { Swift.max(isEmpty ? 0 : 1, reduce(0) { $0 + Swift.min($1.count, 1_000_000) }) }

  /// How often it happened, where what follows within `seconds` belongs to one and the same case.
  func incidents(within seconds: Double) -> Int {
    var cases = 0
    var last: Double?
    for time in compactMap(\.line.time) {
      if last.map({ time - $0 > seconds }) ?? true { cases += 1 }
      last = time
    }
    return cases
  }

  /// The last lines, with what the kernel told before the last of them.
  fileprivate var quotes: [String] {
    var before: [String] = []
    if case .outOfMemory(let kill)? = last?.details {
      before = kill.circumstances.map { [$0] } ?? []
    }
    return before + suffix(3).map(\.line.text)
  }
}

private struct EventGroup: Hashable {
  var kind: KernelEvent.Kind
  var subject: Subject
}

/// An hour, as far back as most events are looked for: older ones explain nothing of now.
let anHour = 3600.0

/// What makes the kernel's log readable where it is not.
let toMeasureKernelLog = "Run as root, or set kernel.dmesg_restrict to 0."
