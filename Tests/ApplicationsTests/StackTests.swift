import Model
import Testing

@testable import Applications

/// Sees that `found` has the trace of an order without a price, twice, and no other.
func expectTwoOrders(_ found: LogDigest) throws {
  let stack = try #require(found.stacks.first)
  #expect(found.stacks.count == 1)
  #expect(stack.type == "java.lang.IllegalStateException")
  #expect(stack.message == "no price for 17")
  #expect(stack.frame == "com.example.Orders.price(Orders.java:42)")
  #expect(stack.cause == "java.net.SocketTimeoutException")
  #expect(stack.count.count == 2)
}

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
    try expectTwoOrders(found)
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

  /// node v18 of what nobody catches, and of what is logged.
  @Test("Node's errors that are no more than that")
  func plainErrors() throws {
    let found = digest(
      """
      2026-11-25T10:00:00.000Z ERROR request failed
      Error: connect ECONNREFUSED 10.0.0.5:6379
          at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16) {
        errno: -111,
        code: 'ECONNREFUSED',
        address: '10.0.0.5',
        port: 6379
      }
      2026-11-25T10:00:01.000Z ERROR unhandled Error: boom
          at handle (/srv/app.js:42:7)
      2026-11-25T10:00:02.000Z INFO done

      """)
    #expect(
      found.stacks.map { "\($0.type): \($0.message)" }.sorted() == [
        "Error: boom", "Error: connect ECONNREFUSED 10.0.0.5:6379",
      ])
    #expect(found.patternCount == 3)
    #expect(found.events.map(\.kind) == [.refused])
    #expect(found.calls.map(\.host) == ["10.0.0.5:6379"])
    #expect(found.calls.first?.failures == [.refused: 1])
  }

  @Test("A log whose lines begin with what Node calls its errors")
  func untimedErrors() {
    let found = digest("Error: no such user\nok\nError: no such user\nError: no such user\n")
    #expect(found.patterns.map(\.count.count).sorted() == [1, 3])
  }

  /// net/http/server.go of Go 1.22.
  @Test("A panic while Go serves")
  func servingPanic() throws {
    let found = digest(
      """
      2026/11/25 10:00:00 http: panic serving 10.0.0.9:4711: runtime error: invalid memory address or nil pointer dereference
      goroutine 34 [running]:
      net/http.(*conn).serve.func1()
      \t/usr/lib/go-1.22/src/net/http/server.go:1898 +0xbe
      panic({0x6a1a80?, 0x8b0d50?})
      \t/usr/lib/go-1.22/src/runtime/panic.go:770 +0x132
      main.(*Server).handle(0xc000010000, {0x7b0f98, 0xc0001460e0}, 0xc000126120)
      \t/srv/main.go:42 +0x1d
      net/http.HandlerFunc.ServeHTTP(0xc000100000?, {0x7b0f98?, 0xc0001460e0?}, 0x0?)
      \t/usr/lib/go-1.22/src/net/http/server.go:2166 +0x29
      created by net/http.(*Server).Serve in goroutine 1
      \t/usr/lib/go-1.22/src/net/http/server.go:3285 +0x4b4
      2026/11/25 10:00:05 serving

      """)
    let stack = try #require(found.stacks.first)
    #expect(stack.type == "panic")
    #expect(stack.message == "runtime error: invalid memory address or nil pointer dereference")
    #expect(stack.frame == "main.(*Server).handle")
    #expect(found.patternCount == 2)
  }

  @Test("A fatal error of Go with two goroutines")
  func fatalError() throws {
    let found = digest(
      """
      2026/11/25 10:00:00 serving
      fatal error: concurrent map writes

      goroutine 18 [running]:
      main.count(...)
      \t/srv/main.go:42
      main.main.func1()
      \t/srv/main.go:17 +0x2a
      created by main.main in goroutine 1
      \t/srv/main.go:16 +0x2a

      goroutine 1 [select]:
      main.main()
      \t/srv/main.go:20 +0x2a
      exit status 2

      """)
    #expect(found.stacks.map(\.type) == ["fatal error"])
    #expect(found.stacks.map(\.message) == ["concurrent map writes"])
    #expect(found.stacks.map(\.frame) == ["main.count"])
    #expect(found.patternCount == 1)
  }

  @Test(
    "A panic of Rust, as it was told until 1.73 and is since",
    arguments: [
      "thread 'main' panicked at src/main.rs:4:5:\nindex out of bounds: the len is 3 but the index is 99",
      "thread 'main' panicked at 'index out of bounds: the len is 3 but the index is 99', src/main.rs:4:5",
      "thread 'main' (4711) panicked at src/main.rs:4:5:\nindex out of bounds: the len is 3 but the index is 99",
    ], [true, false])
  func rust(head: String, isDocker: Bool) throws {
    let lines =
      "2026-11-25T10:00:00Z INFO serving\n" + head + """

        stack backtrace:
           0: rust_begin_unwind
                     at /rustc/07dca489/library/std/src/panicking.rs:645:5
           1: app::main
                     at ./src/main.rs:4:5
        note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
        2026-11-25T10:00:01Z INFO serving
        """
    let wrapped = lines.split(separator: "\n").map {
      (isDocker ? "2026-11-25T10:00:00.123456789Z " : "") + $0 + "\n"
    }
    let found = digest(wrapped.joined())
    let stack = try #require(found.stacks.first)
    #expect(stack.type == "panic")
    #expect(stack.message == "index out of bounds: the len is 3 but the index is 99")
    #expect(stack.frame == "src/main.rs:4:5")
    #expect(stack.count.count == 1)
    #expect(found.patternCount == (isDocker ? 2 : 1), "\(found.patterns.map(\.text))")
  }

  @Test("A trace right behind another of the same event")
  func another() {
    let found = digest(
      """
      2026-11-25 10:00:00.123 ERROR [http-1] c.e.Orders - order 17 failed
      java.lang.IllegalStateException: no price for 17
      \tat com.example.Orders.price(Orders.java:42)
      Exception in thread "main" java.lang.OutOfMemoryError: Java heap space
      \tat com.example.Cache.fill(Cache.java:17)

      """)
    #expect(
      Set(found.stacks.map { "\($0.type) \($0.frame ?? "")" }) == [
        "java.lang.IllegalStateException com.example.Orders.price(Orders.java:42)",
        "java.lang.OutOfMemoryError com.example.Cache.fill(Cache.java:17)",
      ])
    #expect(found.events.map(\.kind) == [.outOfMemory])
    #expect(found.patternCount == 1)
  }

  /// Lib/traceback.py, `_cause_message` and `_context_message`.
  @Test(
    "Python's chains",
    arguments: [
      "The above exception was the direct cause of the following exception:",
      "During handling of the above exception, another exception occurred:",
    ], [true, false])
  func chained(words: String, isDocker: Bool) throws {
    let text = """
      2026-11-25 10:00:00,123 ERROR app: request failed
      Traceback (most recent call last):
        File "/srv/cache.py", line 17, in get
          return self.kept[key]
      KeyError: 'x'

      \(words)

      Traceback (most recent call last):
        File "/srv/app.py", line 42, in handle
          raise Missing(key)
      shop.Missing: no x
      2026-11-25 10:00:01,123 INFO app: done
      """
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      (isDocker ? "2026-11-25T10:00:00.123456789Z " : "") + $0 + "\n"
    }
    let found = digest(lines.joined())
    let stack = try #require(found.stacks.first)
    #expect(found.stacks.count == 1)
    #expect(stack.type == "shop.Missing")
    #expect(stack.cause == "KeyError")
    #expect(stack.frame == #"File "/srv/app.py", line 42, in handle"#)
    #expect(found.patternCount == 2, "\(found.patterns.map(\.text))")
  }
}
