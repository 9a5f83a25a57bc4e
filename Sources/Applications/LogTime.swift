/// A form in which logs write times; each is tried at a place of a line.
enum TimeForm: UInt8, CaseIterable {
  /// `2026-11-25T10:00:00.123+01:00`, `2026-11-25 10:00:00,123`, `2026/11/25 10:00:00`.
  case year
  /// nginx and Apache, access log: `25/Nov/2026:10:00:00 +0000`.
  case access
  /// syslog: `Nov 25 10:00:00`; Apache, error log: `Wed Nov 25 10:00:00.123456 2026`;
  /// java.util.logging: `Nov 25, 2026 10:00:00 AM`.
  case month
  /// Redis `25 Nov 2026 10:00:00.123`, Tomcat `25-Nov-2026 10:00:00.123`, Erlang
  /// `25-Nov-2026::10:00:00`.
  case day
  /// klog of Kubernetes, `I1125 10:00:00.123456`.
  case klog
  /// Seconds since 1970, or thousandths, millionths, billionths of them, by the number of digits.
  case epoch
  /// MySQL 5.6 and before: `261125 10:00:00`.
  case short

  /// The time at `start` of `line` and where it ends; nil where it is none of this form.
  func read(_ line: Bytes, _ start: Int, _ clock: LogClock) -> (seconds: Double, end: Int)? {
    switch self {
    case .epoch: return Self.epoch(line, start)
    case .year: return Self.dated(Self.year(line, start), clock)
    case .access: return Self.dated(Self.access(line, start), clock)
    case .month: return Self.dated(Self.month(line, start), clock)
    case .day: return Self.dated(Self.day(line, start), clock)
    case .klog: return Self.dated(Self.klog(line, start), clock)
    case .short: return Self.dated(Self.short(line, start), clock)
    }
  }

  private typealias Found = (date: LogDate, end: Int)?

  private static func dated(_ found: Found, _ clock: LogClock) -> (seconds: Double, end: Int)? {
    guard let found, found.date.isLikely else { return nil }
    return (found.date.seconds(clock), found.end)
  }

  /// The date of a time that tells its year.
  func date(_ line: Bytes, _ start: Int) -> LogDate? {
    let found = self == .access ? Self.access(line, start) : Self.year(line, start)
    return found.flatMap { $0.date.isLikely ? $0.date : nil }
  }

  private static func year(_ line: Bytes, _ start: Int) -> Found {
    let mark = line[start + 4]
    guard mark == UInt8(ascii: "-") || mark == UInt8(ascii: "/"), line[start + 7] == mark,
      let century = line.two(start), let year = line.two(start + 2),
      let month = line.two(start + 5), (1...12).contains(month), let day = line.two(start + 8),
      line[start + 10] == UInt8(ascii: "T") || line[start + 10] == 0x20
        || line[start + 10] == UInt8(ascii: "_"),
      let time = time(line, start + 11)
    else { return nil }
    let (zone, end) = zone(line, time.end)
    return (
      LogDate(year: century * 100 + year, month: month, day: day, time: time.seconds, zone: zone),
      end
    )
  }

  private static func access(_ line: Bytes, _ start: Int) -> Found {
    guard line[start + 2] == UInt8(ascii: "/"), line[start + 6] == UInt8(ascii: "/"),
      let day = line.two(start), let month = monthNumber(line, start + 3),
      let year = line.number(start + 7), line[year.end] == UInt8(ascii: ":"),
      let time = time(line, year.end + 1)
    else { return nil }
    let (zone, end) = zone(line, time.end)
    return (
      LogDate(year: year.value, month: month, day: day, time: time.seconds, zone: zone), end
    )
  }

