import Model

/// What logs say on the wire; docs/logs.schema.json describes it.
struct JSONLogs: Encodable {
  let version = wireVersion
  let target: String
  let decision: JSONLogDecision
  let lines: JSONLogCount
  let levels: [String: Int]
  let oddities: JSONLogOddities
  let events: [JSONLogEvent]
  let calls: [JSONLogCall]
  let operations: [JSONLogOperation]
  let changes: [JSONLogChange]
  let stacks: [JSONLogStack]
  let patterns: [JSONLogPattern]
  let patternCount: Int
  let sources: [JSONLogSource]
  let gaps: [JSONGap]

  init(_ digest: LogDigest, target: String) {
    self.target = sanitized(target)
    decision = JSONLogDecision(digest.decision)
    lines = JSONLogCount(digest.lines)
    levels = Dictionary(uniqueKeysWithValues: digest.levels.map { ($0.key.name, $0.value) })
    oddities = JSONLogOddities(digest.oddities)
    events = digest.events.map(JSONLogEvent.init)
    calls = digest.calls.map(JSONLogCall.init)
    operations = digest.operations.map(JSONLogOperation.init)
    changes = digest.changes.map(JSONLogChange.init)
    stacks = digest.stacks.map(JSONLogStack.init)
    patterns = digest.patterns.map(JSONLogPattern.init)
    patternCount = digest.patternCount
    sources = digest.sources.map(JSONLogSource.init)
    gaps = digest.gaps.map(JSONGap.init)
  }

  private enum CodingKeys: CodingKey {
    case version, target, decision, lines, levels, oddities, events, calls, operations, changes
    case stacks, patterns, patternCount, sources, gaps
  }
}

struct JSONLogDecision: Encodable {
  /// `external`, `own`, `clear` or `silent`.
  let verdict: String
  let reason: String
  /// What to measure next, and the calls, where it is another party.
  let endpoint: String?
  let call: JSONLogCall?

  init(_ decision: LogDecision) {
    verdict = decision.word
    switch decision {
    case .external(let blame):
      reason = sanitized(blame.reason)
      endpoint = sanitized(blame.endpoint)
      call = JSONLogCall(blame.call)
    case .own(let why), .clear(let why), .silent(let why):
      (reason, endpoint, call) = (sanitized(why), nil, nil)
    }
  }
}

struct JSONLogCount: Encodable {
  let count: Int
  let first: String?
  let last: String?

  init(_ count: LogCount) {
    self.count = count.count
    first = count.first.flatMap(timestamp)
    last = count.last.flatMap(timestamp)
  }
}

struct JSONLogOddities: Encodable {
  let untimed: Int, future: Int, binary: Int, long: Int, outside: Int, folded: Int, unsorted: Int
  let undecided: Int

  init(_ oddities: LogOddities) {
    (untimed, future, binary) = (oddities.untimed, oddities.future, oddities.binary)
    (long, outside) = (oddities.long, oddities.outside)
    (folded, unsorted) = (oddities.folded, oddities.unsorted)
    undecided = oddities.undecided
  }
}

struct JSONLogEvent: Encodable {
  let kind: String
  let lines: JSONLogCount
  let example: String

  init(_ event: LogEvent) {
    kind = event.kind.rawValue
    lines = JSONLogCount(event.count)
    example = sanitized(event.example)
  }
}

struct JSONLogTimings: Encodable {
  let count: Int
  let totalSeconds: Finite?
  let medianSeconds: Finite?
  let p95Seconds: Finite?
  let p99Seconds: Finite?
  let longestSeconds: Finite?

  init(_ timings: LogTimings) {
    count = timings.count
    totalSeconds = Finite(timings.total)
    medianSeconds = timings.median.flatMap(Finite.init)
    p95Seconds = timings.p95.flatMap(Finite.init)
    p99Seconds = timings.p99.flatMap(Finite.init)
    longestSeconds = Finite(timings.longest)
  }
}

struct JSONLogCall: Encodable {
  let host: String
  let url: String?
  let lines: JSONLogCount
  let timings: JSONLogTimings?
  let failures: [String: Int]
  let example: String

  init(_ call: LogCall) {
    host = sanitized(call.host)
    url = call.url.map(sanitized)
    lines = JSONLogCount(call.count)
    timings = call.timings.map(JSONLogTimings.init)
    failures = Dictionary(uniqueKeysWithValues: call.failures.map { ($0.key.rawValue, $0.value) })
    example = sanitized(call.example)
  }
}

struct JSONLogOperation: Encodable {
  let name: String
  let field: String
  let isCall: Bool
  let timings: JSONLogTimings
  let example: String

  init(_ operation: LogOperation) {
    name = sanitized(operation.name)
    field = sanitized(operation.field)
    isCall = operation.isCall
    timings = JSONLogTimings(operation.timings)
    example = sanitized(operation.example)
  }
}

struct JSONLogChange: Encodable {
  /// `new`, `rate` or `latency`.
  let kind: String
  let subject: String
  let began: String?
  let ended: String?
  let precisionSeconds: Finite?
  /// Lines a second, or seconds of a duration.
  let before: Finite?
  let since: Finite?
  let count: Int

  init(_ change: LogChange) {
    kind = change.kind.rawValue
    subject = sanitized(change.subject)
    began = timestamp(change.began)
    ended = change.ended.flatMap(timestamp)
    precisionSeconds = Finite(change.precision)
    before = Finite(change.before)
    since = Finite(change.since)
    count = change.count
  }
}

struct JSONLogStack: Encodable {
  let type: String
  let message: String
  let frame: String?
  let cause: String?
  let lines: JSONLogCount

  init(_ stack: LogStack) {
    type = sanitized(stack.type)
    message = sanitized(stack.message)
    frame = stack.frame.map(sanitized)
    cause = stack.cause.map(sanitized)
    lines = JSONLogCount(stack.count)
  }
}

struct JSONLogPattern: Encodable {
  let text: String
  let example: String
  let level: String?
  let kind: String?
  let lines: JSONLogCount

  init(_ pattern: LogPattern) {
    text = sanitized(pattern.text)
    example = sanitized(pattern.example)
    level = pattern.level?.name
    kind = pattern.kind?.rawValue
    lines = JSONLogCount(pattern.count)
  }
}

struct JSONLogSource: Encodable {
  let name: String
  let bytes: Int
  let lines: Int
  let cut: String?

  init(_ source: LogSource) {
    name = sanitized(source.name)
    bytes = source.bytes
    lines = source.lines
    cut = source.cut.map(sanitized)
  }
}
