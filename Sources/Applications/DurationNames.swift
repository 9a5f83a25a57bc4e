/// Names of fields that hold durations: `took_ms`, `elapsedSeconds`, `upstream_response_time`.
///
/// A name is made of parts, by signs or by capitals: the last may be the unit, and `age` is a part of
/// `max_age` and none of `storage_latency`.
enum DurationNames {
  /// The unit of a duration called `name`; nil where it is no duration's name.
  static func unit(_ name: Bytes) -> DurationUnit? {
    if seconds.contains(where: { ends(name, $0) }) { return .seconds }
    // The shortest of all needs its sign.
    if ends(name, "_s"), name.count > 2, !isRate(name.slice(0, name.count - 1)) { return .seconds }
    for unit in units where ends(name, unit.name) {
      if accepts(unit, in: name, name.count - unit.name.utf8CodeUnitCount) { return unit.unit }
    }
    if others.contains(where: { isPart($0, name, name.count - $0.utf8CodeUnitCount) }) {
      return nil
    }
    return isTimed(name) ? .unsaid : nil
  }

  /// Whether what follows is how long one would wait, not how long it took.
  static func isSetting(_ name: Bytes) -> Bool {
    settings.contains { name.find($0) != nil } || name.says("max")
      || wholeSettings.contains { setting in
        var from = 0
        while let place = name.find(setting, from: from) {
          if isPart(setting, name, place) { return true }
          from = place + 1
        }
        return false
      }
  }

  private struct Unit: Sendable {
    /// What a name needs before the unit to be a duration's.
    enum Need { case nothing, any, time }
    let name: StaticString
    let unit: DurationUnit
    /// Where the unit stands behind a sign, and where it is joined to the word before.
    let apart: Need, joined: Need

    init(_ name: StaticString, _ unit: DurationUnit, _ apart: Need, _ joined: Need) {
      (self.name, self.unit, self.apart, self.joined) = (name, unit, apart, joined)
    }
  }

  private static func accepts(_ unit: Unit, in name: Bytes, _ start: Int) -> Bool {
    guard start > 0 else { return unit.apart == .nothing }
    var end = start
    while end > 0, !name.isLetter(end - 1), !name.isDigit(end - 1) { end -= 1 }
    let rest = name.slice(0, end)
    guard rest.count > 0, !isRate(name.slice(0, start)) else { return false }
    var need = end < start ? unit.apart : unit.joined
    // `ms` begins a part by its capital; within small letters it ends other words, too.
    let isCapital = name[start] &- 0x41 < 26
    if end == start, !isCapital, unit.name.utf8CodeUnitCount < 4 { need = .time }
    return need != .time || isTimed(rest) || ends(rest, "time")
  }

  /// Whether what is counted is something in each of the unit that follows: `requests_per_`.
  private static func isRate(_ name: Bytes) -> Bool {
    var end = name.count
    while end > 0, !name.isLetter(end - 1), !name.isDigit(end - 1) { end -= 1 }
    return name[end] == UInt8(ascii: "/") || isPart("per", name.slice(0, end), end - 3)
  }

  private static func isTimed(_ name: Bytes) -> Bool {
    timed.contains(where: { name.find($0) != nil })
  }

  private static func ends(_ word: Bytes, _ suffix: StaticString) -> Bool {
    word.says(suffix, at: word.count - suffix.utf8CodeUnitCount)
  }

  /// Whether `part` stands in `name` at `place` by itself, and not within a longer word.
  private static func isPart(_ part: StaticString, _ name: Bytes, _ place: Int) -> Bool {
    guard name.says(part, at: place) else { return false }
    let end = place + part.utf8CodeUnitCount
    func isHump(_ index: Int) -> Bool {
      // `cacheTtl`, `cacheTTLSeconds`.
      name[index] &- 0x41 < 26
        && (name[index - 1] &- 0x61 < 26 || name[index + 1] &- 0x61 < 26)
    }
    return (!name.isLetter(place - 1) || isHump(place)) && (!name.isLetter(end) || isHump(end))
  }

  /// nginx and others: always seconds, with a point or without.
  private static let seconds: [StaticString] = [
    "request_time", "upstream_response_time", "upstream_connect_time", "upstream_header_time",
    "query_time", "lock_time", "uct", "uht", "urt",
  ]
  /// The longer ones first, where one ends in another.
  private static let units: [Unit] = [
    Unit("milliseconds", .milliseconds, .nothing, .any),
    Unit("microseconds", .microseconds, .nothing, .any),
    Unit("nanoseconds", .nanoseconds, .nothing, .any),
    Unit("millisec", .milliseconds, .nothing, .any),
    Unit("millis", .milliseconds, .nothing, .any),
    Unit("micros", .microseconds, .nothing, .any),
    Unit("nanos", .nanoseconds, .nothing, .any),
    Unit("msecs", .milliseconds, .nothing, .any),
    Unit("msec", .milliseconds, .nothing, .any),
    Unit("usecs", .microseconds, .nothing, .time),
    Unit("usec", .microseconds, .nothing, .time),
    Unit("nsecs", .nanoseconds, .nothing, .time),
    Unit("nsec", .nanoseconds, .nothing, .time),
    Unit("ms", .milliseconds, .nothing, .any),
    Unit("µs", .microseconds, .nothing, .time),
    Unit("μs", .microseconds, .nothing, .time),
    Unit("us", .microseconds, .any, .time),
    Unit("ns", .nanoseconds, .any, .time),
    Unit("seconds", .seconds, .any, .any),
    Unit("secs", .seconds, .any, .time),
    Unit("sec", .seconds, .any, .time),
    Unit("minutes", .minutes, .time, .time),
    Unit("mins", .minutes, .time, .time),
    Unit("hours", .hours, .time, .time),
    Unit("days", .days, .time, .time),
  ]
  private static let timed: [StaticString] = [
    "duration", "elapsed", "latency", "took", "response_time", "responsetime", "response-time",
    "time_taken", "timetaken", "time-taken", "runtime", "exec_time", "exectime", "execution_time",
    "processing_time", "process_time", "total_time", "totaltime", "spent", "cost_time", "costtime",
    "time_cost", "timecost",
  ]
  /// What the last part says of a number that is no duration: `latency_count`.
  private static let others: [StaticString] = [
    "count", "counts", "percent", "pct", "ratio", "rate", "id", "size", "bytes", "bucket",
    "buckets",
    "samples", "type", "level", "status",
  ]
  private static let settings: [StaticString] = [
    "timeout", "interval", "expir", "deadline", "keepalive", "delay", "backoff", "retry", "sleep",
    "period", "threshold", "uptime", "timestamp", "schedule", "budget", "limit", "keep-alive",
  ]
  /// Too short to be looked for within words: `image`, `throttled`.
  private static let wholeSettings: [StaticString] = [
    "age", "max", "ttl", "every", "grace", "lease",
  ]
}
