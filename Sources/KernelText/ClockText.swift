/// The kernel's discipline of the wall clock, as busybox's `adjtimex` prints adjtimex(2).
///
/// ```
///     mode:         0
/// -o  offset:       0 us
/// -f  freq.adjust:  0 (65536 = 1ppm)
///     maxerror:     16000000
///     esterror:     16000000
///     status:       64 (UNSYNC)
/// -p  timeconstant: 2
///     …
///     return value: 5 (clock not synchronized)
/// ```
public struct ClockText: Sendable, Hashable {
  /// What is still to be corrected, in seconds.
  public var offset: Double
  /// In units of 2^-16 parts in a million.
  public var frequency: Int64
  /// The bounds on its error, in seconds.
  public var maximumError: Double, estimatedError: Double
  /// The `STA_` bits of include/uapi/linux/timex.h.
  public var status: UInt64

  /// `STA_UNSYNC`.
  public var isUnsynchronised: Bool { status & 0x40 != 0 }

  /// Whether a phase or frequency loop was ever closed: `STA_PLL`, `STA_FLL` or `STA_PPSFREQ`.
  public var hasLoop: Bool { status & 0x0B != 0 }

  /// The numbers in `text`.
  public init(_ text: Text) throws(Malformed) {
    var values: [String: Text] = [:]
    for line in text.lines {
      var words = line.words[...]
      if let option = words.first, option.count == 2, option[0] == UInt8(ascii: "-") {
        words = words.dropFirst()
      }
      guard let name = words.first, words.count >= 2 else { continue }
      values[name.string] = words[words.startIndex + 1]
    }
    guard let offset = values["offset:"]?.signedNumber, let status = values["status:"]?.number,
      let frequency = values["freq.adjust:"]?.signedNumber,
      let maximum = values["maxerror:"]?.number, let estimate = values["esterror:"]?.number
    else { throw Malformed("no offset, errors and status") }
    // STA_NANO: the tool prints "us" whatever the unit is.
    self.offset = Double(offset) / (status & 0x2000 != 0 ? 1e9 : 1e6)
    self.frequency = frequency
    self.status = status
    maximumError = Double(maximum) / 1e6
    estimatedError = Double(estimate) / 1e6
  }
}

/// The clock sources in a file that holds nothing else, such as `available_clocksource`:
/// `tsc kvm-clock`.
public struct ClockSourceText: Sendable, Hashable {
  /// The names in their order.
  public var names: [String]

  /// The names in `text`; throws where there is none, or one that the kernel would not give.
  public init(_ text: Text) throws(Malformed) {
    let words = try text.whole().words
    guard !words.isEmpty, words.allSatisfy(\.isClockName) else {
      throw Malformed("no name of a clock source")
    }
    names = words.map(\.string)
  }
}

extension Text {
  fileprivate var isClockName: Bool {
    array.allSatisfy { byte in
      let letter = byte | 0x20
      return letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") || byte &- 0x30 < 10
        || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
  }
}
