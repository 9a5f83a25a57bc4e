/// `/proc/loadavg`: `0.20 0.18 0.12 1/80 11206`.
public struct LoadText: Sendable, Hashable {
  /// Over 1, 5 and 15 minutes, in tasks.
  public var one: Double, five: Double, fifteen: Double
  /// Scheduling entities runnable, and in all.
  public var runnable: UInt64, tasks: UInt64

  /// The averages in `text`.
  public init(_ text: Text) throws(Malformed) {
    let words = try text.whole().words
    guard words.count >= 4, let one = words[0].fraction, let five = words[1].fraction,
      let fifteen = words[2].fraction, let slash = words[3].firstIndex(of: UInt8(ascii: "/")),
      let runnable = words[3].slice(0, slash).number,
      let tasks = words[3].slice(slash + 1, words[3].count).number
    else { throw Malformed("not three averages and the number of tasks") }
    self.one = one
    self.five = five
    self.fifteen = fifteen
    self.runnable = runnable
    self.tasks = tasks
  }
}

/// `/proc/uptime`: `7192.55 29212.05`, seconds up and seconds idle over all processors.
public struct UptimeText: Sendable, Hashable {
  /// Since boot, time asleep included, to 1/100 s.
  public var seconds: Double

  /// The uptime in `text`.
  public init(_ text: Text) throws(Malformed) {
    // Three hundred years.
    guard let seconds = try text.whole().words.first?.fraction, seconds < 1e10 else {
      throw Malformed("no number of seconds")
    }
    self.seconds = seconds
  }
}

/// A pressure file, as Documentation/accounting/psi.rst has it.
///
/// ```
/// some avg10=0.00 avg60=0.00 avg300=0.00 total=1643181
/// full avg10=0.00 avg60=0.00 avg300=0.00 total=0
/// ```
public struct PressureText: Sendable, Hashable {
  /// One line; averages in percent, total in microseconds since boot.
  public struct Line: Sendable, Hashable {
    /// Over 10, 60 and 300 seconds.
    public var average10: Double, average60: Double, average300: Double
    /// The only one that shares of an own window can be computed from.
    public var total: UInt64
  }
  /// Time in which at least one task stalled.
  public var some: Line
  /// Time in which all tasks stalled at once; nil for CPU before Linux 5.13.
  public var full: Line?

  /// The lines in `text`; throws where the line of some stalled tasks is missing or either is
  /// damaged: a kernel that has no line of all stalled tasks is another thing.
  public init(_ text: Text) throws(Malformed) {
    var some: Line?
    _ = try text.whole()
    for line in text.lines where line.hasPrefix("some ") || line.hasPrefix("full ") {
      guard let read = Line(line) else {
        throw Malformed("not a share of stalled tasks: \(line.string.prefix(40))")
      }
      if line.hasPrefix("some ") { some = read } else { full = read }
    }
    guard let some else { throw Malformed("no line that begins with some") }
    self.some = some
  }
}

extension PressureText.Line {
  fileprivate init?(_ line: Text) {
    let words = line.words
    guard words.count >= 5, let ten = words[1].assigned("avg10="),
      let sixty = words[2].assigned("avg60="), let threeHundred = words[3].assigned("avg300="),
      words[4].hasPrefix("total="), let total = words[4].slice(6, words[4].count).number
    else { return nil }
    self.init(average10: ten, average60: sixty, average300: threeHundred, total: total)
  }
}

extension Text {
  fileprivate func assigned(_ name: StaticString) -> Double? {
    hasPrefix(name) ? slice(name.utf8CodeUnitCount, count).fraction : nil
  }
}
