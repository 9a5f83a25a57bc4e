import KernelText

/// The CPU time of each process by its own clock, as the triage notes it.
///
/// ```
/// 1 16000000
/// 842 93220114
/// ```
/// Process numbers and nanoseconds.
struct ProcessClocks {
  static let section = "process clocks"

  private(set) var nanoseconds: [Int: UInt64] = [:]

  init(_ text: Text) throws(Malformed) {
    for line in text.lines {
      var scanner = Scanner(line)
      guard let pid = scanner.number(), let time = scanner.number() else {
        throw Malformed("not a process and its time: \(line.string.prefix(40))")
      }
      nanoseconds[Int(truncatingIfNeeded: pid)] = time
    }
  }
}
