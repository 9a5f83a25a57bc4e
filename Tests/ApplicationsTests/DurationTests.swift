import Model
import Testing

@testable import Applications

private func seconds(_ word: String, _ unit: DurationUnit? = nil) -> Double? {
  Array(word.utf8).withBytes { duration($0, unit: unit) }
}

/// Durations in the spellings of real programs.
@Suite struct DurationTests {
  @Test(arguments: [
    ("3.2s", 3.2), ("1532ms", 1.532), ("1.078107672s", 1.078107672), ("250us", 250e-6),
    ("250µs", 250e-6), ("17ns", 17e-9), ("1m3.5s", 63.5), ("1h2m3s", 3723), ("PT3.2S", 3.2),
    ("PT1M3S", 63), ("P1DT1H", 90000), ("took:3.2s", 3.2), ("5s.", 5), ("12.5ms", 0.0125),
    (":250ms", 0.25), ("2sec", 2), ("3000msecs", 3),
  ])
  func withUnit(word: String, value: Double) throws {
    let found = try #require(seconds(word))
    #expect(abs(found - value) < 1e-9, "\(word) is \(found)")
  }

  @Test(arguments: [
    ("1532", DurationUnit.milliseconds, 1.532), ("0.123", .seconds, 0.123),
    (":17", .milliseconds, 0.017), ("1234", .microseconds, 0.001234), ("0.25", .unsaid, 0.25),
    ("250", .unsaid, 0.25), ("1078107672", .unsaid, 1.078107672), ("00:00:03.250", .unsaid, 3.25),
    ("0:01:00", .unsaid, 60), ("2.000324", .seconds, 2.000324),
  ])
  func withoutUnit(word: String, unit: DurationUnit, value: Double) throws {
    let found = try #require(seconds(word, unit))
    #expect(abs(found - value) < 1e-9, "\(word) is \(found)")
  }

  @Test(arguments: [
    "", "abc", "10.0.0.1", "3.2", "1990x", "v1.2s3", "-", "P", "PT", "12kB", "5%", "-3.2s",
    "took:-3.2s",
  ])
  func none(word: String) {
    #expect(seconds(word) == nil)
  }

  @Test("A month and more is no duration of a call")
  func absurd() {
    #expect(seconds("99999999999999999999s") == nil)
    #expect(seconds("9999999999", .seconds) == nil)
  }

