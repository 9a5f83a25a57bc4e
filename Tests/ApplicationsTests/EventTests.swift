import Model
import Testing

@testable import Applications

/// What lines of real programs tell of.
@Suite struct EventTests {
  @Test(arguments: [
    (
      #"2026/11/25 10:00:00 [error] 17#17: *3 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 10.0.0.9, server: _, request: "GET /slow HTTP/1.1", upstream: "http://10.0.0.5:8081/slow", host: "web""#,
      LogEventKind.timeout
    ),
    (
      #"2026/11/25 10:00:00 [error] 17#17: *3 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.9, upstream: "http://10.0.0.5:8081/""#,
      .refused
    ),
    (
      "2026-11-25 10:00:00 ERROR requests.exceptions.ConnectionError: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
      .reset
    ),
    ("dial tcp 10.0.0.5:5432: connect: no route to host", .unreachable),
    (
      "2026-11-26 06:50:27.243 ERROR (MainThread) [homeassistant.components.rest.data] Error fetching data: http://127.0.0.1:9/state failed with All connection attempts failed",
      .unreachable
    ),
    ("dial tcp: lookup db.internal on 127.0.0.11:53: no such host", .nameFailure),
    ("[Errno -3] Temporary failure in name resolution", .nameFailure),
    (
      "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self signed certificate (_ssl.c:1006)",
      .tlsFailure
    ),
    (
      "x509: certificate has expired or is not yet valid: current time 2026-11-25",
      .certificateExpiry
    ),
    (
      "HikariPool-1 - Connection is not available, request timed out after 30000ms.", .poolExhausted
    ),
    ("FATAL:  sorry, too many clients already", .poolExhausted),
    ("HTTP 429 Too Many Requests from https://api.example.com/v1", .rateLimited),
    (
      "2026-11-25 10:00:00 UTC [17] LOG:  duration: 2001.123 ms  statement: SELECT pg_sleep(2)",
      .slowQuery
    ),
    ("# Query_time: 2.000324  Lock_time: 0.000000 Rows_sent: 1", .slowQuery),
    (
      #"{"t":{"$date":"2026-11-25T10:00:00.123+00:00"},"s":"I","c":"COMMAND","msg":"Slow query","attr":{"durationMillis":123}}"#,
      .slowQuery
    ),
    (
      "17:M 25 Nov 2026 10:00:00.000 # Slow script detected: still in execution after 5000 milliseconds.",
      .slowQuery
    ),
    (
      "[2026-11-25T10:00:00.123+0000][info][gc] GC(12) Pause Young (Normal) 24M->4M(256M) 3.456ms",
      .gcPause
    ),
    (
      "Nov 25 10:00:00 web app[7]: gc 18 @21.453s 2%: 0.018+1.1+0.010 ms clock, 0.14+0.35/1.2/0.9+0.080 ms cpu, 4->5->2 MB, 5 MB goal, 0 MB stacks, 0 MB globals, 8 P",
      .gcPause
    ),
    ("2026-11-25 10:00:00 UTC [17] ERROR:  deadlock detected", .deadlock),
    (
      "ERROR 1213 (40001): Deadlock found when trying to get lock; try restarting transaction",
      .deadlock
    ),
    ("2026-11-25 10:00:00 INFO Retrying request to /v1 (attempt 2)", .retry),
    (
      "2026-11-25 10:00:00 WARN CircuitBreaker 'payments' is OPEN and does not permit further calls",
      .circuitBreaker
    ),
    ("java.lang.OutOfMemoryError: Java heap space", .outOfMemory),
    ("2026-11-25 10:00:00 ERROR work queue is full, dropping task", .queueFull),
    ("web.service: Scheduled restart job, restart counter is at 5.", .restart),
  ])
  func kinds(line: String, kind: LogEventKind) {
    #expect(digest(line + "\n").events.map(\.kind) == [kind], "\(line)")
  }

  @Test("Every kind has an example above or elsewhere", arguments: LogEventKind.allCases)
  func complete(kind: LogEventKind) {
    #expect(EventRule.all.contains { $0.kind == kind })
  }

  @Test(
    "What only speaks of it tells of nothing",
    arguments: [
      "2026-11-25 10:00:00 INFO starting with timeout=30s retries=3",
      "2026-11-25 10:00:00 INFO timeout: 30", "2026-11-25 10:00:00 INFO connected to the pool",
      "2026-11-25 10:00:00 DEBUG reading configuration", "0 errors, 0 timeouts were seen",
      "2026-11-25 10:00:00 INFO handshake failed attempts are counted",
    ])
  func silent(line: String) {
    #expect(digest(line + "\n").events.isEmpty)
  }

  @Test(arguments: [
    ("2026-11-25 10:00:00 ERROR a", LogLevel.error), ("2026-11-25 10:00:00 [warn] a", .warning),
    ("[Wed Nov 25 10:00:00 2026] [core:notice] [pid 17] a", .notice),
    ("time=2026-11-25T10:00:00Z level=warning msg=error", .warning),
    (#"{"level":"debug","msg":"ERROR"}"#, .debug),
    (#"{"level":50,"time":1795600800000,"msg":"x"}"#, .error),
    ("E1125 10:00:00.000000 1 a.go:1] x", .error), ("FATAL:  x", .critical),
    ("2026-11-25T10:00:00+00:00 stderr F W1125 10:00:00.000000 16 a.go:1] x", .warning),
    ("util.py[DEBUG]: x", .debug), ("161109  9:25:42 [Warning] x", .warning),
    (#"10.0.0.1 - - [25/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 502 1"#, .error),
  ])
  func levels(line: String, level: LogLevel) {
    #expect(digest(line + "\n").levels == [level: 1], "\(line)")
  }
}