  private static func month(_ line: Bytes, _ start: Int) -> Found {
    var place = start
    if line[start + 3] == 0x20, monthNumber(line, start) == nil, isWeekday(line, start) {
      place += 4
    }
    guard let month = monthNumber(line, place), line[place + 3] == 0x20 else { return nil }
    place += line[place + 4] == 0x20 ? 5 : 4
    guard let day = line.number(place) else { return nil }
    place = day.end
    var year: Int?
    if line[place] == UInt8(ascii: ","), let number = line.number(place + 2) {
      (year, place) = (number.value, number.end)
    }
    guard line[place] == 0x20 else { return nil }
    var clock = line.isDigit(place + 2) ? place + 1 : place
    // `Nov 25, 2026 9:00:00 AM`
    let isShort = clock == place
    if isShort { clock = place + 1 }
    guard var time = isShort ? shortTime(line, clock) : time(line, clock) else { return nil }
    if line[time.end] == 0x20, line[time.end + 2] == UInt8(ascii: "M") {
      if line[time.end + 1] == UInt8(ascii: "P"), time.seconds < 43200 { time.seconds += 43200 }
      if line[time.end + 1] == UInt8(ascii: "A"), time.seconds >= 43200 { time.seconds -= 43200 }
      time.end += 3
    }
    if year == nil, line[time.end] == 0x20, let number = line.number(time.end + 1),
      number.end == time.end + 5, (1970...2200).contains(number.value)
    {
      (year, time.end) = (number.value, number.end)
    }
    return (
      LogDate(year: year, month: month, day: day.value, time: time.seconds, zone: nil), time.end
    )
  }

  private static func day(_ line: Bytes, _ start: Int) -> Found {
    guard let day = line.number(start), day.end - start <= 2 else { return nil }
    let mark = line[day.end]
    guard mark == 0x20 || mark == UInt8(ascii: "-"), line[day.end + 4] == mark,
      let month = monthNumber(line, day.end + 1), let year = line.number(day.end + 5),
      year.end == day.end + 9
    else { return nil }
    var clock = year.end
    while line[clock] == 0x20 || line[clock] == UInt8(ascii: ":"), clock < year.end + 2 {
      clock += 1
    }
    guard clock > year.end, let time = time(line, clock) else { return nil }
    let (zone, end) = zone(line, time.end)
    return (
      LogDate(year: year.value, month: month, day: day.value, time: time.seconds, zone: zone), end
    )
  }

  private static func klog(_ line: Bytes, _ start: Int) -> Found {
    guard "IWEF".utf8.contains(line[start]), let month = line.two(start + 1),
      (1...12).contains(month), let day = line.two(start + 3), line[start + 5] == 0x20,
      let time = time(line, start + 6)
    else { return nil }
    return (LogDate(year: nil, month: month, day: day, time: time.seconds, zone: nil), time.end)
  }

  private static func short(_ line: Bytes, _ start: Int) -> Found {
    guard let year = line.two(start), let month = line.two(start + 2), (1...12).contains(month),
      let day = line.two(start + 4), line[start + 6] == 0x20
    else { return nil }
    let place = line[start + 7] == 0x20 ? start + 8 : start + 7
    guard let time = line.isDigit(place + 1) ? time(line, place) : shortTime(line, place) else {
      return nil
    }
    return (
      LogDate(year: 2000 + year, month: month, day: day, time: time.seconds, zone: nil), time.end
    )
  }

  private static func epoch(_ line: Bytes, _ start: Int) -> (seconds: Double, end: Int)? {
    var end = start
    while line.isDigit(end), end - start < 20 { end += 1 }
    let scale: Double
    switch end - start {
    case 10: scale = 1
    case 13: scale = 1e3
    case 16: scale = 1e6
    case 19: scale = 1e9
    default: return nil
    }
    var value = 0.0
    for index in start..<end { value = value * 10 + Double(line.base[index] &- 0x30) }
    var seconds = value / scale
    if scale == 1, line[end] == UInt8(ascii: "."), line.isDigit(end + 1) {
      let (part, after) = line.fraction(end + 1)
      // Two points are in no number.
      if line[after] == UInt8(ascii: "."), line.isDigit(after + 1) { return nil }
      seconds += part
      end = after
    }
    // From 2001 to 2100: other numbers of ten digits are none.
    guard (1e9..<4.1e9).contains(seconds), !line.isLetter(end) else { return nil }
    return (seconds, end)
  }

