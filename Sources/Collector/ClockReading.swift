import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Sample {
  static let clockSection = "adjtimex"

  /// Notes the kernel's discipline of the wall clock, in the words of busybox's adjtimex(1).
  mutating func readClock() {
    var clock = whyslow_timex()
    let state = whyslow_adjtimex(&clock)
    guard state >= 0 else {
      set(Self.clockSection, .failed(errno))
      return
    }
    let text = """
          mode:         \(clock.modes)
      -o  offset:       \(clock.offset) us
      -f  freq.adjust:  \(clock.frequency) (65536 = 1ppm)
          maxerror:     \(clock.maximum_error)
          esterror:     \(clock.estimated_error)
          status:       \(clock.status) (\(clock.statusNames))
      -p  timeconstant: \(clock.constant)
          precision:    \(clock.precision) us
          tolerance:    \(clock.tolerance)
      -t  tick:         \(clock.tick) us
          time.tv_sec:  \(clock.seconds)
          time.tv_usec: \(clock.microseconds)
          return value: \(state) (\(Self.states[min(Int(state), 5)]))

      """
    add(Self.clockSection, text.utf8)
  }

  private static let states = [
    "clock synchronized", "insert leap second", "delete leap second", "leap second in progress",
    "leap second has occurred", "clock not synchronized",
  ]
}

extension whyslow_timex {
  /// The `STA_` bits that the tool names.
  fileprivate var statusNames: String {
    let names = [
      "PLL", "PPSFREQ", "PPSTIME", "FLL", "INS", "DEL", "UNSYNC", "FREQHOLD", "PPSSIGNAL",
      "PPSJITTER", "PPSWANDER", "PPSERROR", "CLOCKERR",
    ]
    return names.enumerated().filter { status & 1 << $0.offset != 0 }.map(\.element)
      .joined(separator: " | ")
  }
}
