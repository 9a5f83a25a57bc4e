import Model

extension LogDigest {
  /// What was counted, in order and with names.
  init(_ core: borrowing LogCore) {
    self.init()
    lines = core.lines
    oddities = core.oddities
    oddities.undecided = core.wholes.undecided
    levels = core.levels
    for pattern in core.patterns where pattern.plan.levelWord == nil {
      if let level = pattern.level { levels[level, default: 0] += pattern.count }
    }
    let groups = PatternGroup.groups(of: core.patterns)
    // Nothing that is told of a line has its secrets; what the groups tell has none.
    events = Self.events(core.patterns, core.loose).map(\.harmless)
    patternCount = groups.count
    patterns = groups.sorted { $0.isBefore($1) }.prefix(200).map(\.pattern)
    let timed = groups.flatMap { $0.operations(core.timers, undecided: core.wholes.unit?.rawValue) }
    operations = timed.map(\.operation).filter { $0.timings.count > 0 }
      .sorted { $0.timings.total > $1.timings.total }.prefix(100).map(\.harmless)
    stacks = core.stacks.stacks.map(LogStack.init).sorted { $0.count.count > $1.count.count }
    calls = core.calls.calls.map(LogCall.init).sorted {
      ($0.failed, $0.timings?.total ?? 0) > ($1.failed, $1.timings?.total ?? 0)
    }
    changes = Self.changes(groups, timed, core.scale)
  }

  private static func events(
    _ patterns: [Pattern], _ loose: [LogEventKind: LogEvent]
  ) -> [LogEvent] {
    var events = loose
    for pattern in patterns {
      guard let kind = pattern.plan.kind else { continue }
      // An example from a line is better than one from its trace.
      let old = events[kind]?.count ?? LogCount()
      if events[kind] == nil || (loose[kind] != nil && old.count < pattern.count) {
        events[kind] = LogEvent(kind, old, example: pattern.example)
      }
      events[kind]?.count.add(pattern.total)
    }
    return events.values.sorted {
      ($0.count.count, $1.kind.rawValue) > ($1.count.count, $0.kind.rawValue)
    }
  }

  private static func changes(
    _ groups: [PatternGroup],
    _ timed: [(operation: LogOperation, parts: Series<Moments>)], _ scale: TimeScale
  ) -> [LogChange] {
    let count = scale.count
    guard count >= 4 else { return [] }
    var changes: [(weight: Double, change: LogChange)] = []
    for group in groups {
      // What is neither grave nor an event changes with what people do.
      let isGrave = (group.level ?? .info) >= .warning || group.kind != nil
      let parts = group.parts.values[0..<count]
      guard let found = rise(of: parts) ?? (isGrave ? arrival(of: parts) : nil) else { continue }
      let isNew = found.before == 0
      let since = found.since / scale.width
      let change = LogChange(
        isNew ? .new : .rate, of: group.text, began: scale.start(of: found.part),
        precision: scale.width, before: found.before / scale.width, since: since,
        count: Int(group.parts.values[found.part..<count].reduce(0, +)))
      changes.append(((isGrave ? 1e6 : 0) + Double(change.count), change))
    }
    for (operation, parts) in timed {
      guard let found = slowdown(of: parts.values[0..<count]) else { continue }
      let since = parts.values[found.part..<(found.end ?? count)].reduce(.zero, +)
      changes.append(
        (
          2e6 + since.sum,
          LogChange(
            .latency, of: operation.title, began: scale.start(of: found.part),
            ended: found.end.map { scale.start(of: $0) }, precision: scale.width,
            before: found.before, since: found.since,
            count: Int(since.count))
        ))
    }
    return changes.sorted { $0.weight > $1.weight }.prefix(12).map(\.change)
  }
}

extension LogOperation {
  /// The name, with the field where that tells more.
  var title: String { field == "time" ? name : "\(name) [\(field)]" }
}

extension LogTimings {
  /// What was counted, each `scale` times as long.
  init(_ histogram: Histogram, scale: Double = 1) {
    func quantile(_ share: Double) -> Double? { histogram.quantile(share).map { $0 * scale } }
    self.init(
      count: histogram.count, total: histogram.total * scale, median: quantile(0.5),
      p95: quantile(0.95), p99: quantile(0.99), longest: histogram.longest * scale)
  }
}

extension LogStack {
  fileprivate init(_ stack: StackTally.Stack) {
    self.init(
      type: stack.type, message: withoutSecrets(stack.message), frame: stack.frame,
      cause: stack.cause,
      count: stack.count)
  }
}

extension LogCall {
  fileprivate init(_ call: CallTable.Call) {
    self.init(
      host: call.host, count: call.count,
      timings: call.histogram.count > 0 ? LogTimings(call.histogram) : nil,
      failures: call.failures, url: call.url, example: withoutSecrets(call.example))
  }
}
