/// What stands in a line before what its program wrote, where that tells who did.
struct Envelope {
  /// Where the program's own words begin.
  var content: Int
  /// Tells the source from others of the same log; never 0.
  var source: UInt64
  /// Whether the rest of the program's line follows in the next of the same source.
  var isPartial = false

  /// Ways in which lines tell their source; what a log does not use is not looked for.
  struct Ways: OptionSet {
    let rawValue: UInt8
    /// A container's log of the kubelet.
    static let container = Ways(rawValue: 1)
    /// syslog, its time in words or in numbers, and RFC 5424.
    static let syslog = Ways(rawValue: 2), rsyslog = Ways(rawValue: 4)
    static let syslog5424 = Ways(rawValue: 8)
    /// What kubectl and Docker Compose put before lines, in brackets or before a bar.
    static let pod = Ways(rawValue: 16), service = Ways(rawValue: 32)
    static let all: Ways = [.container, .syslog, .rsyslog, .syslog5424, .pod, .service]

    /// In which of these ways `line` may tell; `time` is where its time stands, if it tells one.
    @inline(__always) func way(of line: Bytes, _ time: Range<Int>?) -> Ways? {
      let way: Ways
      if let time, time.lowerBound <= 1 {
        if line.isLetter(time.lowerBound) {
          way = .syslog
        } else {
          way = line.has(" std", at: time.upperBound) ? .container : .rsyslog
        }
      } else if line[0] == UInt8(ascii: "<") {
        way = .syslog5424
      } else {
        way = line[0] == UInt8(ascii: "[") ? .pod : .service
      }
      return contains(way) ? way : nil
    }
  }

  /// The envelope of `line`, which may have one in `way`; `time` is where its time stands.
  init?(_ line: Bytes, _ way: Ways, time: Range<Int>?) {
    let found: Envelope?
    switch (way, time) {
    case (.container, let time?): found = Self.container(line, time.upperBound + 1)
    case (.syslog, let time?), (.rsyslog, let time?):
      guard line[time.upperBound] == 0x20 else { return nil }
      found = Self.syslog(line, time.upperBound + 1, time)
    case (.syslog5424, let time?):
      guard line.has("1 ", at: time.lowerBound - 2) else { return nil }
      found = Self.syslog5424(line, time.upperBound + 1)
    default:
      guard let end = Self.prefix(line) else { return nil }
      source = LineScanner.hash(line.slice(0, end)) | 1
      content = end
      // The time that was asked for belongs to the prefix.
      if let time, time.lowerBound == end { content = min(time.upperBound + 1, line.count) }
      return
    }
    guard let found else { return nil }
    self = found
  }

  private init(_ content: Int, _ name: Bytes, isPartial: Bool = false) {
    (self.content, source, self.isPartial) = (content, LineScanner.hash(name) | 1, isPartial)
  }

  /// A container's log of the kubelet: `2016-10-06T00:17:09.669794202Z stderr F text`
  /// (Kubernetes, design proposal kubelet-cri-logging).
  private static func container(_ line: Bytes, _ start: Int) -> Envelope? {
    let isStream = line.has("stdout ", at: start) || line.has("stderr ", at: start)
    guard isStream, let end = line.index(of: 0x20, from: start + 7) ?? .some(line.count),
      end - start <= 16
    else { return nil }
    let tag = line[start + 7]
    guard tag == UInt8(ascii: "F") || tag == UInt8(ascii: "P") else { return nil }
    return Envelope(
      min(end + 1, line.count), line.slice(start, start + 6), isPartial: tag == UInt8(ascii: "P"))
  }

  /// `Nov 25 10:00:00 host app[17]: text`, and with a time as rsyslog writes it (RFC 3164).
  private static func syslog(_ line: Bytes, _ start: Int, _ time: Range<Int>) -> Envelope? {
    let limit = min(line.count, start + 128)
    var place = start
    while place < limit, isName(line.base[place]) { place += 1 }
    guard place > start, line[place] == 0x20 else { return nil }
    let program = place + 1
    place = program
    while place < limit, isName(line.base[place]) || line.base[place] == UInt8(ascii: "/") {
      place += 1
    }
    guard place > program else { return nil }
    var hasProcess = false
    if line[place] == UInt8(ascii: "["), let number = line.number(place + 1),
      line[number.end] == UInt8(ascii: "]")
    {
      hasProcess = true
      place = number.end + 1
    }
    guard line[place] == UInt8(ascii: ":"), line[place + 1] == 0x20 || place + 1 == line.count
    else { return nil }
    // Without the number of a process it may be a level and a logger.
    guard hasProcess || isLog(line, time), !isLevel(line.slice(start, program - 1)) else {
      return nil
    }
    return Envelope(min(place + 2, line.count), line.slice(start, place))
  }

  /// Whether a time is as syslog and rsyslog write it: `Nov 25 10:00:00`,
  /// `2026-11-25T10:00:00.123456+00:00`.
  private static func isLog(_ line: Bytes, _ time: Range<Int>) -> Bool {
    line.isLetter(time.lowerBound)
      || time.count == 32 && line[time.lowerBound + 10] == UInt8(ascii: "T")
  }

  private static func isLevel(_ word: Bytes) -> Bool { LevelWords.level(word) != nil }

  /// `<11>1 2026-11-25T10:00:00Z host app 17 ID [data] text` (RFC 5424), from the host on.
  private static func syslog5424(_ line: Bytes, _ start: Int) -> Envelope? {
    var place = start
    for _ in 0..<3 {
      guard let end = line.slice(0, start + 200).index(of: 0x20, from: place) else { return nil }
      place = end + 1
    }
    let name = line.slice(start, place)
    guard let identifier = line.index(of: 0x20, from: place) else { return nil }
    place = identifier + 1
    if line[place] == UInt8(ascii: "-") {
      place += 1
    } else {
      guard line[place] == UInt8(ascii: "["), let end = line.find("] ", from: place) else {
        return nil
      }
      place = end + 1
    }
    return Envelope(min(place + 1, line.count), name)
  }

  /// Where the prefix ends that kubectl and Docker Compose put before each line: `[pod/web-0/app] text`,
  /// `web-1  | text`.
  private static func prefix(_ line: Bytes) -> Int? {
    let head = line.slice(0, 256)
    if head.has("[pod/") {
      return head.find("] ").map { $0 + 2 }
    }
    var place = 0
    while place < 64, isName(head[place]) { place += 1 }
    let end = place
    while place < 80, head[place] == 0x20 { place += 1 }
    guard end > 0, place > end, head[place] == UInt8(ascii: "|") else { return nil }
    return head[place + 1] == 0x20 ? place + 2 : place + 1 == line.count ? place + 1 : nil
  }

  @inline(__always) private static func isName(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "(")
      || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "@")
  }
}
