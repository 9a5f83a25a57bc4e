import Collector
import Testing

/// What is no recording is refused in so many words.
@Suite struct RefusalTests {
  private static let first = "-- sample 1 at 1.0 wall 1.0 --\n"
  private static let second = "-- sample 2 at 2.0 wall 2.0 --\n"

  @Test(arguments: [
    ("", "it is empty"),
    ("hello\n", "it does not begin with"),
    ("whyslow recording 2\n\(first)", "it does not begin with"),
    ("whyslow recording 1\n", "it has no sample"),
    ("whyslow recording 1\nwhyslow recording 1\n\(first)", "it begins twice"),
    ("whyslow recording 1\n-- /proc/stat --\n", "stands before the first sample"),
    ("whyslow recording 1\n\(first)\(second)-- sample 3 at 3.0 wall 3.0 --\n", "more than two"),
    ("whyslow recording 1\n\(second)\(first)", "not numbered"),
    ("whyslow recording 1\n\(first)whyslow recording 1\n\(first)", "not numbered"),
    ("whyslow recording 1\n\(first)-- sample 2 at 0.5 wall 2.0 --\n", "older"),
    ("whyslow recording 1\n-- sample 1 at soon wall 1.0 --\n", "lacks its number"),
    ("whyslow recording 1\n-- sample 1 at nan wall 1.0 --\n", "lacks its number"),
    ("whyslow recording 1\n-- sample 1 at 1e300 wall 1.0 --\n", "lacks its number"),
    ("whyslow recording 1\n-- sample 1 at -1 wall 1.0 --\n", "lacks its number"),
    ("whyslow recording 1\n-- sample 1 at 1 wall 1e300 --\n", "lacks its number"),
    ("whyslow recording 1\n\(first)-- end --\nmore\n", "goes on after its end"),
  ])
  func refused(text: String, reason: String) {
    do {
      _ = try Recording(parsing: Array(text.utf8))
      Issue.record("it was taken")
    } catch {
      #expect(error.description.contains(reason), "\(error.description)")
    }
  }
}
