/// A line of `/proc/diskstats`, as Documentation/admin-guide/iostats.rst has it.
///
/// ```
///    8       0 sda 49601 2822 3195498 623970 12180 9784 821088 117109 0 32862 714408 0 0 0 0 0 0
/// ```
/// Discards came with Linux 4.18, flushes with 5.5.
public struct DiskStats: Sendable, Hashable {
  /// The device number, the same as in `io.stat` of a cgroup.
  public var major: UInt64, minor: UInt64
  /// The name under `/sys/block`, or that of a partition.
  public var name: String
  /// Requests completed, requests merged into others, and sectors of 512 bytes.
  public var reads: UInt64 = 0, readMerges: UInt64 = 0, readSectors: UInt64 = 0
  /// Milliseconds, added up over requests, so that it may grow faster than the clock.
  public var readTime: UInt64 = 0
  /// The same three for writes.
  public var writes: UInt64 = 0, writeMerges: UInt64 = 0, writeSectors: UInt64 = 0
  /// Milliseconds, added up over requests too.
  public var writeTime: UInt64 = 0
  /// Requests begun and not yet completed; the only gauge among counters.
  public var inFlight: UInt64 = 0
  /// Milliseconds with at least one request in flight, and those weighted by their number.
  public var ioTime: UInt64 = 0, weightedTime: UInt64 = 0
  /// The same three for discards; 0 before Linux 4.18.
  public var discards: UInt64 = 0, discardMerges: UInt64 = 0, discardSectors: UInt64 = 0
  /// Milliseconds; 0 before Linux 4.18.
  public var discardTime: UInt64 = 0
  /// Requests completed, and milliseconds; 0 before Linux 5.5.
  public var flushes: UInt64 = 0, flushTime: UInt64 = 0

  /// All devices in `text`; throws where a line is none.
  public static func parse(_ text: Text) throws(Malformed) -> [DiskStats] {
    // A machine without block devices has an empty file.
    if !text.isEmpty { _ = try text.whole() }
    var devices: [DiskStats] = []
    for line in text.lines where !line.trimmed.isEmpty {
      guard let device = DiskStats(line) else {
        throw Malformed("not a device's counters: \(line.trimmed.string.prefix(40))")
      }
      devices.append(device)
    }
    return devices
  }

  private init?(_ line: Text) {
    var scanner = Scanner(line)
    guard let major = scanner.number(), let minor = scanner.number(), let name = scanner.word()
    else { return nil }
    self.major = major
    self.minor = minor
    self.name = name.string
    let fields: [WritableKeyPath<DiskStats, UInt64>] = [
      \.reads, \.readMerges, \.readSectors, \.readTime, \.writes, \.writeMerges, \.writeSectors,
      \.writeTime, \.inFlight, \.ioTime, \.weightedTime, \.discards, \.discardMerges,
      \.discardSectors, \.discardTime, \.flushes, \.flushTime,
    ]
    var count = 0
    for field in fields {
      scanner.skipSpaces()
      guard !scanner.isAtEnd else { break }
      guard let value = scanner.number() else { return nil }
      self[keyPath: field] = value
      count += 1
    }
    // Eleven counters since Linux 2.6.25; fewer is a line that was cut.
    guard count >= 11 else { return nil }
  }
}
