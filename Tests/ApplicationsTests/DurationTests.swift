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
    (#"10.0.0.1 - - [25/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 12 17"#, "time", 0.017),
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
  ])
  func inLines(line: String, field: String, value: Double) throws {
    let all = digest(line + "\n").operations
    let found = try #require(all.first { $0.field == field }, "\(all.map(\.field))")
    #expect(abs(found.timings.longest - value) < 1e-9)
    #expect(found.timings.count == 1)
  }

  @Test(
    "What is set is not what it took",
    arguments: [
      "2026-11-25 10:00:00 INFO listening, timeout=30s keepalive=75s",
      "2026-11-25 10:00:00 WARN retrying in 5s", "2026-11-25 10:00:00 INFO max_age: 60s",
      "2026-11-25 10:00:00 INFO poll interval 10s",
      "2026-11-25 10:00:00 INFO port 8080 of 10.0.0.1",
    ])
  func settings(line: String) {
    #expect(digest(line + "\n").operations.isEmpty)
  }
}