  /// `10:00:00` with or without a fraction.
  private static func time(_ line: Bytes, _ start: Int) -> (seconds: Double, end: Int)? {
    guard line[start + 2] == UInt8(ascii: ":"), line[start + 5] == UInt8(ascii: ":"),
      let hours = line.two(start), hours < 24, let minutes = line.two(start + 3), minutes < 60,
      let seconds = line.two(start + 6), seconds < 61
    else { return nil }
    return fractioned(line, start + 8, Double(hours * 3600 + minutes * 60 + seconds))
  }

  /// `9:00:00`.
  private static func shortTime(_ line: Bytes, _ start: Int) -> (seconds: Double, end: Int)? {
    guard line[start + 1] == UInt8(ascii: ":"), line[start + 4] == UInt8(ascii: ":"),
      line.isDigit(start), let minutes = line.two(start + 2), minutes < 60,
      let seconds = line.two(start + 5), seconds < 61
    else { return nil }
    return fractioned(
      line, start + 7, Double(Int(line[start] &- 0x30) * 3600 + minutes * 60 + seconds))
  }

  static func fractioned(
    _ line: Bytes, _ end: Int, _ whole: Double
  ) -> (seconds: Double, end: Int) {
    guard line[end] == UInt8(ascii: ".") || line[end] == UInt8(ascii: ","), line.isDigit(end + 1)
    else { return (whole, end) }
    let (part, after) = line.fraction(end + 1)
    return (whole + part, after)
  }

  /// `Z`, `+02:00`, `-0330`, ` +0000`, ` UTC` at `end`; nil where nothing is said.
  static func zone(_ line: Bytes, _ end: Int) -> (Double?, Int) {
    if line[end] == UInt8(ascii: "Z") { return (0, end + 1) }
    let start = line[end] == 0x20 ? end + 1 : end
    if line.has("UTC", at: start) || line.has("GMT", at: start) { return (0, start + 3) }
    guard line[start] == UInt8(ascii: "+") || line[start] == UInt8(ascii: "-"),
      let hours = line.two(start + 1), hours < 15
    else { return (nil, end) }
    let rest = line[start + 3] == UInt8(ascii: ":") ? start + 4 : start + 3
    guard let minutes = line.two(rest), minutes < 60, !line.isDigit(rest + 2) else {
      return (nil, end)
    }
    let seconds = Double(hours * 3600 + minutes * 60)
    return (line[start] == UInt8(ascii: "-") ? -seconds : seconds, rest + 2)
  }

  /// The month whose three letters stand at `index`.
  private static func monthNumber(_ line: Bytes, _ index: Int) -> Int? {
    guard line.isLetter(index), line.isLetter(index + 2) else { return nil }
    let letters =
      UInt32(line[index]) << 16 | UInt32(line[index + 1] | 0x20) << 8
      | UInt32(
        line[index + 2] | 0x20)
    switch letters {
    case 0x4A_616E: return 1  // Jan
    case 0x46_6562: return 2
    case 0x4D_6172: return 3
    case 0x41_7072: return 4
    case 0x4D_6179: return 5
    case 0x4A_756E: return 6
    case 0x4A_756C: return 7
    case 0x41_7567: return 8
    case 0x53_6570: return 9
    case 0x4F_6374: return 10
    case 0x4E_6F76: return 11
    case 0x44_6563: return 12  // Dec
    default: return nil
    }
  }

  private static func isWeekday(_ line: Bytes, _ index: Int) -> Bool {
    switch line[index] {
    case UInt8(ascii: "M"), UInt8(ascii: "T"), UInt8(ascii: "W"), UInt8(ascii: "F"),
      UInt8(ascii: "S"):
      line.isLetter(index + 1) && line.isLetter(index + 2)
    default: false
    }
  }

}
