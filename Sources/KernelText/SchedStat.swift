/// The processors' lines of `/proc/schedstat`, as Documentation/scheduler/sched-stats.rst has them.
///
/// ```
/// version 15
/// timestamp 4298042456
/// cpu0 498494191 0 3533438552 2553969831 3853684107 2465731542 2045936778163039 3437963281 4767485
/// domain0 00000000,00000003 212499247 210112015 1861015 1860405436 …
/// ```
public struct SchedStat: Sendable, Hashable {
  /// What the tasks of one processor did since boot.
  public struct Processor: Sendable, Hashable {
    /// Nanoseconds that tasks ran, and waited runnable for it.
    public var running: UInt64, waiting: UInt64
    /// How often a task was given the processor.
    public var slices: UInt64
  }

  /// By number; a processor that is offline has no line.
  public private(set) var processors: [Int: Processor] = [:]

  /// The counters in `text`; throws where its version is not one whose columns are known.
  ///
  /// Versions 14 to 17 differ in the lines of the domains only.
  public init(_ text: Text) throws(Malformed) {
    _ = try text.whole()
    var version: UInt64?
    for line in text.lines {
      if line.hasPrefix("version ") { version = line.slice(8, line.count).number }
      guard line.hasPrefix("cpu") else { continue }
      guard let version, (14...17).contains(version) else {
        throw Malformed("a version whose columns are not known")
      }
      var scanner = Scanner(line)
      guard let number = scanner.word().flatMap({ $0.slice(3, $0.count).number }),
        number < CPUList.limit
      else { throw Malformed("a processor without its number") }
      scanner.skipWords(6)
      guard let running = scanner.number(), let waiting = scanner.number(),
        let slices = scanner.number()
      else { throw Malformed("a processor without its times") }
      processors[Int(number)] = Processor(running: running, waiting: waiting, slices: slices)
    }
    guard !processors.isEmpty else { throw Malformed("no processor") }
  }
}
