/// The clock by which a log's times are read.
public struct LogClock: Sendable {
  /// Seconds since 1970 when the log was read.
  public var now: Double
  /// Seconds that clocks of the log's place are ahead of UTC; for times that do not say.
  public var zone: Double

  /// A clock that shows `now`, at a place `zone` seconds ahead of UTC.
  public init(now: Double, zone: Double = 0) {
    self.now = now
    self.zone = zone
  }
}

/// The time that `text` is, in seconds since 1970; nil for anything else.
public func logTime(_ text: String, zone: Double) -> Double? {
  Array(text.utf8).withBytes { bytes in
    for form in [TimeForm.year, .epoch] {
      let found = form.read(bytes, 0, LogClock(now: 0, zone: zone))
      if let found, found.end == bytes.count { return found.seconds }
    }
    return nil
  }
}

/// A time as a log writes it.
struct LogDate {
  var year: Int?
  var month: Int
  var day: Int
  /// Seconds since midnight.
  var time: Double
  /// Seconds ahead of UTC, where it tells.
  var zone: Double?

  /// Whether there may be such a day, of a year in which logs were written.
  var isLikely: Bool { (1...31).contains(day) && (1970...2200).contains(year ?? 2000) }

  /// Seconds from 1970 to its midnight, as if its place were at UTC; its year must be known.
  var midnight: Double { year.map { Self.days($0, month, day) * 86400 } ?? 0 }

  /// Seconds since 1970.
  func seconds(_ clock: LogClock) -> Double {
    let ahead = zone ?? clock.zone
    if let year { return Self.days(year, month, day) * 86400 + time - ahead }
    // Without a year it is the last such day; a day's grace is for clocks that are not the same.
    let now = clock.now.isFinite && clock.now.magnitude < 1e11 ? clock.now : 0
    let this = 1970 + Int(((now + ahead) / 31_556_952).rounded(.down))
    for year in [this + 1, this] {
      let seconds = Self.days(year, month, day) * 86400 + time - ahead
      if seconds <= now + 86400 { return seconds }
    }
    return Self.days(this - 1, month, day) * 86400 + time - ahead
  }

  /// Days from 1970 to a day, years beginning in March: Howard Hinnant, days_from_civil.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Double {
    let shifted = month > 2 ? year : year - 1
    let months = (month + 9) % 12
    let days =
      shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (months * 153 + 2) / 5 + day
    return Double(days - 719_469)
  }
}
