/// The counters of `/proc/stat`, as proc(5) has them.
///
/// ```
/// cpu  10132153 290696 3084719 46828483 16683 0 25195 0 175628 0
/// cpu0 1393280 32966 572056 13343292 6130 0 17875 0 23933 0
/// intr 1462898 …
/// ctxt 115315
/// btime 769041601
/// processes 86031
/// procs_running 6
/// procs_blocked 2
/// ```
public struct ProcStat: Sendable {
  /// Time in each mode since boot, in ticks of 1/100 s.
  public struct Times: Sendable, Hashable {
    /// The four that every kernel has.
    public var user: UInt64 = 0, nice: UInt64 = 0, system: UInt64 = 0, idle: UInt64 = 0
    /// Absent from old kernels, which leaves them 0.
    public var ioWait: UInt64 = 0, irq: UInt64 = 0, softirq: UInt64 = 0, steal: UInt64 = 0
    /// Also counted in `user` and `nice`.
    public var guest: UInt64 = 0, guestNice: UInt64 = 0
  }

  /// All processors together.
  public var total: Times
  /// Each processor online, by number.
  public var processors: [Int: Times] = [:]
  /// Hardware interrupts since boot, the first number of `intr`; nil without that line.
  public var interrupts: UInt64?
  /// Since boot, over all processors: `ctxt`; nil without that line.
  public var contextSwitches: UInt64?
  /// Seconds since 1970 at boot.
  public var bootTime: UInt64?
  /// Processes and threads made since boot.
  public var forks: UInt64?
  /// Runnable tasks now, the reader of the file among them: `procs_running`.
  public var running: UInt64?
  /// Tasks that wait for I/O now: `procs_blocked`.
  public var blocked: UInt64?

  /// The counters in `text`; throws where the line of all processors is missing or short.
  public init(_ text: Text) throws(Malformed) {
    _ = try text.whole()
    var total: Times?
    for line in text.lines {
      var scanner = Scanner(line)
      guard let key = scanner.word() else { continue }
      if key.hasPrefix("cpu") {
        guard let times = Times(&scanner) else { throw Malformed("a cpu line without its times") }
        if key.count == 3 {
          total = times
        } else if let number = key.slice(3, key.count).number, number < 1_000_000 {
          processors[Int(number)] = times
        }
        continue
      }
      switch key.string {
      case "intr": interrupts = scanner.number()
      case "ctxt": contextSwitches = scanner.number()
      case "btime": bootTime = scanner.number()
      case "processes": forks = scanner.number()
      case "procs_running": running = scanner.number()
      case "procs_blocked": blocked = scanner.number()
      // softirq, page, swap and whatever later kernels add
      default: break
      }
    }
    guard let total else { throw Malformed("no line of all processors") }
    self.total = total
  }
}

extension ProcStat.Times {
  /// The times after the key; the first four have always been there, the others came with time.
  fileprivate init?(_ scanner: inout Scanner) {
    self.init()
    guard let user = scanner.number(), let nice = scanner.number(),
      let system = scanner.number(), let idle = scanner.number()
    else { return nil }
    self.user = user
    self.nice = nice
    self.system = system
    self.idle = idle
    let later: [WritableKeyPath<Self, UInt64>] = [
      \.ioWait, \.irq, \.softirq, \.steal, \.guest, \.guestNice,
    ]
    for field in later {
      scanner.skipSpaces()
      guard !scanner.isAtEnd else { return }
      guard let value = scanner.number() else { return nil }
      self[keyPath: field] = value
    }
  }
}
