/// What the logs of a target tell, whatever application wrote them.
public struct LogDigest: Sendable {
  /// What was read, in that order.
  public var sources: [LogSource] = []
  /// What could not be read, or only in part.
  public var gaps: [Gap] = []
  /// All lines that were looked at, with the span of their times.
  public var lines = LogCount()
  /// Lines by what they say of their own gravity.
  public var levels: [LogLevel: Int] = [:]
  /// What is odd about the text.
  public var oddities = LogOddities()
  /// What happened, the most often first.
  public var events: [LogEvent] = []
  /// Lines that say the same but for numbers and names, the gravest and most often first.
  public var patterns: [LogPattern] = []
  /// How many patterns there are in all.
  public var patternCount = 0
  /// What was timed, by the time it took in all.
  public var operations: [LogOperation] = []
  /// Exceptions and panics with their traces.
  public var stacks: [LogStack] = []
  /// Calls to other services, by the time and the failures.
  public var calls: [LogCall] = []
  /// What became different within the time that was read.
  public var changes: [LogChange] = []
  /// Whether the time goes to somebody else.
  public var decision = LogDecision.silent("no log was read")

  /// Nothing read yet.
  public init() {}
}

/// A log that was read.
public struct LogSource: Sendable, Hashable {
  /// A path, or the command that prints it.
  public var name: String
  /// Bytes and lines that came.
  public var bytes: Int, lines: Int
  /// What was left out, in words; nil where all of what was asked for came.
  public var cut: String?

  /// The log `name`.
  public init(_ name: String, bytes: Int = 0, lines: Int = 0, cut: String? = nil) {
    self.name = name
    self.bytes = bytes
    self.lines = lines
    self.cut = cut
  }
}

/// Lines that are not what a log should have.
public struct LogOddities: Sendable, Hashable {
  /// Lines that tell no time and follow none that does.
  public var untimed = 0
  /// Lines from more than a minute ahead of the clock.
  public var future = 0
  /// Lines that are no text.
  public var binary = 0
  /// Lines longer than what is looked at of one.
  public var long = 0
  /// Lines outside the time that was asked for.
  public var outside = 0
  /// Lines that went on with the one before: traces and messages of several lines.
  public var folded = 0
  /// Lines that were counted without a pattern of their own, because there were too many patterns.
  public var unsorted = 0
  /// Lines of access logs with a whole number that may be a time, whose unit nothing tells.
  public var undecided = 0

  /// Nothing odd.
  public init() {}
}

/// Lines that tell of one kind of event.
public struct LogEvent: Sendable {
  /// What they tell of.
  public var kind: LogEventKind
  /// How many, and when.
  public var count: LogCount
  /// One of them.
  public var example: String

  /// Lines that tell of `kind`.
  public init(_ kind: LogEventKind, _ count: LogCount, example: String) {
    self.kind = kind
    self.count = count
    self.example = example
  }
}

/// Lines that are the same but for what varies.
public struct LogPattern: Sendable {
  /// The line with `#` for each word that has a digit, and `*` for each that differs otherwise.
  public var text: String
  /// One of the lines.
  public var example: String
  /// How many, and when.
  public var count: LogCount
  /// How grave they say they are.
  public var level: LogLevel?
  /// What they tell of.
  public var kind: LogEventKind?

  /// Lines that read as `text`.
  public init(
    text: String, example: String, count: LogCount, level: LogLevel?, kind: LogEventKind?
  ) {
    self.text = text
    self.example = example
    self.count = count
    self.level = level
    self.kind = kind
  }
}

/// Durations: how many, and how they are spread, in seconds with three significant digits.
public struct LogTimings: Sendable, Hashable {
  /// How many.
  public var count: Int
  /// Their sum.
  public var total: Double
  /// Half, 95 and 99 of a hundred took no longer; nil where too many things are timed to keep this
  /// for each.
  public var median: Double?, p95: Double?, p99: Double?
  /// The longest.
  public var longest: Double

  /// The spread of `count` durations.
  public init(
    count: Int, total: Double, median: Double?, p95: Double?, p99: Double?, longest: Double
  ) {
    self.count = count
    self.total = total
    self.median = median
    self.p95 = p95
    self.p99 = p99
    self.longest = longest
  }

  /// The mean.
  public var mean: Double { count > 0 ? total / Double(count) : 0 }
}

/// Something that a log times.
public struct LogOperation: Sendable {
  /// What it is: the request, the pattern of its lines, or the name of the field.
  public var name: String
  /// What calls the number: `took`, `rt`, `elapsed_ms`.
  public var field: String
  /// How long it took.
  public var timings: LogTimings
  /// The line that took longest, of those that were kept.
  public var example: String
  /// Whether it is the time of a call, which `LogDigest.calls` counts too.
  public var isCall: Bool

  /// What `name` took by `field`.
  public init(name: String, field: String, timings: LogTimings, example: String, isCall: Bool) {
    self.isCall = isCall
    self.name = name
    self.field = field
    self.timings = timings
    self.example = example
  }
}

/// An exception or panic, its trace folded.
public struct LogStack: Sendable {
  /// Its type: `java.net.SocketTimeoutException`, `ValueError`, `panic`.
  public var type: String
  /// What it says, of one of them.
  public var message: String
  /// The innermost frame, where one was seen.
  public var frame: String?
  /// The type that it was caused by, the last of several.
  public var cause: String?
  /// How many, and when.
  public var count: LogCount

  /// An exception of `type`.
  public init(type: String, message: String, frame: String?, cause: String?, count: LogCount) {
    self.type = type
    self.message = message
    self.frame = frame
    self.cause = cause
    self.count = count
  }
}

/// Calls to another party.
public struct LogCall: Sendable {
  /// The host as the log names it, with its port.
  public var host: String
  /// All lines that name it as the other side.
  public var count: LogCount
  /// How long the calls took; nil where no line says.
  public var timings: LogTimings?
  /// What failed, by kind.
  public var failures: [LogEventKind: Int]
  /// A URL that was called, where one is logged.
  public var url: String?
  /// The line that took longest, or one of a failure.
  public var example: String

  /// Calls to `host`.
  public init(
    host: String, count: LogCount, timings: LogTimings?, failures: [LogEventKind: Int],
    url: String?, example: String
  ) {
    self.host = host
    self.count = count
    self.timings = timings
    self.failures = failures
    self.url = url
    self.example = example
  }

  /// All that failed.
  public var failed: Int { failures.values.reduce(0, +) }
}

/// Something that became different.
public struct LogChange: Sendable {
  /// What changed.
  public enum Kind: String, Sendable {
    /// Lines that there were none of before.
    case new
    /// More lines a second than before.
    case rate
    /// Longer durations than before.
    case latency
  }

  /// What changed.
  public var kind: Kind
  /// The pattern or operation.
  public var subject: String
  /// When it began: seconds since 1970, as fine as `precision` seconds.
  public var began: Double, precision: Double
  /// When it was as before again; nil where it is not.
  public var ended: Double?
  /// Per second or in seconds, before and since; of what has ended, outside of it and within.
  public var before: Double, since: Double
  /// How many lines since, or within.
  public var count: Int

  /// A change of `subject`.
  public init(
    _ kind: Kind, of subject: String, began: Double, ended: Double? = nil, precision: Double,
    before: Double, since: Double, count: Int
  ) {
    self.kind = kind
    self.subject = subject
    self.began = began
    self.ended = ended
    self.precision = precision
    self.before = before
    self.since = since
    self.count = count
  }
}
