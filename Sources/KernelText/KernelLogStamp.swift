/// A date as a log writes it.
struct KernelLogStamp {
  var year: Int?
  var month: Int
  var day: Int
  /// Seconds since midnight.
  var time: Double
  /// Seconds ahead of UTC, where it tells.
  var zone: Double?

  /// Seconds since 1970 on clocks of its own place.
  var secondsSince1970: Double? {
    guard let year, (1970...9999).contains(year) else { return nil }
    // Days before a year and a month, years beginning in March: Howard Hinnant, days_from_civil.
    let shifted = month > 2 ? year : year - 1
    let months = (month + 9) % 12
    let days =
      shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + (months * 153 + 2) / 5 + day
    return Double(days - 719_469) * 86400 + time
  }

  /// `2024-05-01T12:00:00,123456+02:00`, `2024-05-01T12:00:00Z`, `2024-05-01T12:00:00+0200`.
  init?(iso text: Text) {
    guard text.count >= 19, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      text[10] == UInt8(ascii: "T"), let year = text.slice(0, 4).number,
      let month = text.slice(5, 7).number, let day = text.slice(8, 10).number,
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    var end = 19
    while let byte = text[end], byte == 0x2C || byte == 0x2E || (0x30...0x39).contains(byte) {
      end += 1
    }
    let place = text.slice(end, text.count)
    let zone = Self.zone(place)
    guard let time = Self.time(text.slice(11, end)), zone != nil || place.isEmpty else {
      return nil
    }
    self.init(year: Int(year), month: Int(month), day: Int(day), time: time, zone: zone)
  }

  /// `Wed May  1 12:00:00 2024`, `mer. mai  1 12:00:00 2024`, `水  5月  1 12:00:00 2024`.
  init?(words text: Text) {
    guard text.firstIndex(of: UInt8(ascii: ":")) != nil else { return nil }
    let words = text.words
    guard let clock = words.firstIndex(where: { Self.time($0) != nil }), clock >= 2,
      let time = Self.time(words[clock]), words.count <= 6
    else { return nil }
    // The day stands beside the month, before it or behind it; the weekday comes first.
    let dates = words[max(0, clock - 2)..<clock]
    let years = words[(clock + 1)...].compactMap(\.number).filter { $0 > 31 }
    guard let day = dates.lazy.compactMap({ Self.day($0) }).first,
      let month = dates.lazy.filter({ Self.day($0) == nil }).compactMap(MonthName.number).first,
      let year = years.first
    else { return nil }
    self.init(year: Int(clamping: year), month: month, day: day, time: time, zone: nil)
  }

  /// `May  1 12:00:00 ` or `Wed 2024-05-01 12:00:00 CEST ` at the start, and how long it is.
  static func leading(_ text: Text) -> (KernelLogStamp, Int)? {
    var scanner = Scanner(text)
    guard let first = scanner.word(), first.count < 16, let second = scanner.word(),
      let third = scanner.word(), let time = time(third)
    else { return nil }
    let end = third.end - text.start
    if let month = MonthName.number(first), let day = day(second) {
      return (KernelLogStamp(year: nil, month: month, day: day, time: time, zone: nil), end)
    }
    guard second.count == 10, let year = second.slice(0, 4).number,
      let month = second.slice(5, 7).number, let day = day(second.slice(8, 10)),
      (1...12).contains(month), let place = scanner.word()
    else { return nil }
    let zone: Double? = place.hasPrefix("UTC") ? 0 : nil
    return (
      KernelLogStamp(year: Int(year), month: Int(month), day: day, time: time, zone: zone),
      place.end - text.start
    )
  }

  private init(year: Int?, month: Int, day: Int, time: Double, zone: Double?) {
    self.year = year
    self.month = month
    self.day = day
    self.time = time
    self.zone = zone
  }

  private static func day(_ text: Text) -> Int? {
    // Some languages write a point or a word behind the number: `1.`, `1日`.
    var end = 0
    while let byte = text[end], (0x30...0x39).contains(byte), end < 3 { end += 1 }
    let rest = text.slice(end, text.count)
    guard let day = text.slice(0, end).number, (1...31).contains(day),
      rest.isEmpty || rest.hasPrefix(".") || rest.hasPrefix(",") || rest.hasPrefix("日")
        || rest.hasPrefix("일")
    else { return nil }
    return Int(day)
  }

  /// `12:00:00` with or without a fraction.
  private static func time(_ text: Text) -> Double? {
    guard text.count >= 8, text[2] == UInt8(ascii: ":"), text[5] == UInt8(ascii: ":"),
      let hours = text.slice(0, 2).number, let minutes = text.slice(3, 5).number,
      let seconds = text.slice(6, 8).number, hours < 24, minutes < 60, seconds < 61
    else { return nil }
    let whole = Double(hours * 3600 + minutes * 60 + seconds)
    guard text.count > 9 else { return text.count == 8 ? whole : nil }
    guard text[8] == 0x2C || text[8] == 0x2E, text.count < 20,
      let part = text.slice(9, text.count).number
    else { return nil }
    var scale = 1.0
    for _ in 9..<text.count { scale *= 10 }
    return whole + Double(part) / scale
  }

  /// `Z`, `+02:00`, `-0330`, in seconds; nil for anything else.
  private static func zone(_ text: Text) -> Double? {
    if text.count == 1, text[0] == UInt8(ascii: "Z") { return 0 }
    guard text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
      let hours = text.slice(1, 3).number, hours < 15,
      let minutes = text.slice(text.count - 2, text.count).number, minutes < 60,
      text.count == 5 || (text.count == 6 && text[3] == UInt8(ascii: ":"))
    else { return nil }
    let seconds = Double(hours * 3600 + minutes * 60)
    return text[0] == UInt8(ascii: "-") ? -seconds : seconds
  }
}

extension Text {
  /// Seconds since 1970 of `2024-05-01T12:00:00Z`, as Kubernetes writes times; nil for anything else.
  package var instant: Double? {
    guard let stamp = KernelLogStamp(iso: self), let zone = stamp.zone else { return nil }
    return stamp.secondsSince1970.map { $0 - zone }
  }
}