  /// What is timed, and by which word, in lines of real programs.
  @Test(arguments: [
    (
      "2026-11-25 10:00:00.123 UTC [17] LOG:  duration: 2001.123 ms  statement: SELECT pg_sleep(2)",
      "duration", 2.001123
    ),
    ("2026-11-25 10:00:00 INFO backup took 1.5 m", "took", 90),
    ("2026-11-25 10:00:00 INFO request took=3200 m=GET", "took", 3.2),
    ("2026-11-25 10:00:00 INFO query took 12.3456 (ms) at shard 3", "took", 0.0123456),
    (
      "# Query_time: 2.000324  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 0", "Query_time",
      2.000324
    ),
    (
      #"{"t":{"$date":"2026-11-25T10:00:00.123+00:00"},"s":"I","msg":"Slow query","attr":{"durationMillis":123}}"#,
      "durationMillis", 0.123
    ),
    (
      #"10.0.0.1 - - [25/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "curl/7.88" rt=1.250 uct="0.000" urt="1.249""#,
      "rt", 1.25
    ),
    (
      #"10.0.0.1 - - [25/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "curl/7.88" 250123"#,
      "time", 0.250123
    ),
    ("Nov 25 10:00:00 web app[17]: request took 3.2s", "took", 3.2),
    (
      "time=2026-11-25T10:00:00Z level=info msg=done duration=1.078107672s", "duration", 1.078107672
    ),
    (#"{"ts":1795600800.5,"level":"info","msg":"handled","elapsed": 0.25}"#, "elapsed", 0.25),
    (
      #"{"ts":1795600800.5,"level":"info","msg":"handled","response_time": 250}"#, "response_time",
      0.25
    ),
    (
      "2026-11-25 10:00:00 INFO Started Application in 4.123 seconds (JVM running for 4.9)", "in",
      4.123
    ),
    (
      "[2026-11-25T10:00:00.123+0000][info][gc] GC(12) Pause Young (Normal) 24M->4M(256M) 3.456ms",
      "time", 0.003456
    ),
    (
      "I1218 06:13:36.845970 16 aggregator.go:118] Finished generation after 14.671324ms", "after",
      0.014671324
    ),
    ("2026-11-25 10:00:00 job finished, elapsed 00:01:02.500", "elapsed", 62.5),
    // EF Core, RelationalEventId.CommandExecuted: `{0:N0}` of thousandths.
    (
      "2026-11-25 10:00:00 INFO Executed DbCommand (3,200ms) [Parameters=[], CommandType='Text', CommandTimeout='30']",
      "DbCommand", 3.2
    ),
    ("2026-11-25 10:00:00 INFO took 3,200 ms", "took", 3.2),
    ("2026-11-25 10:00:00 INFO took 1,203,200 us for all", "took", 1.2032),
    ("2026-11-25 10:00:00 INFO took 0,450 s", "took", 0.45),
    ("2026-11-25 10:00:00 INFO took 1,203.5 seconds", "took", 1203.5),
    // systemd, format_timespan(), and what others write so.
    ("Nov 25 10:00:00 web systemd[1]: Startup finished in 1min 3.200s.", "in", 63.2),
    ("2026-11-25 10:00:00 INFO took 1 min 3 s", "took", 63),
    ("2026-11-25 10:00:00 INFO took 3s 200ms", "took", 3.2),
    ("2026-11-25 10:00:00 INFO took 1 hour, 2 minutes and 3 seconds", "took", 3723),
    ("2026-11-25 10:00:00 INFO backup finished in 00:00:03.200", "in", 3.2),
    ("2026-11-25 10:00:00 INFO Response time: 3200", "time", 3.2),
    ("2026-11-25 10:00:00 INFO Execution time: 3200 for 17 rows", "time", 3.2),
    ("2026-11-25 10:00:00 INFO Total time: 3.2", "time", 3.2),
    ("2026-11-25 10:00:00 INFO Time taken: 3.2", "taken", 3.2),
    // Rails' lograge; Traefik's JSON.
    (
      "2026-11-25 10:00:00 method=GET path=/ format=html controller=Home action=show status=200 duration=58.33 view=40.43",
      "duration", 0.05833
    ),
    (
      #"{"time":"2026-11-25T10:00:00Z","Duration":3456789,"OriginDuration":3400000,"OriginStatus":200}"#,
      "Duration", 0.003456789
    ),
    // HotSpot's unified log through syslog; its pauses before.
    (
      "Nov 25 10:00:00 web java[77]: [121.345s][info][gc] GC(12) Pause Young (Normal) 24M->4M(256M) 4.123ms",
      "time", 0.004123
    ),
    (
      "2026-11-25T10:00:00.123+0000: 121.345: Total time for which application threads were stopped: 3.2000000 seconds, Stopping threads took: 0.0001 seconds",
      "stopped", 3.2
    ),
    // V8's --trace-gc, Go's GODEBUG=gctrace=1.
    (
      "Nov 25 10:00:00 web node[123]: [123:0x5d5e] 1234 ms: Mark-sweep (reduce) 12.3 (45.6) -> 10.1 (45.6) MB, 32.1 / 0.0 ms  (average mu = 0.969, current mu = 0.969) allocation failure; GC in old space requested",
      "time", 0.0321
    ),
    (
      "Nov 25 10:00:00 web app[7]: gc 18 @21.453s 2%: 0.018+1.1+0.010 ms clock, 0.14+0.35/1.2/0.9+0.080 ms cpu, 4->5->2 MB, 5 MB goal, 0 MB stacks, 0 MB globals, 8 P",
      "time", 0.000028
    ),
  ])
  func inLines(line: String, field: String, value: Double) throws {
    let all = digest(line + "\n").operations
    let found = try #require(all.first { $0.field == field }, "\(all.map(\.field))")
    #expect(abs(found.timings.longest - value) < 1e-9)
    #expect(found.timings.count == 1)
  }

  @Test(
    "One duration and no other",
    arguments: [
      "Nov 25 10:00:00 web java[77]: [121.345s][info][gc] GC(12) Pause Young (Normal) 24M->4M(256M) 4.123ms",
      "Nov 25 10:00:00 web node[123]: [123:0x5d5e] 1234 ms: Scavenge 2.3 (3.0) -> 1.9 (4.0) MB, 32.1 / 0.0 ms  (average mu = 1.000, current mu = 1.000) task;",
      "Nov 25 10:00:00 web app[7]: gc 18 @21.453s 2%: 0.018+1.1+0.010 ms clock, 0.14+0.35/1.2/0.9+0.080 ms cpu, 4->5->2 MB, 5 MB goal, 8 P",
      "2026-11-25 10:00:00 INFO Executed DbCommand (3,200ms) [CommandTimeout='30']",
      "2026-11-25 10:00:00 INFO took 3,200 ms", "2026-11-25 10:00:00 INFO took 1 min 3 s",
      "2026-11-25 10:00:00 INFO took 3s 200ms", "2026-11-25 10:00:00 INFO a,b,17,3ms",
    ])
  func one(line: String) {
    #expect(digest(line + "\n").operations.count == 1)
  }

  /// Names of fields, what their numbers count, and what does not belong to durations.
  @Test(arguments: [
    ("storage_latency_ms", DurationUnit.milliseconds), ("image_duration_ms", .milliseconds),
    ("message_latency_ms", .milliseconds), ("page_load_time_ms", .milliseconds),
    ("stage_duration", .unsaid), ("packageTimeMs", .milliseconds), ("waitMs", .milliseconds),
    ("durationMS", .milliseconds), ("elapsedms", .milliseconds), ("durationMillis", .milliseconds),
    ("durationUs", .microseconds), ("latencyUs", .microseconds), ("duration_usec", .microseconds),
    ("duration_us", .microseconds), ("latencyus", .microseconds), ("latency_µs", .microseconds),
    ("durationNs", .nanoseconds), ("elapsedNanos", .nanoseconds), ("duration_ns", .nanoseconds),
    ("durationSeconds", .seconds), ("elapsedSeconds", .seconds), ("durationSec", .seconds),
    ("duration_secs", .seconds), ("elapsed_s", .seconds), ("durationMinutes", .minutes),
    ("upstream_response_time", .seconds), ("throttled_seconds", .seconds), ("ms", .milliseconds),
    ("took", .unsaid), ("elapsedTime", .unsaid),
  ])
  func names(name: String, unit: DurationUnit) {
    #expect(Array(name.utf8).withBytes { FieldNames.unit($0) } == unit)
  }

  @Test(arguments: [
    "max_age", "maxAgeSeconds", "age_ms", "cacheTTLSeconds", "ttl_ms", "timeoutMs", "status",
    "terminationGracePeriodSeconds", "leaseDurationSeconds", "max_latency_ms", "requests_per_sec",
    "requests/sec", "opsPerSec", "latency_count", "params", "items", "diskUs", "errors",
    "bytes_per_s",
    "columns", "bonus", "class", "order_id", "retry_after_ms", "delaySeconds",
  ])
  func noNames(name: String) {
    #expect(Array(name.utf8).withBytes { FieldNames.unit($0) } == nil)
  }

  @Test(
    "What is set is not what it took",
    arguments: [
      "2026-11-25 10:00:00 INFO listening, timeout=30s keepalive=75s",
      "2026-11-25 10:00:00 WARN retrying in 5s", "2026-11-25 10:00:00 INFO max_age: 60s",
      "2026-11-25 10:00:00 INFO poll interval 10s",
      "2026-11-25 10:00:00 INFO port 8080 of 10.0.0.1",
      "2026-11-25 10:00:00 INFO next run in 00:10:00",
      "2026-11-25 10:00:00 INFO waited 1'234 ms",
      "2026-11-25 10:00:00 INFO took 3,200 s", "2026-11-25 10:00:00 INFO took 3,200 seconds",
      "Nov 25 10:00:00 web systemd[1]: web.service: Consumed 1min 3.200s CPU time.",
      "[2026-11-25T10:00:00.123+0000][info][safepoint] Time since last: 123456789 ns",
      "2026-11-25 10:00:00 INFO duration=5000000", "2026-11-25 10:00:00 INFO ids 1,2,300 of 17",
    ])
  func settings(line: String) {
    #expect(digest(line + "\n").operations.isEmpty)
  }
}
