/// A kernel message whose meaning is known.
public struct KernelEvent: Sendable, Hashable {
  /// Told from the wording alone, which changes between kernels.
  public var kind: Kind
  /// The device, process, cgroup or interface that the message names, as it names it.
  public var about: Subject?
  /// How often it happened, as far as this message tells: what the kernel or a logger left out
  /// counts, too, and a message that only goes with another counts 0.
  public var count: Int
  /// What else the message tells.
  public var details: Details
  /// The message itself.
  public var line: KernelLog.Line

  /// An event of `kind` that `line` tells of.
  public init(
    kind: Kind, about: Subject?, count: Int = 1, details: Details = .none, line: KernelLog.Line
  ) {
    self.kind = kind
    self.about = about
    self.count = count
    self.details = details
    self.line = line
  }
}

extension KernelEvent {
  /// What happened.
  public enum Kind: String, Sendable, CaseIterable {
    // Memory
    case outOfMemory = "out of memory"
    case allocationFailure = "page allocation failure"
    case memoryErrorCorrected = "corrected memory error"
    case memoryErrorUncorrected = "uncorrected memory error"
    // Processors
    case machineCheck = "machine check"
    case machineCheckCorrected = "corrected machine check"
    case busError = "bus error"
    case busErrorCorrected = "corrected bus error"
    case softLockup = "soft lockup"
    case hardLockup = "hard lockup"
    case rcuStall = "RCU stall"
    case hungTask = "hung task"
    case realTimeThrottled = "real-time throttling"
    case kernelFault = "kernel fault"
    case thermal = "thermal event"
    case clockUnstable = "unstable clock"
    // Disks
    case ioError = "I/O error"
    case mediumError = "medium error"
    case allocationError = "space allocation error"
    case commandFailed = "failed command"
    case deviceTimeout = "device timeout"
    case deviceReset = "device reset"
    case deviceLost = "device lost"
    case deviceRecovered = "device recovered"
    case arrayMemberFailed = "array member failed"
    case arrayDegraded = "array degraded"
    case arrayFailed = "array failed"
    case arrayWork = "array work begun"
    case arrayWorkDone = "array work done"
    case poolFailed = "pool failed"
    case poolFull = "thin pool full"
    case poolRecovered = "thin pool writable"
    // Filesystems
    case filesystemError = "filesystem error"
    case filesystemWarning = "filesystem warning"
    case remountReadOnly = "remount read-only"
    case unionMount = "union mount warning"
    case shareSilent = "file server silent"
    case shareAnswers = "file server answers"
    case shareLockLost = "file lock lost"
    case shareWriteback = "file server writeback"
    // Network
    case adapterReset = "adapter reset"
    case adapterFault = "adapter fault"
    case adapterWarning = "adapter warning"
    case linkDown = "link down"
    case linkUp = "link up"
    case connectionTableFull = "connection table full"
    case neighbourTableFull = "neighbour table full"
    case routeCacheFull = "route cache full"
    case socketMemoryFull = "socket memory used up"
    case tooManyOrphans = "too many orphaned sockets"
    case synFlood = "SYN flooding"
    case interfaceHeld = "interface held"
    // GPUs
    case gpuXid = "Xid"
    case gpuSwitchXid = "SXid"
    case gpuHang = "GPU hang"
    case gpuMemoryError = "GPU memory error"
    case gpuPeerMemory = "GPU peer memory error"
    // Limits and programs
    case forkRejected = "fork rejected"
    case fileTableFull = "file table full"
    case programFault = "program fault"

    /// Whether it is a fault, and not the end of one, planned work or a remark.
    public var isFault: Bool {
      switch self {
      case .deviceRecovered, .arrayWork, .arrayWorkDone, .poolRecovered, .filesystemWarning,
        .unionMount, .clockUnstable, .shareAnswers, .shareWriteback, .adapterWarning, .linkDown,
        .linkUp:
        false
      default: true
      }
    }
  }

  /// What a message tells besides its subject.
  public enum Details: Sendable, Hashable {
    case none
    case outOfMemory(OutOfMemory)
    /// 2 to the power of `order` pages that `task` wanted.
    case allocation(order: Int, task: String)
    /// A number of NVIDIA's list, and the process that was using the GPU.
    case xid(Int, process: String?)
    /// A number of NVIDIA's list of switch errors, whether it ends traffic, and its own words.
    case switchXid(Int, isFatal: Bool?, words: String)
    /// A program that crashed, and the library it was in.
    case program(String, library: String?)
    /// What is done: `data-check`, `recovery`.
    case work(String)
    /// A request without data to a loop device, such as the last flush when its file is let go.
    case release
    /// Half-open connections are refused, where otherwise cookies save them.
    case refused
  }

  /// A process that was killed for want of memory, as the kernel's report tells it.
  public struct OutOfMemory: Sendable, Hashable {
    /// `CONSTRAINT_NONE` for the machine, `CONSTRAINT_MEMCG` for a cgroup's limit.
    public var constraint: String?
    /// The cgroup of the victim.
    public var cgroup: String?
    /// The cgroup whose limit was met.
    public var limitedGroup: String?
    /// Who asked for the page that was not there.
    public var invoker: String?
    /// What the victim held, in bytes.
    public var totalVirtual: Double?, anonymous: Double?, file: Double?, shared: Double?
    /// The victim's `oom_score_adj`, from -1000 to 1000.
    public var scoreAdjustment: Int?
    /// The message that tells the constraint, as the kernel wrote it.
    public var circumstances: String?

    /// A kill of which nothing is known yet.
    public init() {}
  }
}
