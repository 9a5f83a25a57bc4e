import Model
import Testing

@testable import Applications

/// Traces within the fields of structured lines.
@Suite struct TraceFieldTests {
  /// ECS, logstash-logback-encoder, pino, winston, python-json-logger, structlog, Serilog, OpenTelemetry.
  @Test(
    "Traces in the fields of structured lines",
    arguments: [
      (
        #""error.stack_trace":"java.lang.IllegalStateException: no price\n\tat com.example.Orders.price(Orders.java:42)\n""#,
        "java.lang.IllegalStateException", "com.example.Orders.price(Orders.java:42)"
      ),
      (
        #""stack_trace":"java.lang.IllegalStateException: no price\n\tat a.B.c(B.java:4)\nCaused by: java.net.SocketTimeoutException: Read timed out\n\t... 1 more\n""#,
        "java.lang.IllegalStateException", "a.B.c(B.java:4)"
      ),
      (
        #""err":{"type":"Error","message":"boom","stack":"Error: boom\n    at take (/srv/pool.js:42:7)"}"#,
        "Error", "take (/srv/pool.js:42:7)"
      ),
      (
        #""exc_info":"Traceback (most recent call last):\n  File \"/srv/app.py\", line 17, in handle\n    fetch(url)\nValueError: bad""#,
        "ValueError", #"File "/srv/app.py", line 17, in handle"#
      ),
      (
        #""exception": "Traceback (most recent call last):\n  File \"/srv/app.py\", line 17, in handle\nValueError: bad""#,
        "ValueError", #"File "/srv/app.py", line 17, in handle"#
      ),
      (
        #""Exception":"System.InvalidOperationException: no price\n   at Shop.Orders.Take() in /srv/Orders.cs:line 42""#,
        "System.InvalidOperationException", "Shop.Orders.Take() in /srv/Orders.cs:line 42"
      ),
      (
        #""exception.stacktrace":["java.io.IOException: no","\tat a.B.c(B.java:4)","\tat a.B.d(B.java:5)"]"#,
        "java.io.IOException", "a.B.c(B.java:4)"
      ),
      (
        #""error":"dial tcp: no","stacktrace":"main.take\n\t/srv/main.go:42\nmain.main\n\t/srv/main.go:17""#,
        "error", "main.take"
      ),
      (
        #""exception":"java.net.SocketTimeoutException: Read timed out""#,
        "java.net.SocketTimeoutException", ""
      ),
    ])
  func fields(field: String, type: String, frame: String) {
    let line = #"{"time":"2026-11-25T10:00:00Z","level":"error","message":"failed",\#(field)}"#
    let found = digest("\(line)\n\(line)\n{\"time\":\"2026-11-25T10:00:01Z\",\"stack\":\"blue\"}\n")
    #expect(found.stacks.map(\.type) == [type])
    #expect(found.stacks.map { $0.frame ?? "" } == [frame])
    #expect(found.stacks.map(\.count.count) == [2])
    #expect(found.patternCount == 2)
  }

  @Test("A trace in a field of logfmt")
  func logfmt() {
    let found = digest(
      #"ts=2026-11-25T10:00:00Z level=error msg=failed stack="goroutine 1 [running]:\nmain.take(0x1)\n\t/srv/main.go:42 +0x1d" panic="no""#
        + "\n" + #"ts=2026-11-25T10:00:00Z level=error stack="ValueError: bad\n  at x:1""# + "\n")
    #expect(found.stacks.map(\.type).contains("ValueError"))
  }
}
