/// Finds the time of a line, first where and as the last line of its shape had it.
///
/// Programs that write to one log take turns, each with a form of its own.
struct TimeFinder {
  private enum Place {
    case at(Int)
    /// Behind the first bracket: access logs, where the client's address comes first.
    case bracket
    /// Behind the key of this number.
    case key(Int)
  }

  /// A time and where it stands.
  struct Found {
    var seconds: Double
    var start: Int, end: Int
  }

  var clock: LogClock
  private var form = TimeForm.year
  private var place = Place.at(0)
  /// What the last line of each shape had.
  private var known: [(form: TimeForm, place: Place, second: SeenSecond)]

  init(_ clock: LogClock) {
    self.clock = clock
    known = Array(repeating: (.year, .at(0), SeenSecond()), count: 64)
  }

  /// A number for the kinds of characters that a line begins with: digits, capitals, small letters,
  /// blanks and signs differ in the upper half of their bytes.
  ///
  /// Up to eight bytes behind the line are read, though not used.
  @inline(__always) private static func shape(_ line: Bytes) -> Int {
    let word = UnsafeRawPointer(line.base).loadUnaligned(as: UInt64.self).littleEndian
    let used: UInt64 = line.count >= 8 ? .max : (1 &<< UInt64(8 * line.count)) &- 1
    let kinds = word & used & 0xF0F0_F0F0_F0F0_F0F0
    return Int(truncatingIfNeeded: (kinds &* 0x9E37_79B9_7F4A_7C15) >> 58)
  }

  /// The fields of JSON and logfmt that hold the time of a line.
  private static let keys: [StaticString] = [
    "\"time\":", "\"ts\":", "\"timestamp\":", "\"@timestamp\":", "\"$date\":", "\"t\":",
    "\"asctime\":", "\"eventTime\":", "\"date\":", "\"datetime\":", "\"instant\":", "ts=", "time=",
    "t=", "timestamp=",
  ]
  /// How far into a line a time is looked for.
  private static let reach = 160

  mutating func find(_ line: Bytes) -> Found? {
    let shape = Self.shape(line)
    let (form, place) = (known[shape].form, known[shape].place)
    if let start = start(of: place, line),
      let found = known[shape].second.read(line, start, form, clock)
        ?? form.read(line, start, clock)
    {
      return Found(seconds: found.seconds, start: start, end: found.end)
    }
    guard let found = search(line) else { return nil }
    known[shape] = (self.form, self.place, SeenSecond())
    return found
  }

  private func start(of place: Place, _ line: Bytes) -> Int? {
    switch place {
    case .at(let start): start
    case .bracket: line.slice(0, Self.reach).index(of: UInt8(ascii: "[")).map { $0 + 1 }
    case .key(let number): Self.value(of: Self.keys[number], line)
    }
  }

  private mutating func search(_ line: Bytes) -> Found? {
    // What goes on with the line before begins with a space.
    guard line[0] > 0x20 || line[0] == 0x1B else { return nil }
    let isObject = line[0] == UInt8(ascii: "{")
    if isObject || line.slice(0, 16).index(of: UInt8(ascii: "=")) != nil {
      for number in Self.keys.indices {
        guard let start = Self.value(of: Self.keys[number], line) else { continue }
        for form in TimeForm.allCases {
          if let found = form.read(line, start, clock) {
            (self.form, place) = (form, .key(number))
            return Found(seconds: found.seconds, start: start, end: found.end)
          }
        }
      }
      if isObject { return nil }
    }
    var index = 0
    while index < min(line.count - 7, Self.reach) {
      if index == 0 || !Self.isWord(line[index - 1]), let found = candidate(line, index) {
        place =
          form == .access && line[index - 1] == UInt8(ascii: "[") ? .bracket : .at(index)
        return found
      }
      index += 1
    }
    return nil
  }

  /// A time at `index`, where a word begins.
  private mutating func candidate(_ line: Bytes, _ index: Int) -> Found? {
    let forms: [TimeForm]
    if line.isDigit(index) {
      // A number alone is a time only at the start of a line, or as the kernel's audit writes it.
      let leads = index <= 1 || line.has("audit(", at: index - 6)
      forms = leads ? [.year, .access, .day, .epoch, .short] : [.year, .access, .day]
    } else if line.isLetter(index) {
      forms = index <= 1 ? [.month, .klog] : [.month]
    } else {
      return nil
    }
    for form in forms {
      if let found = form.read(line, index, clock) {
        self.form = form
        return Found(seconds: found.seconds, start: index, end: found.end)
      }
    }
    return nil
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
  }

  /// Where the value of `key` begins.
  private static func value(of key: StaticString, _ line: Bytes) -> Int? {
    let head = line.slice(0, 4096)
    var from = 0
    while let place = find(key, head, from) {
      let isWhole = place == 0 || key.utf8Start[0] == UInt8(ascii: "\"") || !isWord(head[place - 1])
      var start = place + key.utf8CodeUnitCount
      if isWhole {
        while head[start] == 0x20 || head[start] == UInt8(ascii: "\"") { start += 1 }
        if head.isDigit(start) || head.isLetter(start) { return start }
      }
      from = place + 1
    }
    return nil
  }

  private static func find(_ key: StaticString, _ line: Bytes, _ from: Int) -> Int? {
    var index = from
    while index <= line.count - key.utf8CodeUnitCount {
      if line.base[index] == key.utf8Start[0], line.has(key, at: index) { return index }
      index += 1
    }
    return nil
  }
}
