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
    // What follows a colon may be whom it is about.
    ("2026-11-25 10:00:00 ERROR Connection refused: 10.0.0.5:6379", .refused),
    ("2026-11-25 10:00:00 ERROR connection timed out: 10.0.0.5:6379", .timeout),
    ("2026-11-25 10:00:00 ERROR read timeout: 10.0.0.5:6379", .timeout),
    ("2026-11-25 10:00:00 ERROR no route to host: 10.0.0.5:6379", .unreachable),
    (
      "2026-11-25T10:00:00.123+0000: 17.5: Total time for which application threads were stopped: 3.2000000 seconds, Stopping threads took: 0.0000305 seconds",
      .gcPause
    ),
    // Knex, Rails, ADO.NET, Prisma.
    (
      "2026-11-25 10:00:00 ERROR KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full. Are you missing a .transacting(trx) call?",
      .poolExhausted
    ),
    (
      "E, [2026-11-25T10:00:00.123456 #7] ERROR -- : ActiveRecord::ConnectionTimeoutError (could not obtain a connection from the pool within 5.000 seconds (waited 5.003 seconds); all pooled connections were in use):",
      .poolExhausted
    ),
    (
      "2026-11-25 10:00:00 ERROR System.InvalidOperationException: Timeout expired.  The timeout period elapsed prior to obtaining a connection from the pool.  This may have occurred because all pooled connections were in use and max pool size was reached.",
      .poolExhausted
    ),
    (
      "2026-11-25 10:00:00 ERROR Timed out fetching a new connection from the connection pool.",
      .poolExhausted
    ),
    (
      "2026-11-25 10:00:00 WARN certificate for www.example.com expires in 3 days",
      .certificateExpiry
    ),
    (
      "2026-11-25 10:00:00 INFO certificate for www.example.com expires in 3 days",
      .certificateExpiry
    ),
    ("2026-11-25 10:00:00 WARN Certificate CN=www.example.com will expire", .certificateExpiry),
    (
      "2026-11-25 10:00:00 ERROR java.security.cert.CertificateExpiredException: NotAfter: Tue Nov 24 10:00:00 UTC 2026",
      .certificateExpiry
    ),
    ("2026-11-25 10:00:00 ERROR Error: socket hang up", .reset),
    (
      "2026-11-25 10:00:00 ERROR org.postgresql.util.PSQLException: Connection to db:5432 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.",
      .refused
    ),
    (
      "2026-11-25 10:00:00 ERROR ConnectionRefusedError: [Errno 111] Connect call failed ('10.0.0.5', 6379)",
      .refused
    ),
    (
      "2026-11-25 10:00:00 ERROR OSError: [Errno 113] Connect call failed ('10.0.0.5', 6379)",
      .unreachable
    ),
    ("2026-11-25 10:00:00 fatal error: all goroutines are asleep - deadlock!", .deadlock),
    ("LATEST DETECTED DEADLOCK", .deadlock),
    (
      "[25-Nov-2026 10:00:00 UTC] PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /srv/x.php on line 17",
      .outOfMemory
    ),
    (
      "[Wed Nov 25 10:00:00.123456 2026] [proxy_http:error] [pid 7] (70007)The timeout specified has expired: [client 10.0.0.9:51234] AH01102: error reading status line from remote server 10.0.0.5:8080",
      .timeout
    ),
    (
      "[Wed Nov 25 10:00:00.123456 2026] [proxy:error] [pid 7] [client 10.0.0.9:51234] AH01102: error reading status line from remote server 10.0.0.5:8080: timeout",
      .timeout
    ),
    (
      "2026-11-25T10:00:00.123+0000 I COMMAND  [conn12] command shop.orders command: find { find: \"orders\" } planSummary: COLLSCAN keysExamined:0 docsExamined:1000000 cursorExhausted:1 numYields:7812 nreturned:1 reslen:300 protocol:op_msg 3200ms",
      .slowQuery
    ),
    (
      "2026-11-25 10:00:00 INFO CircuitBreaker 'payments' changed state from CLOSED to OPEN",
      .circuitBreaker
    ),
    ("2026-11-25 10:00:00 INFO circuit breaker opened for payments", .circuitBreaker),
    ("[WARNING] Server be/srv1 is DOWN, reason: Layer4 connection problem", .circuitBreaker),
    ("2026-11-25 10:00:00 WARN rate limiter: request from 10.0.0.9 rejected", .rateLimited),
    (
      "I1125 10:00:00.123456 1 request.go:601] Waited for 1.04s due to client-side throttling, not priority and fairness, request: GET:https://10.96.0.1:443/api",
      .rateLimited
    ),
    ("2026-11-25 10:00:00 ERROR AxiosError: timeout of 5000ms exceeded", .timeout),
    ("2026-11-25 10:00:00 ERROR connection timeout 5000ms", .timeout),
    ("2026-11-25 10:00:00 WARN queue full: true", .queueFull),
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
      "2026-11-25 10:00:00 INFO circuit breaker closed for payments",
      "2026-11-25 10:00:00 INFO CircuitBreaker 'payments' changed state from OPEN to HALF_OPEN",
      "2026-11-25 10:00:00 INFO circuit breaker created: waitDurationInOpenState=60s",
      "2026-11-25 10:00:00 INFO rate limiter configured: 100/s",
      "2026-11-25 10:00:00 rate limiter configured: 100/s",
      "2026-11-25 10:00:00 INFO queue full: false", #"{"queue full":false,"timed out":0}"#,
      "2026-11-25 10:00:00 INFO queue capacity set to 1000",
      "2026-11-25 10:00:00 INFO buffer full, writing it out",
      "2026-11-25 10:00:00 INFO certificate renewed; certificate expires 2027-01-01",
      "2026-11-25 10:00:00 certificate expires 2027-01-01",
      "2026-11-25 10:00:00 certificate will expire in 89 days",
      "2026-11-25 10:00:00 INFO slow query log enabled",
      "2026-11-25 10:00:00 INFO slow query threshold: 200ms",
      "2026-11-25 10:00:00 INFO connection timeout set to 30s",
      "2026-11-25 10:00:00 INFO using a read timeout of 5s",
      "2026-11-25 10:00:00 INFO request timeout 30s", "2026-11-25 10:00:00 WARN read timeout: 5000",
      "2026-11-25 10:00:00 INFO rejectedExecutionHandler: CallerRunsPolicy",
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
