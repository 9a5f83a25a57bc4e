/// The lines of the kernel's log in the forms in which it can be read.
public struct KernelLogText: Sendable {
  /// One message.
  public struct Line: Sendable, Hashable {
    /// Seconds since boot.
    public var time: Double?
    /// Whether the kernel wrote it; nil where the form does not tell.
    public var isKernel: Bool?
    /// 0 (emergency) to 7 (debug); nil where the form has no priority.
    public var level: Int?
    /// The message without its prefix, as the kernel wrote it.
    public var text: String
  }

  /// The messages, in the order of the text.
  public let lines: [Line]

  /// The messages in `text`, each line in whichever form it has.
  ///
  /// A journal's lines look like the kernel's own but name the host and the writer first, which
  /// only the one who asked for them knows.
  public init(_ text: Text, isJournal: Bool = false) {
    lines = text.lines.compactMap { line in
      switch line[0] {
      case UInt8(ascii: "<"): Self.raw(line)
      case UInt8(ascii: "["): isJournal ? Self.journal(line) : Self.timed(line, priority: nil)
      case .some(0x30...0x39): Self.record(line)
      case .some(0x20): nil  // a continuation with the keys of a /dev/kmsg record
      case nil: nil
      default: Self.syslog(line)
      }
    }
  }

  /// `<6>[    1.269517] text`, as `dmesg -r` and syslog(2) give it; <facility * 8 + level>.
  private static func raw(_ line: Text) -> Line? {
    guard let close = line.firstIndex(of: UInt8(ascii: ">")),
      let priority = line.slice(1, close).number
    else { return nil }
    return timed(line.slice(close + 1, line.count), priority: priority)
  }

  /// `[    1.269517][   T1] text`; the caller in the second bracket comes with PRINTK_CALLER.
  private static func timed(_ line: Text, priority: UInt64?) -> Line {
    var rest = line
    var time: Double?
    while rest[0] == UInt8(ascii: "["), let close = rest.firstIndex(of: UInt8(ascii: "]")) {
      let inside = rest.slice(1, close).trimmed
      if time == nil, let seconds = inside.fraction {
        time = seconds
      } else if !isCaller(inside) {
        break
      }
      rest = rest.slice(close + 1, rest.count)
    }
    let text = rest[0] == 0x20 ? rest.slice(1, rest.count) : rest
    return Line(
      time: time, isKernel: priority.map { $0 >> 3 == 0 }, level: priority.map { Int($0 & 7) },
      text: text.string)
  }

  private static func isCaller(_ text: Text) -> Bool {
    (text[0] == UInt8(ascii: "T") || text[0] == UInt8(ascii: "C"))
      && text.slice(1, text.count).number != nil
  }

  /// `6,339,5140900,-;text`, a record of /dev/kmsg: priority, sequence, microseconds, flags.
  private static func record(_ line: Text) -> Line? {
    guard let semicolon = line.firstIndex(of: UInt8(ascii: ";")) else { return syslog(line) }
    let fields = line.slice(0, semicolon).string.split(separator: ",")
    guard fields.count >= 3, let priority = UInt64(fields[0]), let time = UInt64(fields[2]) else {
      return syslog(line)
    }
    return Line(
      time: Double(time) / 1e6, isKernel: priority >> 3 == 0, level: Int(priority & 7),
      text: line.slice(semicolon + 1, line.count).string)
  }

  /// `Nov 22 17:00:00 host kernel: [  123.456] text`, a line of syslog.
  private static func syslog(_ line: Text) -> Line? {
    guard let mark = line.firstIndex(of: " kernel: ") else { return nil }
    var inner = timed(line.slice(mark + 9, line.count), priority: nil)
    inner.isKernel = true
    return inner
  }

  /// `[    5.123456] host kernel: text`, a line of `journalctl --output=short-monotonic`.
  ///
  /// What others wrote to /dev/kmsg has their name in the place of `kernel`.
  private static func journal(_ line: Text) -> Line {
    var outer = timed(line, priority: nil)
    guard let host = outer.text.firstIndex(of: " ") else { return outer }
    let message = outer.text[outer.text.index(after: host)...]
    outer.isKernel = message.hasPrefix("kernel: ")
    if outer.isKernel == true { outer.text = String(message.dropFirst(8)) }
    return outer
  }
}
