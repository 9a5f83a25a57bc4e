/// Turns the times of a log into seconds since boot.
public struct KernelLogClock: Sendable {
  private let uptime: Double
  private let wallTime: Double?
  private let zone: Double?

  /// A clock that showed `uptime` since boot when it was `wallTime` since 1970, at a place where
  /// clocks are `zone` seconds ahead of UTC.
  ///
  /// Without `wallTime` no date can be turned, and without `zone` none that does not tell its own.
  public init(uptime: Double = 0, wallTime: Double? = nil, zone: Double? = nil) {
    self.uptime = uptime
    self.wallTime = wallTime
    self.zone = zone
  }

  /// Seconds since boot at `seconds` since 1970.
  func uptime(ofSecondsSince1970 seconds: Double) -> Double? {
    wallTime.map { uptime - ($0 - seconds) }
  }

  /// Seconds since boot at `stamp`; nil where the place or the year cannot be known.
  func uptime(of stamp: KernelLogStamp) -> Double? {
    guard let wallTime, let zone = stamp.zone ?? zone else { return nil }
    guard stamp.year == nil else {
      return stamp.secondsSince1970.flatMap { uptime(ofSecondsSince1970: $0 - zone) }
    }
    // Without a year it is the last such day; a day's grace is for clocks that were set.
    var dated = stamp
    let now = Self.year(of: wallTime + zone)
    for year in [now + 1, now, now - 1] {
      dated.year = year
      if let seconds = dated.secondsSince1970, seconds - zone <= wallTime + 86400 {
        return uptime(ofSecondsSince1970: seconds - zone)
      }
    }
    return nil
  }

  /// The year, or within a day of its end perhaps the one beside it.
  private static func year(of seconds: Double) -> Int {
    guard seconds.isFinite, seconds.magnitude < 1e11 else { return 1970 }
    return 1970 + Int((seconds / 31_556_952).rounded(.down))
  }
}
