import Model
import Testing

@testable import Applications

/// Traces as their runtimes write them, each one event.
@Suite struct StackTests {
  @Test func java() throws {
    let found = digest(
      """
      2026-11-25 10:00:00.123 ERROR [http-1] c.e.Orders - order 17 failed
      java.lang.IllegalStateException: no price for 17
      \tat com.example.Orders.price(Orders.java:42)
      \tat com.example.Orders.take(Orders.java:17)
      Caused by: java.net.SocketTimeoutException: Read timed out
      \tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:288)
      \t... 17 more
      2026-11-25 10:00:01.123 ERROR [http-2] c.e.Orders - order 18 failed
      java.lang.IllegalStateException: no price for 18
      \tat com.example.Orders.price(Orders.java:42)
      Caused by: java.net.SocketTimeoutException: Read timed out
      2026-11-25 10:00:02.123 INFO [http-2] c.e.Orders - done

      """)
    let stack = try #require(found.stacks.first)
    #expect(found.stacks.count == 1)
    #expect(stack.type == "java.lang.IllegalStateException")
    #expect(stack.message == "no price for 17")
    #expect(stack.frame == "com.example.Orders.price(Orders.java:42)")
    #expect(stack.cause == "java.net.SocketTimeoutException")
    #expect(stack.count.count == 2)
    #expect(found.patternCount == 2)
    #expect(found.events.map(\.kind) == [.timeout])
    #expect(found.events.first?.count.count == 2)
  }

  @Test func python() throws {
    let found = digest(
      """
      2026-11-25 10:00:00,123 ERROR app: request failed
      Traceback (most recent call last):
        File "/srv/app.py", line 17, in handle
          answer = fetch(url)
        File "/srv/client.py", line 42, in fetch
          return session.get(url, timeout=3)
      requests.exceptions.ConnectTimeout: HTTPSConnectionPool(host='api.example.com', port=443): Max retries exceeded with url: /v1 (Caused by ConnectTimeoutError: timed out)
      2026-11-25 10:00:01,123 INFO app: done

      """)
    let stack = try #require(found.stacks.first)
    #expect(stack.type == "requests.exceptions.ConnectTimeout")
    #expect(stack.frame == #"File "/srv/client.py", line 42, in fetch"#)
    #expect(found.events.map(\.kind) == [.timeout])
    #expect(found.calls.map(\.host) == ["api.example.com:443"])
    #expect(found.patternCount == 2)
  }

  @Test func go() throws {
    let found = digest(
      """
      2026/11/25 10:00:00 serving
      panic: runtime error: index out of range [3] with length 3

      goroutine 1 [running]:
      main.take(0xc000010000)
      \t/srv/main.go:42 +0x1d
      main.main()
      \t/srv/main.go:17 +0x2a
      exit status 2
      2026/11/25 10:00:05 serving

      """)
    let stack = try #require(found.stacks.first)
    #expect(stack.type == "panic")
    #expect(stack.frame == "main.take")
    #expect(found.patternCount == 1)
  }

  @Test func node() throws {
    let found = digest(
      """
      2026-11-25T10:00:00.000Z error: unhandled
      TypeError: Cannot read properties of undefined (reading 'id')
          at handle (/srv/app.js:42:7)
          at process.processTicksAndRejections (node:internal/process/task_queues:95:5)

      """)
    #expect(found.stacks.first?.type == "TypeError")
    #expect(found.stacks.first?.frame == "handle (/srv/app.js:42:7)")
  }

  @Test("A trace in a record of the journal, its lines in one message")
  func journal() {
    let record =
      #"{"__REALTIME_TIMESTAMP":"1795600800000000","PRIORITY":"3","SYSLOG_IDENTIFIER":"app","MESSAGE":"failed\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\nValueError: bad"}"#
    let found = digest(record + "\n", form: .journal)
    #expect(found.stacks.first?.type == "ValueError")
    #expect(found.levels == [.error: 1])
    #expect(found.patterns.first?.text == "app: failed")
    #expect(found.lines.first == 1_795_600_800)
  }
}
