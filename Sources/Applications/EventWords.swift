import Model

/// The words by which a line tells of an event, whatever program wrote it.
///
/// The first rule that fits decides, so what is particular comes before what is general. A rule that
/// is `grave` wants a line that calls itself a warning or worse, or does not say.
struct EventRule: Sendable {
  let kind: LogEventKind
  /// One of these, in small letters.
  let phrases: [StaticString]
  /// And one of these, where there are any.
  var also: [StaticString] = []
  var grave = false
  /// Whether it is about something that is to come: it tells something where that is near.
  var isAhead = false
}

extension EventRule {
  static let all: [EventRule] = [
    // PostgreSQL elog.c; MySQL sql/log.cc; MongoDB "Slow query"; Redis script.c and aof.c.
    EventRule(
      kind: .slowQuery,
      phrases: [
        "slow query", "slowquery", "slow sql", "# query_time:", "slow script detected",
        "slow log", "slow operation", "fsync is taking too long",
      ]),
    EventRule(
      kind: .slowQuery, phrases: ["duration: "],
      also: ["statement: ", "execute ", "plan:", " bind "]
    ),
    // MongoDB before 4.4, which writes no others than slow ones.
    EventRule(
      kind: .slowQuery, phrases: ["protocol:op_", "plansummary: "],
      also: ["command ", "query ", "getmore ", "insert ", "update ", "remove "]),
    EventRule(
      kind: .deadlock,
      phrases: [
        "deadlock detected", "deadlock found", "deadlocked", "was deadlocked", "deadlock victim",
        "deadlock when trying", "lock wait timeout exceeded", "database is locked",
        "found one java-level deadlock", "latest detected deadlock", "all goroutines are asleep",
      ]),
    EventRule(
      kind: .outOfMemory,
      phrases: [
        "out of memory", "outofmemory", "oom-kill", "oomkill", "oom killer",
        "cannot allocate memory",
        "memoryerror", "java heap space", "std::bad_alloc", "oom command not allowed",
        "heap out of memory", "gc overhead limit", "allowed memory size of",
      ]),
    EventRule(
      kind: .poolExhausted,
      phrases: [
        "too many connections", "too many clients already",
        "remaining connection slots are reserved",
        "pool exhausted", "pool is exhausted", "exhausted pool", "no connections available",
        "pool timeout", "connection pool is full", "connection is not available",
        "cannot get a connection", "waiting for connection from pool",
        "timeout waiting for connection",
        "timeout waiting for idle object", "server_connections are not enough",
        "worker_connections are not enough", "no more connections allowed", "queuepool limit",
        // Knex, Rails, ADO.NET, Prisma, Sequelize, psycopg, c3p0.
        "timeout acquiring a connection", "pool is probably full",
        "could not obtain a connection from the pool", "obtaining a connection from the pool",
        "max pool size was reached", "connection from the connection pool",
        "connectionacquiretimeout", "pooltimeout", "checkout a connection has timed out",
      ], grave: true),
    EventRule(
      kind: .queueFull,
      phrases: [
        "queue is full", "queue full", "queuefull", "queue.full", "queue overflow",
        "queue capacity exceeded", "queue capacity reached", "rejectedexecutionexception",
        "taskrejectedexception", "backlog full", "server reached pm.max_children",
        "maxclients reached", "server reached maxrequestworkers", "serverqueue",
        "dropping messages",
      ]),
    EventRule(kind: .queueFull, phrases: ["buffer is full", "buffer full"], grave: true),
    EventRule(
      kind: .rateLimited,
      phrases: [
        "too many requests", "limiting requests", "throttled", "slow down please",
        "quota exceeded", "client-side throttling", "throttlingexception", "rate exceeded",
        "rate limit exceeded", "rate limit reached", "rate limit hit", "rate-limited",
        "rate limited", "ratelimited", "ratelimiterror", "ratelimitexceeded", "ratelimitexception",
        "requestnotpermitted",
      ]),
    EventRule(
      kind: .rateLimited, phrases: ["rate limit", "ratelimit", "rate-limit", "throttling"],
      also: ["exceed", "reached", "reject", "block", "error", "fail", "denied", "refus", "drop"],
      grave: true),
    // resilience4j, Hystrix, Polly, gobreaker; nginx, Envoy and HAProxy.
    EventRule(
      kind: .circuitBreaker,
      phrases: [
        "circuit is open", "circuit open", "breaker is open", "breaker open",
        "circuit is now open", "breaker is now open", "breaker tripped", "circuitbreakeropen",
        "callnotpermitted", "brokencircuit",
        "no live upstreams", "no healthy upstream", "server is down", "marked as down",
        "is down, reason: ", "ejecting host", "no available server", "no server is available",
        "no server available",
      ]),
    EventRule(
      kind: .circuitBreaker, phrases: ["circuit breaker", "circuitbreaker", "circuit-breaker"],
      also: [
        " is open", " opened", "to open", "state=open", "state: open", "\"open\"", "tripped",
        "not permit", "short-circuit", "reject",
      ]),
    EventRule(
      kind: .certificateExpiry,
      phrases: [
        "certificate has expired", "certificate expired", "cert expired", "certificate is expired",
        "has expired or is not yet valid", "certificateexpired", "certificate_expired",
        "certificate is not yet valid", "certificatenotyetvalid",
      ]),
    EventRule(
      kind: .certificateExpiry,
      phrases: ["expires in ", "will expire", "about to expire", "expires soon", "expires on "],
      also: ["certificate", "cert ", "x509"], isAhead: true),
    EventRule(
      kind: .tlsFailure,
      phrases: [
        "ssl_do_handshake() failed", "handshake failed", "handshake failure", "handshakeexception",
        "tls handshake error", "tls handshake timeout", "certificate verify failed",
        "certificate_verify_failed", "x509:", "sslerror", "ssl error", "sslexception",
        "unable to find valid certification path", "self signed certificate",
        "self-signed certificate", "wrong version number", "ssl handshake", "unknown ca",
        "bad certificate", "certificate verification failed",
      ], grave: true),
    EventRule(
      kind: .nameFailure,
      phrases: [
        "name or service not known", "temporary failure in name resolution", "no such host",
        "could not resolve", "couldn't resolve", "unknownhost", "unknown host", "getaddrinfo",
        "nxdomain", "host not found", "name resolution", "nodename nor servname", "enotfound",
        "eai_again", "servfail", "could not be resolved", "cannot resolve",
        "lookup failed", "dns resolution failed",
      ], grave: true),
    // Python's asyncio has one sentence for all.
    EventRule(
      kind: .timeout, phrases: ["connect call failed"], also: ["errno 110", "errno 60]"]),
    EventRule(
      kind: .unreachable, phrases: ["connect call failed"], also: ["errno 113", "errno 101"]),
    EventRule(
      kind: .refused,
      phrases: [
        "connection refused", "econnrefused", "connectionrefused", "connect refused",
        "connect call failed", "machine actively refused",
      ]),
    // pgjdbc.
    EventRule(kind: .refused, phrases: ["connection to "], also: [" refused. "]),
    EventRule(
      kind: .reset,
      phrases: [
        "connection reset", "reset by peer", "econnreset", "connectionreset", "broken pipe",
        "epipe",
        "upstream prematurely closed", "server closed the connection unexpectedly",
        "lost connection to", "server has gone away", "unexpected eof", "remotedisconnected",
        "connection aborted", "connection was closed", "remote end closed connection",
        "socket hang up",
      ]),
    EventRule(
      kind: .unreachable,
      phrases: [
        "no route to host", "host is unreachable", "network is unreachable", "host unreachable",
        "network unreachable", "ehostunreach", "enetunreach", "noroutetohost",
        "failed to establish a new connection", "cannot connect to host", "host is down",
        // Python's anyio, and with it httpx.
        "all connection attempts failed",
      ]),
    EventRule(
      kind: .timeout,
      phrases: [
        "timed out", "time-out", "timedout", "timeoutexception", "timeouterror", "timeout error",
        "deadline exceeded", "deadline_exceeded", "etimedout", "gateway timeout", "i/o timeout",
        "read timeout", "connect timeout", "timeout exceeded", "timeout expired", "timeout after",
        "request timeout", "connection timeout", "statement timeout", "timeout while",
        "sockettimeout", "exceeded timeout", "timeout waiting", "not responding",
        // APR, and with it Apache.
        "timeout specified has expired",
      ]),
    EventRule(
      kind: .timeout,
      phrases: ["timeout ", "timeout:", "timeout,", "timeout.", "timeout)", ": timeout"],
      also: ["error", "fail", "wait", "abort"], grave: true),
    // HotSpot's unified log, G1 and CMS before it; Go's gctrace; V8's --trace-gc.
    EventRule(
      kind: .gcPause,
      phrases: [
        "gc pause", "[gc (", "[full gc", "pause young", "pause full", "pause remark",
        "pause cleanup",
        "pause initial mark", "stop-the-world", "mark-sweep", "mark-compact", "scavenge ",
        "gc overhead", "total time for which application threads were stopped", "jvmpausemonitor",
        "jvmgcmonitor", "long gc", "concurrent mode failure",
      ]),
    EventRule(kind: .gcPause, phrases: ["ms clock, "], also: [" ms cpu, "]),
    EventRule(
      kind: .restart,
      phrases: [
        "scheduled restart job", "restarting", "restarted", "back-off restarting",
        "ready to accept connections", "server startup in", "main process exited",
        "received sigterm", "shutting down", "signal process started",
        "database system was shut down", "worker process exited", "panic:", "segfault",
        "started worker process", "start worker process", "booting worker", "core dumped",
      ]),
    EventRule(
      kind: .restart, phrases: ["started "], also: [" seconds (jvm running", " in ", "with pid"]),
    EventRule(
      kind: .retry,
      phrases: [
        "retrying", "will retry", "retry in ", "retry attempt", "retries left", "retry #",
        "attempt failed", "reconnecting", "trying again", "retry after", "max retries exceeded",
      ]),
  ]
}

