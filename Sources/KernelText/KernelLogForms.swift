// The forms in which a line of the kernel's log comes, each with a line as an example.

extension KernelLogText {
  /// `<6>[    1.269517] text`, as `dmesg -r` and syslog(2) give it: <facility * 8 + level>.
  static func prioritised(_ raw: Text, _ clock: KernelLogClock) -> Line? {
    guard let close = raw.firstIndex(of: UInt8(ascii: ">")),
      let priority = raw.slice(1, close).number
    else { return nil }
    var line = timed(raw.slice(close + 1, raw.count), clock, isMarked: true)
    line.isKernel = priority >> 3 == 0
    line.level = Int(priority & 7)
    return line
  }

  /// `[    1.269517][   T1] text`, `[    1.269517] [T1] text`, `[Wed May  1 12:00:00 2024] text`.
  ///
  /// The caller in the second bracket comes with PRINTK_CALLER. Where no priority tells who wrote
  /// it (`isMarked`), the text may name the writer itself.
  static func timed(_ raw: Text, _ clock: KernelLogClock, isMarked: Bool = false) -> Line {
    var rest = raw
    var time: Double?
    var brackets = 0
    while brackets < 3 {
      // dmesg leaves a space before the caller where the kernel has none.
      let next = brackets > 0 && rest[0] == 0x20 ? rest.slice(1, rest.count) : rest
      guard next[0] == UInt8(ascii: "["), let close = next.firstIndex(of: UInt8(ascii: "]")),
        let meaning = Bracket(next.slice(1, close).trimmed, clock)
      else { break }
      if case .time(let value) = meaning {
        // A message may begin with a number in brackets.
        if brackets > 0 { break }
        time = value
      }
      rest = next.slice(close + 1, next.count)
      brackets += 1
    }
    let text = rest[0] == 0x20 && brackets > 0 ? rest.slice(1, rest.count) : rest
    var line = Line(time: time, isKernel: nil, level: nil, text: text)
    if !isMarked { line.readWriter() }
    return line
  }

  /// What stands in a bracket before the message.
  private enum Bracket {
    case time(Double?), caller

    init?(_ inside: Text, _ clock: KernelLogClock) {
      if let seconds = inside.fraction {
        self = .time(seconds)
      } else if Self.isCaller(inside) {
        self = .caller
      } else if inside.hasPrefix("+") || inside.hasPrefix("...") || inside.hasPrefix("<") {
        self = .time(nil)
      } else if let delta = inside.firstIndex(of: UInt8(ascii: "<")) {
        // `dmesg -d`: the time since the line before stands in angle brackets.
        self = .time(inside.slice(0, delta).trimmed.fraction)
      } else if let stamp = KernelLogStamp(words: inside) {
        self = .time(clock.uptime(of: stamp))
      } else {
        return nil
      }
    }

    private static func isCaller(_ text: Text) -> Bool {
      (text[0] == UInt8(ascii: "T") || text[0] == UInt8(ascii: "C"))
        && text.slice(1, text.count).number != nil
    }
  }

  /// `6,339,5140900,-;text`, a record of /dev/kmsg: priority, sequence, microseconds, flags.
  static func record(_ raw: Text) -> Line? {
    guard let semicolon = raw.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let head = raw.slice(0, semicolon)
    guard let first = head.field(0), let second = head.field(1), let third = head.field(2),
      let priority = first.number, second.number != nil, let microseconds = third.number
    else { return nil }
    return Line(
      time: Double(microseconds) / 1e6, isKernel: priority >> 3 == 0, level: Int(priority & 7),
      text: raw.slice(semicolon + 1, raw.count))
  }

