/// The second that a time told last, since most lines come in the second of the one before.
struct SeenSecond {
  /// The text, in three pieces that overlap; nothing is so that has not been seen.
  private var text: (UInt64, UInt64, UInt64) = (0, 0, 0)
  /// Midnight of its day, in seconds since 1970 where it was told.
  private var midnight = 0.0
  /// Seconds since midnight.
  private var time = 0.0

  /// The time at `start` of `line`, of a form whose seconds always stand at the same place; nil where
  /// that is no such time.
  @inline(__always) mutating func read(
    _ line: Bytes, _ start: Int, _ form: TimeForm, _ clock: LogClock
  ) -> (seconds: Double, end: Int)? {
    guard let length = form.wholeLength, start >= 0, line.count - start >= length else {
      return nil
    }
    let raw = UnsafeRawPointer(line.base + start)
    let text = (
      raw.loadUnaligned(as: UInt64.self), raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
      raw.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)
    )
    if text != self.text {
      guard let whole = form.whole(line, start) else { return nil }
      (self.text, midnight, time) = (text, whole.midnight, whole.time)
    }
    let (seconds, end) = TimeForm.fractioned(line, start + length, time)
    let (zone, after) = TimeForm.zone(line, end)
    return (midnight + seconds - (zone ?? clock.zone), after)
  }
}

extension TimeForm {
  /// How many characters there are up to the seconds, where that is always the same.
  @inline(__always) fileprivate var wholeLength: Int? {
    switch self {
    case .year: 19
    case .access: 20
    default: nil
    }
  }

  /// Midnight, as if its place were at UTC, and the whole seconds since of the time at `start`.
  fileprivate func whole(_ line: Bytes, _ start: Int) -> (midnight: Double, time: Double)? {
    guard let length = wholeLength, let date = date(line, start),
      let hours = line.two(start + length - 8), let minutes = line.two(start + length - 5),
      let seconds = line.two(start + length - 2)
    else { return nil }
    return (date.midnight, Double(hours * 3600 + minutes * 60 + seconds))
  }
}