/// How grave a line says it is.
enum LevelWords {
  /// The level in `word`; exact, because lines speak of errors without being one.
  static func level(_ word: Bytes) -> LogLevel? {
    var end = word.count
    while end > 0, word[end - 1] == UInt8(ascii: ":") { end -= 1 }
    let word = word.slice(0, end)
    guard (3...11).contains(end) else { return nil }
    for (name, level) in names
    where name.utf8CodeUnitCount == end && word.says(name) { return level }
    return nil
  }

  /// Whether no letter is small.
  static func shouts(_ word: Bytes) -> Bool {
    !(0..<word.count).contains { word[$0] &- 0x61 < 26 } && word.isLetter(0)
  }

  private static let names: [(StaticString, LogLevel)] = [
    ("error", .error), ("err", .error), ("warn", .warning), ("warning", .warning), ("info", .info),
    ("information", .info), ("debug", .debug), ("trace", .trace), ("fatal", .critical),
    ("critical", .critical), ("crit", .critical), ("severe", .error), ("notice", .notice),
    ("panic", .critical), ("emerg", .critical), ("emergency", .critical), ("alert", .critical),
    ("verbose", .debug), ("fine", .debug), ("finer", .trace), ("finest", .trace), ("config", .info),
    ("log", .info), ("note", .notice), ("eror", .error), ("dbug", .debug),
  ]

  /// klog, by the letter before its time.
  static func klog(_ letter: UInt8) -> LogLevel? {
    switch letter {
    case UInt8(ascii: "I"): .info
    case UInt8(ascii: "W"): .warning
    case UInt8(ascii: "E"): .error
    case UInt8(ascii: "F"): .critical
    default: nil
    }
  }

  /// pino and bunyan: 10, 20, 30, 40, 50, 60.
  static func numbered(_ number: Int) -> LogLevel? {
    switch number {
    case 10: .trace
    case 20: .debug
    case 30: .info
    case 40: .warning
    case 50: .error
    case 60: .critical
    default: nil
    }
  }

  /// syslog(3), which journald and others keep.
  static func priority(_ number: Int) -> LogLevel? {
    switch number {
    case 0...2: .critical
    case 3: .error
    case 4: .warning
    case 5: .notice
    case 6: .info
    case 7: .debug
    default: nil
    }
  }
}
