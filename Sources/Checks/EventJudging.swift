import Model

// What the checks of the kernel's log share: events of the recent past become one finding for
// each kind and subject, with the lines quoted.

extension Check {
  /// One finding for each kind and subject among the events of the last `seconds`.
  ///
  /// `severities` says which kinds count and how much each weighs. The finding carries the
  /// threshold of that severity, the number of events, the age of the last and its last lines.
  func eventFindings(
    _ severities: [KernelEvent.Kind: Severity], within seconds: Double, in log: KernelLog,
    _ statement: (KernelEvent) -> String
  ) -> [Finding] {
    var order: [EventGroup] = []
    var events: [EventGroup: [KernelEvent]] = [:]
    for event in log.recent(Set(severities.keys), within: seconds) {
      let group = EventGroup(kind: event.kind, subject: event.about ?? .machine)
      if events[group] == nil { order.append(group) }
      events[group, default: []].append(event)
    }
    return order.compactMap { group in
      guard let members = events[group], let last = members.last,
        let severity = severities[group.kind]
      else { return nil }
      let count = Measurement(
        group.kind.rawValue, Double(members.count), .count, on: group.subject)
      return Finding(
        severity, count, passed: thresholds.first { $0.severity == severity }, statement(last),
        evidence: last.age(at: log.now, on: group.subject),
        quotes: members.suffix(3).map(\.line.text))
    }
  }

  /// The verdict on the events of the last `seconds`: found, or clear with a count of zero called
  /// `name`; throws where the log is too short to say clear.
  func judgeEvents(
    _ severities: [KernelEvent.Kind: Severity], within seconds: Double, in log: KernelLog,
    clear name: String, _ statement: (KernelEvent) -> String
  ) throws(Gap) -> Verdict {
    let findings = eventFindings(severities, within: seconds, in: log, statement)
    if findings.isEmpty { try log.requireReach(seconds) }
    return .of(findings, clear: Measurement(name, 0, .count))
  }
}

extension KernelLog {
  /// Throws where the log does not reach back `seconds`, so that silence means nothing.
  ///
  /// A kernel always logs its boot: an empty log was cleared, and one that begins later has been
  /// overwritten. While the machine is up for less than `seconds`, what there is will do. A log
  /// that was cut, or tells of a fault without its time, may hold what is looked for.
  func requireReach(_ seconds: Double) throws(Gap) {
    if let gap { throw gap }
    if events.contains(where: { ($0.line.time ?? .infinity) > now + 1 }) {
      throw Gap(.malformed, source, "the kernel's log tells of a fault and not when it was")
    }
    guard !lines.isEmpty else { throw Gap(.tooLittle, source, "the kernel's log is empty") }
    guard let first = lines.lazy.compactMap(\.time).first else {
      throw Gap(.malformed, source, "no line of the kernel's log carries a time")
    }
    guard now <= seconds || first <= now - seconds else {
      let reach = Quantity(now - first, .seconds), wanted = Quantity(seconds, .seconds)
      throw Gap(
        .tooLittle, source, "the kernel's log reaches back \(reach), and \(wanted) are judged")
    }
  }
}

extension KernelEvent {
  /// How long ago it happened, as evidence; nothing where the line carries no time.
  func age(at now: Double, on subject: Subject = .machine) -> [Measurement] {
    guard let time = line.time else { return [] }
    return [Measurement("age of the last", max(0, now - time), .seconds, on: subject)]
  }
}

private struct EventGroup: Hashable {
  var kind: KernelEvent.Kind
  var subject: Subject
}

/// What makes the kernel's log readable where it is not.
let toMeasureKernelLog = "Run as root, or set kernel.dmesg_restrict to 0."
