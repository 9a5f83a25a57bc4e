/// Names of fields and words that tell what the number behind them counts.
enum FieldNames {
  /// The unit of a duration called `name`; nil where it is no duration's name.
  static func unit(_ name: Bytes) -> DurationUnit? {
    guard name.count >= 2, name.count <= 48, !isSetting(name) else { return nil }
    if let unit = seconds.first(where: { ends(name, $0) }).map({ _ in DurationUnit.seconds }) {
      return unit
    }
    for (suffix, unit) in suffixes where ends(name, suffix) {
      // `ms` alone and behind a stop: `elapsedMs`, `took_ms`, `durationMillis`.
      return unit
    }
    if timed.contains(where: { name.find($0) != nil }) { return .unsaid }
    return nil
  }

  /// Whether what follows is how long one would wait, not how long it took.
  static func isSetting(_ name: Bytes) -> Bool {
    settings.contains { name.find($0) != nil }
  }

  /// Whether what follows is the other side of a call.
  static func isPeer(_ name: Bytes) -> Bool { peers.contains { equals(name, $0) } }

  /// Whether what follows is who called here.
  static func isClient(_ name: Bytes) -> Bool { clients.contains { equals(name, $0) } }

  /// Whether a word before a host makes it the other side of a call.
  static func leads(_ word: Bytes) -> Bool { leading.contains { equals(word, $0) } }

  static func equals(_ word: Bytes, _ name: StaticString) -> Bool {
    word.count == name.utf8CodeUnitCount && word.says(name)
  }

  private static func ends(_ word: Bytes, _ suffix: StaticString) -> Bool {
    word.says(suffix, at: word.count - suffix.utf8CodeUnitCount)
  }

  /// nginx and others: always seconds, with a point or without.
  private static let seconds: [StaticString] = [
    "request_time", "upstream_response_time", "upstream_connect_time", "upstream_header_time",
    "query_time", "lock_time", "uct", "uht", "urt",
  ]
  private static let suffixes: [(StaticString, DurationUnit)] = [
    ("_ms", .milliseconds), ("millis", .milliseconds), ("milliseconds", .milliseconds),
    ("timems", .milliseconds), ("elapsedms", .milliseconds), ("durationms", .milliseconds),
    ("latencyms", .milliseconds), ("tookms", .milliseconds), ("(ms)", .milliseconds),
    ("msec", .milliseconds), ("_us", .microseconds), ("micros", .microseconds),
    ("microseconds", .microseconds), ("_ns", .nanoseconds), ("nanos", .nanoseconds),
    ("_seconds", .seconds), ("_secs", .seconds), ("_sec", .seconds), ("_s", .seconds),
  ]
  private static let timed: [StaticString] = [
    "duration", "elapsed", "latency", "took", "response_time", "responsetime", "response-time",
    "time_taken", "timetaken", "time-taken", "runtime", "exec_time", "exectime", "execution_time",
    "processing_time", "process_time", "total_time", "totaltime", "spent", "cost", "finished in",
    "rt", "dur", "rtt",
  ].filter { $0.utf8CodeUnitCount > 3 }
  /// Too short to be looked for inside of others.
  static let short: [StaticString] = ["rt", "dur", "rtt", "cost", "ms", "tt"]

  private static let settings: [StaticString] = [
    "timeout", "interval", "ttl", "max", "expir", "limit", "deadline", "keepalive", "delay",
    "every", "backoff", "retry", "sleep", "period", "threshold", "uptime", "timestamp", "age",
    "budget", "schedule", "grace",
  ]
  private static let peers: [StaticString] = [
    "upstream", "host", "url", "uri", "addr", "address", "target", "endpoint", "server", "backend",
    "peer", "dest", "destination", "remote", "upstream_addr", "peer_host", "service_url", "to",
    "peer.address", "net.peer.name", "server.address", "http.url", "broker", "db_host", "dbhost",
    "remote_host", "peer_addr", "upstream_host", "ua", "backend_addr",
  ]
  private static let clients: [StaticString] = [
    "client", "client_ip", "clientip", "remote_addr", "remote_ip", "remoteaddr", "from", "by",
    "x-forwarded-for", "source", "src", "user", "listen", "listening", "bind", "on", "rhost",
    "caller", "logger", "class", "hostname",
  ]
  private static let leading: [StaticString] = [
    "to", "at", "upstream", "server", "backend", "host", "tcp", "dial", "connecting", "calling",
    "called", "call", "connect", "peer", "broker", "endpoint", "get", "post", "put", "delete",
    "fetching", "fetch", "requesting", "request", "url", "service", "database", "node", "resolve",
    "lookup", "resolving", "reaching", "contacting", "host=", "with", "of", "waiting", "for",
  ]
}
