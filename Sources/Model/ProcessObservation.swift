/// A process over the window.
public struct ProcessObservation: Sendable {
  /// The process number in the namespace of the `/proc` that was read.
  public var pid: Int
  /// The parent's process number; 0 for the first process and for kthreadd.
  public var parent: Int
  /// The name the kernel keeps, at most 15 bytes; not yet sanitised.
  public var name: String
  /// The state letter of proc(5) at each sample, such as `R`, `S`, `D` or `Z`.
  public var states: [Character]
  /// Whether it has `PF_KTHREAD`, and so neither memory nor a command line of its own.
  public var isKernelThread: Bool
  /// Whether it began after the first sample, so that its counters are all of the window.
  public var isNew: Bool
  /// How many threads it had at the last sample.
  public var threads: Int
  /// CPU time of all threads in percent of one processor.
  public var cpuPercent: Double
  /// The parts of it in user and kernel mode; nil where only the whole was measured.
  public var userPercent: Double?, systemPercent: Double?
  /// Time as a guest's virtual processor, in percent of one processor; counted in `user` too.
  public var guestPercent: Double
  /// The nice value; 19 yields to everybody.
  public var nice: Int
  /// The processor it last ran on.
  public var processor: Int
  /// Time its main thread was runnable and waited for a processor, in percent of the window.
  public var runDelayPercent: Measured<Double>
  /// Resident memory in bytes, and by how much it grew in the window.
  public var resident: Double, residentGrowth: Double
  /// Virtual size in bytes.
  public var virtualSize: Double
  /// Swapped out memory in bytes; read only for processes that rank high.
  public var swap: Measured<Double>
  /// Page faults: minor ones were served from memory, major ones had to wait for storage.
  public var minorFaultsPerSecond: Double, majorFaultsPerSecond: Double
  /// Bytes that really went to or came from storage each second.
  public var io: Measured<IO>
  /// The cgroup paths by v1 controller, that of v2 under an empty name, root paths left out; read
  /// only for processes that rank high.
  public var cgroups: [String: String] = [:]
  /// The command line with secrets masked; read only for processes that rank high.
  public var command: String?
  /// The kernel's function in which it waits; read only for processes in state D.
  public var waitChannel: String?

  /// The cgroup that limits what the process takes of `resource`.
  ///
  /// With several hierarchies a process is in a group of each; the one whose controller rules the
  /// resource comes first.
  public func cgroup(of resource: Resource) -> String? {
    let controllers: [String] =
      switch resource {
      case .cpu: ["cpu", "", "memory"]
      case .disk: ["blkio", "", "memory"]
      default: ["memory", "", "cpu"]
      }
    return controllers.lazy.compactMap { cgroups[$0] }.first
  }

  /// Storage traffic each second.
  public struct IO: Sendable, Hashable {
    /// Bytes, the writes counted when a page is made dirty: `read_bytes`, `write_bytes`.
    public var readBytes: Double, writeBytes: Double
    /// What it has written since it began, which tells who filled memory with pages to write; read
    /// only for processes in state D, else 0.
    public var writtenInAll: Double

    /// `readBytes` and `writeBytes` each second.
    public init(readBytes: Double, writeBytes: Double, writtenInAll: Double = 0) {
      self.readBytes = readBytes
      self.writeBytes = writeBytes
      self.writtenInAll = writtenInAll
    }
  }

  /// An idle process.
  public init(pid: Int, parent: Int, name: String) {
    self.pid = pid
    self.parent = parent
    self.name = name
    states = []
    isKernelThread = false
    isNew = false
    threads = 1
    cpuPercent = 0
    guestPercent = 0
    nice = 0
    processor = 0
    let unread = Gap(.cut, "/proc/\(pid)", "not read: the process does not rank high")
    runDelayPercent = .failure(unread)
    resident = 0
    residentGrowth = 0
    virtualSize = 0
    swap = .failure(unread)
    minorFaultsPerSecond = 0
    majorFaultsPerSecond = 0
    io = .failure(unread)
  }
}
