/// How grave a line of a log says it is.
public enum LogLevel: Int, Sendable, CaseIterable, Comparable {
  case trace, debug, info, notice, warning, error, critical

  /// The less grave first.
  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }

  /// The level's name in reports.
  public var name: String { "\(self)" }
}

/// What a line of a log tells of, whatever program wrote it; docs/logs.md has the rules.
///
/// The raw value is the name in JSON.
public enum LogEventKind: String, Sendable, CaseIterable {
  case timeout, refused, reset, unreachable
  case nameFailure = "name-failure"
  case tlsFailure = "tls-failure"
  case certificateExpiry = "certificate-expiry"
  case poolExhausted = "pool-exhausted"
  case rateLimited = "rate-limited"
  case slowQuery = "slow-query"
  case gcPause = "gc-pause"
  case deadlock, retry
  case circuitBreaker = "circuit-breaker"
  case outOfMemory = "out-of-memory"
  case queueFull = "queue-full"
  case restart

  /// The kind in words.
  public var title: String {
    switch self {
    case .timeout: "timeouts"
    case .refused: "connections refused"
    case .reset: "connections reset"
    case .unreachable: "hosts unreachable"
    case .nameFailure: "names not resolved"
    case .tlsFailure: "TLS failures"
    case .certificateExpiry: "certificates expired or about to"
    case .poolExhausted: "pools exhausted"
    case .rateLimited: "rate limits"
    case .slowQuery: "slow queries"
    case .gcPause: "garbage collection pauses"
    case .deadlock: "deadlocks"
    case .retry: "retries"
    case .circuitBreaker: "circuit breakers"
    case .outOfMemory: "out of memory"
    case .queueFull: "queues full"
    case .restart: "restarts"
    }
  }

  /// The kind in words, of as many as `count`.
  public func title(of count: Int) -> String {
    guard count == 1 else { return title }
    return switch self {
    case .refused: "connection refused"
    case .reset: "connection reset"
    case .unreachable: "host unreachable"
    case .nameFailure: "name not resolved"
    case .certificateExpiry: "certificate expired or about to"
    case .poolExhausted: "pool exhausted"
    case .slowQuery: "slow query"
    case .retry: "retry"
    case .queueFull: "queue full"
    case .outOfMemory: title
    default: String(title.dropLast())
    }
  }

  /// Whether it is a call to another party that failed.
  public var isFailedCall: Bool {
    switch self {
    case .timeout, .refused, .reset, .unreachable, .nameFailure, .tlsFailure, .certificateExpiry,
      .rateLimited, .circuitBreaker:
      true
    default: false
    }
  }

  /// Whether it happens in good health too, and tells something only together with others.
  public var isOrdinary: Bool { self == .gcPause || self == .restart || self == .retry }
}

/// How often something happened, and when: seconds since 1970, absent where no line told a time.
public struct LogCount: Sendable, Hashable {
  /// The number of lines.
  public var count: Int
  /// When it was first seen, and last.
  public var first: Double?, last: Double?

  /// `count` lines between two times.
  public init(_ count: Int = 0, first: Double? = nil, last: Double? = nil) {
    self.count = count
    self.first = first
    self.last = last
  }

  /// With as many more lines, and both spans.
  public mutating func add(_ other: LogCount) {
    count += other.count
    if let one = other.first { first = first.map { min($0, one) } ?? one }
    if let one = other.last { last = last.map { max($0, one) } ?? one }
  }

  /// With another line of `time`.
  public mutating func add(_ time: Double?) { add(LogCount(1, first: time, last: time)) }
}
