import Model
import Testing

@testable import Applications

/// Traces as PHP 8.2 and Ruby 3.1 wrote them; their paths are shorter.
@Suite struct ScriptTraceTests {
  @Test("PHP's log: caught and written, uncaught, and of an exception that came of another")
  func php() throws {
    let found = digest(
      """
      [26-Nov-2026 17:51:43 UTC] serving
      [26-Nov-2026 17:51:43 UTC] Error: connection to db.internal timed out in /srv/a.php:5
      Stack trace:
      #0 /srv/a.php(4): fsockopen2()
      #1 /srv/a.php(8): take()
      #2 {main}

      Next RuntimeException: no answer from db.internal:5432 in /srv/a.php:3
      Stack trace:
      #0 /srv/a.php(7): Shop->connect()
      #1 {main}
      [26-Nov-2026 17:51:43 UTC] order failed: no answer from db.internal:5432
      #0 /srv/a.php(7): Shop->connect()
      #1 {main}
      [26-Nov-2026 17:51:44 UTC] PHP Fatal error:  Uncaught Error: connection to db.internal timed out in /srv/a.php:5
      Stack trace:
      #0 /srv/a.php(4): fsockopen2()
      #1 {main}

      Next RuntimeException: no answer from db.internal:5432 in /srv/a.php:3
      Stack trace:
      #0 /srv/a.php(7): Shop->connect()
      #1 {main}
        thrown in /srv/a.php on line 3
      [26-Nov-2026 17:51:45 UTC] PHP Fatal error:  Uncaught App\\Lost: gone in /srv/a.php:9
      Stack trace:
      #0 [internal function]: take()
      #1 {main}
        thrown in /srv/a.php on line 9
      [26-Nov-2026 17:51:46 UTC] serving

      """)
    #expect(found.stacks.map(\.type).sorted() == ["App\\Lost", "RuntimeException"])
    let stack = try #require(found.stacks.first { $0.type == "RuntimeException" })
    #expect(stack.message == "no answer from db.internal:5432")
    #expect(stack.frame == "/srv/a.php(7): Shop->connect()")
    #expect(stack.cause == "Error")
    #expect(stack.count.count == 2)
    #expect(found.stacks.first { $0.type == "App\\Lost" }?.message == "gone")
    #expect(found.patternCount == 5)
  }

  @Test("Monolog's")
  func monolog() throws {
    let found = digest(
      """
      [2026-11-26 10:00:00] production.ERROR: no answer {"exception":"[object] (PDOException(code: 2002): no answer at /srv/db.php:12)
      [stacktrace]
      #0 /srv/app.php(42): PDO->__construct()
      #1 {main}
      "}
      [2026-11-26 10:00:01] production.INFO: done

      """)
    let stack = try #require(found.stacks.first)
    #expect(stack.type == "PDOException")
    #expect(stack.frame == "/srv/app.php(42): PDO->__construct()")
    #expect(found.patternCount == 2)
  }

  @Test("Ruby's Logger: an exception, one written by hand, and one in full with what it came of")
  func ruby() throws {
    let found = digest(
      """
      # Logfile created on 2026-11-26 17:51:44 +0000 by logger.rb/v1.5.0
      I, [2026-11-26T17:51:44.177874 #22693]  INFO -- : serving
      E, [2026-11-26T17:51:44.178064 #22693] ERROR -- : no price for 127.0.0.1 (RuntimeError)
      shop.rb:3:in `rescue in connect'
      shop.rb:3:in `connect'
      shop.rb:6:in `<main>'
      E, [2026-11-26T17:51:44.178109 #22693] ERROR -- : order failed: RuntimeError: no price for 127.0.0.1
      shop.rb:3:in `rescue in connect'
      shop.rb:6:in `<main>'
      E, [2026-11-26T17:51:44.178165 #22693] ERROR -- : shop.rb:3:in `rescue in connect': no price for 127.0.0.1 (RuntimeError)
      \tfrom shop.rb:3:in `connect'
      \tfrom shop.rb:6:in `<main>'
      shop.rb:3:in `initialize': Connection refused - connect(2) for "127.0.0.1" port 1 (Errno::ECONNREFUSED)
      \tfrom shop.rb:3:in `new'
      \tfrom shop.rb:6:in `<main>'

      I, [2026-11-26T17:51:44.180929 #22693]  INFO -- : done

      """)
    let stack = try #require(found.stacks.first)
    #expect(found.stacks.count == 1)
    #expect(stack.type == "RuntimeError")
    #expect(stack.frame == "shop.rb:3:in `rescue in connect'")
    #expect(stack.count.count == 3)
    #expect(stack.cause == "Errno::ECONNREFUSED")
    #expect(stack.message == "no price for 127.0.0.1")
  }

  @Test("What Ruby 3.4 prints where nobody catches it, and what it came of")
  func uncaught() throws {
    let found = digest(
      """
      shop.rb:3:in 'Shop#connect': no price for 127.0.0.1 (RuntimeError)
      \tfrom shop.rb:3:in 'Shop#take'
      \tfrom shop.rb:9:in '<main>'
      shop.rb:3:in 'TCPSocket#initialize': Connection refused - connect(2) for "127.0.0.1" port 1 (Errno::ECONNREFUSED)
      \tfrom shop.rb:3:in 'Class#new'

      """)
    let stack = try #require(found.stacks.first)
    #expect(found.stacks.count == 1)
    #expect(stack.type == "RuntimeError")
    #expect(stack.frame == "shop.rb:3:in 'Shop#connect'")
    #expect(stack.cause == "Errno::ECONNREFUSED")
  }

  @Test(
    "What looks a little like it is a line of its own",
    arguments: [
      "#1 in the list", "# comment", "#12", "Stack traces are kept", "saw 17:in the morning'",
      "[stack] full", "see app.rb:3 (Monday)", "Next: the weather", "done (OK)",
    ])
  func others(line: String) {
    let found = digest("2026-11-26 10:00:00 ERROR failed\n\(line)\n2026-11-26 10:00:01 INFO done\n")
    #expect(found.patternCount == 3 && found.stacks.isEmpty)
  }
}
