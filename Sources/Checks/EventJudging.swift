import Model

// What the checks of the kernel's log share: events of the recent past become one finding for
// each kind and subject, with the lines quoted.

extension Check {
  /// One finding for each kind and subject among the events of the last `seconds`.
  ///
  /// `kinds` says which kinds count and which thresholds the number of their events is held to.
  /// The finding carries that number, the age of the last event and its last lines.
  func eventFindings(
    _ kinds: [KernelEvent.Kind: [Threshold]], within seconds: Double, in log: KernelLog,
    evidence: (KernelEvent) -> [Measurement] = { _ in [] }, _ statement: (KernelEvent) -> String
  ) -> [Finding] {
    eventFindings(
      log.recent(Set(kinds.keys), within: seconds), kinds, in: log, evidence: evidence, statement)
  }

  /// The same of chosen `events`.
  func eventFindings(
    _ events: [KernelEvent], _ kinds: [KernelEvent.Kind: [Threshold]], in log: KernelLog,
    evidence: (KernelEvent) -> [Measurement] = { _ in [] }, _ statement: (KernelEvent) -> String
  ) -> [Finding] {
    grouped(events) { EventGroup(kind: $0.kind, subject: $0.about ?? .machine) }
      .compactMap { group, members in
        eventFinding(
          Measurement(group.kind.rawValue, Double(members.total), .count, on: group.subject),
          members, kinds[group.kind] ?? [], in: log, evidence: evidence, statement)
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
  /// where there is no finding and the log is too short to say clear.
  func verdict(
    _ findings: [Finding], on kinds: Set<KernelEvent.Kind>, within seconds: Double,
    in log: KernelLog, clear name: String
  ) throws(Gap) -> Verdict {
    if findings.isEmpty { try log.requireReach(seconds) }
    return .of(
      findings + claimed(kinds, within: seconds, in: log), clear: Measurement(name, 0, .count))
  }

  /// A note for each kind that a program, and not the kernel, wrote of.
  func claimed(
    _ kinds: Set<KernelEvent.Kind>, within seconds: Double, in log: KernelLog
  ) -> [Finding] {
    let claims = log.recentClaims(kinds, within: seconds)
    return grouped(claims) { EventGroup(kind: $0.kind, subject: $0.about ?? .machine) }
      .map { group, members in
        let kind = group.kind.rawValue
        return Finding(
          .note,
          Measurement(
            "\(kind) (a program's words)", Double(members.total), .count, on: group.subject),
          """
          A program wrote the words of this event (\(kind)) into the kernel's log; the kernel did \
          not say it.
          """,
          evidence: members.last?.age(at: log.now, on: group.subject) ?? [],
          quotes: members.quotes)
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

extension KernelLog {
  /// Throws where the log does not reach back `seconds`, so that silence means nothing.
  ///
  /// A kernel always logs its boot: an empty log was cleared, and one that begins later has been
  /// overwritten. While the machine is up for less than `seconds`, what there is will do.
  func requireReach(_ seconds: Double) throws(Gap) {
    guard !isEmpty else { throw Gap(.tooLittle, source, "the kernel's log is empty") }
    guard let start else {
      throw Gap(.malformed, source, "no line of the kernel's log carries a time")
    }
    guard now <= seconds || start <= now - seconds else {
      let reach = Quantity(now - start, .seconds), wanted = Quantity(seconds, .seconds)
      throw Gap(
        .tooLittle, source, "the kernel's log reaches back \(reach), and \(wanted) are judged")
    }
  }

  /// When `kind` was last told of each subject: what was told of that subject before is over.
  func lastTimes(
    of kind: KernelEvent.Kind, where fits: (KernelEvent) -> Bool = { _ in true }
  ) -> [Subject: Double] {
    var times: [Subject: Double] = [:]
    for event in events where event.kind == kind && fits(event) {
      if let about = event.about, let time = event.line.time { times[about] = time }
    }
    return times
  }
}

extension KernelEvent {
  /// How long ago it happened, as evidence; nothing where the line carries no time.
  func age(at now: Double, on subject: Subject = .machine) -> [Measurement] {
    guard let time = line.time else { return [] }
    return [Measurement("age of the last", max(0, now - time), .seconds, on: subject)]
  }

  /// Whether what it tells had an end, told at one of the times in `ends`.
  func isOver(by ends: [Subject: Double]) -> Bool {
    guard let about, let time = line.time, let end = ends[about] else { return false }
    return end >= time
  }

  /// Whether it happened in the `seconds` before `now`.
  func isWithin(_ seconds: Double, of now: Double) -> Bool {
    line.time.map { $0 >= now - seconds } ?? false
  }

  /// Whether it happened while the machine started, when drivers reset and links come up.
  var isOfBoot: Bool { line.time.map { $0 < 120 } ?? true }
}

extension Observation {
  /// Whether the block device called `name` was there and is no more.
  ///
  /// Names that are no block device's, such as a port's, tell nothing.
  func isGone(_ name: String) -> Bool {
    guard let devices = disk.devices.value, !devices.isEmpty else { return false }
    let kinds = ["sd", "nvme", "vd", "xvd", "mmcblk", "loop", "dm-", "md", "sr", "nbd", "zram"]
    guard kinds.contains(where: { name.hasPrefix($0) }) else { return false }
    // A partition's name begins with its disk's, and an NVMe disk's with its controller's.
    return !devices.contains { device in
      name == device.name || isPart(name, of: device.name) || isPart(device.name, of: name)
    }
  }

  private func isPart(_ part: String, of whole: String) -> Bool {
    guard part.hasPrefix(whole), let next = part.dropFirst(whole.count).first else { return false }
    return next == "p" || next == "n" || (next.isNumber && whole.last?.isNumber == false)
  }
}

struct EventGroup: Hashable {
  var kind: KernelEvent.Kind
  var subject: Subject
}

/// An hour, as far back as most events are looked for: older ones explain nothing of now.
let anHour = 3600.0

/// What makes the kernel's log readable where it is not.
let toMeasureKernelLog = "Run as root, or set kernel.dmesg_restrict to 0."
