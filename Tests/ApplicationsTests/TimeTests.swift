import Model
import Testing

@testable import Applications

/// Times in the forms of real programs, all the same moment: 2026-11-25T10:00:00Z.
@Suite struct TimeTests {
  private static let ten = noon - 7200

  @Test(arguments: [
    "2026-11-25T10:00:00Z started", "2026-11-25T11:00:00+01:00 started",
    "2026-11-25 10:00:00,000 - started", "2026-11-25 10:00:00.000 INFO started",
    "2026/11/25 10:00:00 [error] 17#17: started", "Nov 25 10:00:00 host app[1]: started",
    #"10.0.0.1 - - [25/Nov/2026:05:00:00 -0500] "GET / HTTP/1.1" 200 1"#,
    "[Wed Nov 25 10:00:00.000000 2026] [core:notice] started",
    "Nov 25, 2026 10:00:00 AM org.apache.catalina.startup load",
    "I1125 10:00:00.000000 1 a.go:1] x",
    "25 Nov 2026 10:00:00.000 * started", "25-Nov-2026 10:00:00.000 INFO started",
    "=INFO REPORT==== 25-Nov-2026::10:00:00 ===", "1795600800.000 started", "1795600800000 started",
    "261125 10:00:00 [Note] started", #"{"level":"info","ts":1795600800.0,"msg":"started"}"#,
    #"{"level":"info","time":"2026-11-25T10:00:00.000Z","msg":"started"}"#,
    "ts=2026-11-25T10:00:00Z level=info msg=started", "level=info time=1795600800 msg=started",
    "type=SYSCALL msg=audit(1795600800.000:44): started",
    "<30>Nov 25 10:00:00 host app: started", "2026-11-25 10:00:00 UTC [17] LOG:  started",
    "17:C 25 Nov 2026 10:00:00.000 # started",
  ])
  func forms(line: String) {
    let found = digest(line + "\n")
    #expect(found.lines.first == Self.ten, "\(line)")
    #expect(found.oddities.untimed == 0)
  }

  @Test("Five forms in one log")
  func mixed() {
    let found = digest(
      """
      2026-11-25T10:00:00Z one
      Nov 25 10:00:01 host app[1]: two
      10.0.0.1 - - [25/Nov/2026:10:00:02 +0000] "GET / HTTP/1.1" 200 1
      1795600803 three
      [Wed Nov 25 10:00:04 2026] [core:notice] four

      """)
    #expect(found.lines.first == Self.ten)
    #expect(found.lines.last == Self.ten + 4)
    #expect(found.oddities.untimed == 0)
  }

  @Test("Thousandths of seconds may have a fraction of their own, and no number has two points")
  func fractions() {
    #expect(digest("{\"ts\":1795600800000.25,\"msg\":\"a\"}\n").lines.first == Self.ten)
    #expect(digest("{\"ts\":1795600800.1.5,\"msg\":\"a\"}\n").lines.first == nil)
  }

  @Test("Without a year it is the last such day")
  func noYear() {
    #expect(digest("Dec 31 23:59:59 host a: b\n").lines.first == 1_767_225_599)
    #expect(digest("Nov 25 10:00:00 host a: b\n").lines.first == Self.ten)
    // Clocks that are not quite the same: five minutes ahead is today.
    #expect(digest("Nov 25 12:05:00 host a: b\n").lines.first == noon + 300)
  }

  @Test("A time that tells no zone is the target's")
  func zone() {
    #expect(digest("2026-11-25 11:00:00 a\n", zone: 3600).lines.first == Self.ten)
    #expect(digest("2026-11-25T10:00:00Z a\n", zone: 3600).lines.first == Self.ten)
  }

  @Test("Lines from the future are counted, and do not stretch the time that is drawn")
  func future() {
    let found = digest("2031-01-01T00:00:00Z a\n2026-11-25T10:00:00Z b\n")
    #expect(found.oddities.future == 1)
    #expect(found.lines.count == 2)
  }

  @Test("Only what was asked for is counted")
  func bounds() {
    let text = "2026-11-25T09:00:00Z ERROR a\n\tat x(Y.java:1)\n2026-11-25T10:00:00Z ERROR b\n"
    let found = digest(text, since: Self.ten - 60)
    #expect(found.levels == [.error: 1])
    #expect(found.oddities.outside == 2)
    #expect(digest(text, until: Self.ten - 60).patterns.first?.example.contains("09:00") == true)
  }

  @Test(arguments: [
    "", "-", "2026-13-45 99:99:99 x", "Foo 25 10:00:00 x", "99999999999 x", "17 x", "12:00:00 x",
    "2026-11-25", "[", "{\"ts\":", "Nov",
  ])
  func none(line: String) {
    #expect(digest(line + "\n").lines.first == nil)
  }
}
