/// The kernel's log, in whichever form each of its lines has.
///
/// <6>[    1.269517][   T1] text                              dmesg -r, syslog(2)
/// 6,339,5140900,-;text                                       /dev/kmsg
/// [Wed May  1 12:00:00 2024] text                            dmesg -T, in any language
/// kern  :info  : 2024-05-01T12:00:00,123456+02:00 text       dmesg -x --time-format iso
/// May  1 12:00:00 host kernel: [    1.269517] text           syslog
/// [    5.123456] host kernel: text                           journalctl -o short-monotonic
/// {"MESSAGE":"text","_TRANSPORT":"kernel", …}                journalctl -o json
///
/// util-linux sys-utils/dmesg.c, Linux Documentation/ABI/testing/dev-kmsg, systemd
/// src/shared/logs-show.c.
public struct KernelLogText: Sendable {
  /// One message.
  public struct Line: Sendable {
    /// Seconds since boot; nil where the line carries no time that can be used.
    public var time: Double?
    /// Whether the kernel wrote it; nil where the form does not tell.
    public var isKernel: Bool?
    /// 0 (emergency) to 7 (debug); nil where the form has no priority.
    public var level: Int?
    /// How often it was said, by those who fold repetitions.
    public var count = 1
    /// A number that differs from boot to boot; nil where the form does not tell.
    public var boot: UInt64?
    /// The message without its prefix, as the kernel wrote it.
    public var text: Text
  }

  /// The most that is read of a log: its end, which is the recent part.
  static let limit = 1 << 20

  private let text: Text
  private let isJournal: Bool
  private let clock: KernelLogClock

  /// The log in `text`.
  ///
  /// A journal's lines look like the kernel's own but name the host and the writer first, which
  /// only the one who asked for them knows. Without `clock`, only a time since boot is a time.
  public init(_ text: Text, isJournal: Bool = false, clock: KernelLogClock = KernelLogClock()) {
    let end = text.slice(max(0, text.count - Self.limit), text.count)
    // A log that was cut in front begins within a line.
    let start = end.count < text.count ? (end.firstIndex(of: 0x0A) ?? end.count) + 1 : 0
    self.text = end.slice(start, end.count)
    self.isJournal = isJournal
    self.clock = clock
  }

  /// The messages, in the order of the text.
  public var lines: [Line] { text.lines.compactMap(line) }

  /// What there is besides the messages that were looked for.
  public struct Extent: Sendable {
    /// Whether there is any message at all.
    public var isEmpty = true
    /// The time of the first message that has one.
    public var start: Double?
  }

  /// Calls `body` with each message in which one of `anchors` stands, and with their numbers.
  ///
  /// Nothing is made of the other lines, except of those at the start until one carries a time.
  public func search(for anchors: Anchors, _ body: (Line, [Int]) -> Void) -> Extent {
    var extent = Extent()
    var found: [Int] = []
    text.bytes.withUnsafeBufferPointer { bytes in
      var start = text.start
      while let end = text.bytes.firstIndex(of: 0x0A, in: start..<text.end) {
        found.removeAll(keepingCapacity: true)
        // Words of JSON are written in other ways than the kernel's.
        let isRecord = bytes[start] == UInt8(ascii: "{")
        if !isRecord {
          anchors.find(in: UnsafeBufferPointer(rebasing: bytes[start..<end]), &found)
        }
        if isRecord || !found.isEmpty || extent.start == nil,
          let line = line(Text(text.bytes, start..<end))
        {
          extent.isEmpty = false
          if extent.start == nil { extent.start = line.time }
          if isRecord { anchors.find(in: line.text, &found) }
          if isRecord || !found.isEmpty { body(line, found) }
        }
        start = end + 1
      }
    }
    return extent
  }

  private func line(_ raw: Text) -> Line? {
    switch raw[0] {
    case UInt8(ascii: "<"): Self.prioritised(raw, clock)
    case UInt8(ascii: "["): isJournal ? Self.journal(raw, clock) : Self.timed(raw, clock)
    case UInt8(ascii: "{"): JournalRecord(raw)?.line(clock)
    case .some(0x30...0x39): Self.record(raw) ?? Self.dated(raw, clock)
    case 0x20, 0x09: raw.trimmed.firstIndex(of: "=") == nil ? Self.bare(raw) : nil
    case nil: nil
    default: Self.named(raw, clock) ?? Self.syslog(raw, clock)
    }
  }
}

extension Anchors {
  /// Adds to `found` the number of each word in `text`.
  func find(in text: Text, _ found: inout [Int]) {
    text.bytes.withUnsafeBufferPointer { bytes in
      find(in: UnsafeBufferPointer(rebasing: bytes[text.start..<text.end]), &found)
    }
  }
}