  /// `2024-05-01T12:00:00,123456+02:00 text`, with or without `host kernel: ` before the text.
  static func dated(_ raw: Text, _ clock: KernelLogClock) -> Line? {
    guard let space = raw.firstIndex(of: 0x20) else { return bare(raw) }
    let first = raw.slice(0, space)
    let time: Double?
    if let stamp = KernelLogStamp(iso: first) {
      time = clock.uptime(of: stamp)
    } else if let seconds = first.fraction, seconds > 1e8 {
      time = clock.uptime(ofSecondsSince1970: seconds)
    } else {
      return bare(raw)
    }
    let rest = raw.slice(space + 1, raw.count)
    guard let mark = rest.writerEnd("kernel: ") else {
      var line = timed(rest, clock)
      line.time = line.time ?? time
      return line
    }
    var line = timed(rest.slice(mark, rest.count), clock, isMarked: true)
    line.isKernel = true
    line.time = line.time ?? time
    line.readRepetition(clock)
    return line
  }

  /// `kern  :err   : [    1.0] text`, as `dmesg -x` names facility and level.
  static func named(_ raw: Text, _ clock: KernelLogClock) -> Line? {
    guard let colon = raw.firstIndex(of: UInt8(ascii: ":")), colon == 6, raw.count > 15,
      raw[13] == UInt8(ascii: ":"), let level = levels.firstIndex(where: raw.slice(7, 13).isWord)
    else { return nil }
    let rest = raw.slice(15, raw.count)
    var line: Line
    switch rest[0] {
    case UInt8(ascii: "["): line = timed(rest, clock, isMarked: true)
    case .some(0x30...0x39): line = dated(rest, clock) ?? timed(rest, clock, isMarked: true)
    default: line = timed(rest, clock, isMarked: true)
    }
    line.isKernel = raw.slice(0, 6).isWord("kern")
    line.level = level
    return line
  }

  /// The names in the order of their numbers: util-linux sys-utils/dmesg.c level_names.
  private static let levels: [StaticString] = [
    "emerg", "alert", "crit", "err", "warn", "notice", "info", "debug",
  ]

  /// `Nov 22 17:00:00 host kernel: [  123.456] text`; lines of other writers are no lines of it.
  static func syslog(_ raw: Text, _ clock: KernelLogClock) -> Line? {
    guard let (stamp, length) = KernelLogStamp.leading(raw) else {
      var line = bare(raw)
      line.readWriter()
      return line
    }
    let rest = raw.slice(length, raw.count).trimmed
    guard let mark = rest.writerEnd("kernel: ") else { return nil }
    var line = timed(rest.slice(mark, rest.count), clock, isMarked: true)
    line.isKernel = true
    line.time = line.time ?? clock.uptime(of: stamp)
    line.readRepetition(clock)
    return line
  }

  /// `[    5.123456] host kernel: text`, a line of `journalctl --output=short-monotonic`.
  ///
  /// What others wrote to /dev/kmsg has their name in the place of `kernel`.
  static func journal(_ raw: Text, _ clock: KernelLogClock) -> Line {
    var line = timed(raw, clock, isMarked: true)
    if let mark = line.text.writerEnd("kernel: ") {
      line.isKernel = true
      line.text = line.text.slice(mark, line.text.count)
    } else {
      line.isKernel = false
      if let host = line.text.firstIndex(of: 0x20) {
        line.text = line.text.slice(host + 1, line.text.count)
      }
    }
    return line
  }

  /// A message with nothing before it, as `dmesg -t` gives it.
  static func bare(_ raw: Text) -> Line {
    Line(time: nil, isKernel: nil, level: nil, text: raw)
  }
}

extension Text {
  /// The part between the commas number `index - 1` and `index`.
  fileprivate func field(_ index: Int) -> Text? {
    var rest = self
    for _ in 0..<index {
      guard let comma = rest.firstIndex(of: UInt8(ascii: ",")) else { return nil }
      rest = rest.slice(comma + 1, rest.count)
    }
    return rest.slice(0, rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count)
  }

  /// Whether it is `word` but for white space around it.
  fileprivate func isWord(_ word: StaticString) -> Bool {
    let inside = trimmed
    return inside.count == word.utf8CodeUnitCount && inside.hasPrefix(word)
  }
}
