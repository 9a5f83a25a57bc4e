import Model
import Testing

@testable import Applications

/// What has no line before it.
@Suite struct FirstLineTests {
  @Test("A log that begins with a trace")
  func first() throws {
    let rust = """
      thread 'main' panicked at src/main.rs:4:5:
      no price
      stack backtrace:
         0: rust_begin_unwind
                   at /rustc/07dca489/library/std/src/panicking.rs:645:5
      note: run with `RUST_BACKTRACE=full`

      """
    let java = "Exception in thread \"main\" java.lang.RuntimeException: b\n\tat a.B.d(B.java:2)\n"
    let go = "fatal error: all goroutines are asleep - deadlock!\n"
    for (text, type) in [
      (rust, "panic"), (java, "java.lang.RuntimeException"), (go, "fatal error"),
    ] {
      for times in 1...3 {
        let found = digest(String(repeating: text, count: times))
        #expect(found.stacks.map(\.type) == [type])
        #expect(found.stacks.first?.count.count == times)
        #expect(found.events.first?.count.count == (type == "fatal error" ? times : nil))
        #expect(found.patternCount == 1, "\(found.patterns.map(\.text))")
      }
    }
  }
}
