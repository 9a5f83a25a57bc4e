/// `cpu.max` of cgroup v2: `20000 100000` or `max 100000`.
public struct CPUMax: Sendable, Hashable {
  /// The quota in processors; nil where there is none.
  public var processors: Double?

  /// The quota in `text`.
  public init(_ text: Text) throws(Malformed) {
    let words = try text.whole().words
    guard words.count == 2, let period = words[1].number, period > 0 else {
      throw Malformed("not a quota and a period")
    }
    if words[0].string == "max" { return }
    guard let quota = words[0].signedLimit else { throw Malformed("not a quota and a period") }
    processors = Double(quota) / Double(period)
  }
}

/// A limit that is a number or the word `max`, such as `memory.max` or `pids.max`.
public struct LimitText: Sendable, Hashable {
  /// The number; nil where there is no limit.
  public var value: UInt64?

  /// The limit in `text`.
  public init(_ text: Text) throws(Malformed) {
    let word = try text.whole()
    if word.string == "max" { return }
    guard let number = word.signedLimit else { throw Malformed("neither a number nor max") }
    value = number
  }
}

/// Lines of a device with named numbers: `io.stat` and `io.max` of cgroup v2.
///
/// ```
/// 8:16 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0
/// 8:16 rbps=2097152 wbps=max riops=max wiops=120
/// ```
public struct DeviceNumbers: Sendable, Hashable {
  /// The numbers by device (`major:minor`) and name; `max` is left out.
  public var values: [String: [String: UInt64]] = [:]

  /// The devices in `text`; an empty text has none.
  ///
  /// Throws where a device or one of its counters or limits cannot be read: without it the group
  /// would look as if it had none. What controllers add, such as `cost.vrate=100.00`, need not be a
  /// number.
  public init(_ text: Text) throws(Malformed) {
    if !text.isEmpty { _ = try text.whole() }
    for line in text.lines {
      let words = line.words
      guard let first = words.first else { continue }
      let device = try Self.device(first)
      for word in words.dropFirst() {
        guard let equals = word.firstIndex(of: UInt8(ascii: "=")) else { continue }
        let name = word.slice(0, equals).string
        let value = word.slice(equals + 1, word.count)
        if let number = value.signedLimit {
          values[device, default: [:]][name] = number
        } else if Self.known.contains(name), value.string != "max" {
          throw Malformed("not a number: \(word.string.prefix(40))")
        }
      }
    }
  }

  /// The counters of `io.stat` and the limits of `io.max`.
  private static let known: Set<String> = [
    "rbytes", "wbytes", "rios", "wios", "dbytes", "dios", "rbps", "wbps", "riops", "wiops",
  ]

  /// `8:16`, as it is; throws for what numbers no device.
  private static func device(_ word: Text) throws(Malformed) -> String {
    guard let colon = word.firstIndex(of: UInt8(ascii: ":")),
      let major = word.slice(0, colon).number, major <= UInt64(UInt32.max),
      let minor = word.slice(colon + 1, word.count).number, minor <= UInt64(UInt32.max)
    else { throw Malformed("not a device: \(word.string.prefix(40))") }
    return word.string
  }

  /// The devices of a v1 file such as `blkio.throttle.io_service_bytes`.
  ///
  /// ```
  /// 7:0 Read 4096
  /// 7:0 Write 0
  /// Total 4096
  /// 7:0 4194304
  /// ```
  /// The last form, a limit, has the name `limit`. Throws where a line is of none of these forms.
  public init(v1 text: Text) throws(Malformed) {
    if !text.isEmpty { _ = try text.whole() }
    for line in text.lines {
      let words = line.words
      guard let first = words.first, first.string != "Total" else { continue }
      let device = try Self.device(first)
      guard words.count == 2 || words.count == 3, let number = words[words.count - 1].signedLimit
      else {
        throw Malformed("not a device's number: \(line.string.prefix(40))")
      }
      let name = words.count == 3 ? words[1].string : "limit"
      values[device, default: [:]][name] = number
    }
  }
}
