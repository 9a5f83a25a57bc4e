/// A kernel message whose meaning is known.
public struct KernelEvent: Sendable, Hashable {
  /// What happened.
  public enum Kind: String, Sendable, CaseIterable {
    case outOfMemory = "out of memory"
    case machineCheck = "machine check"
    case memoryErrorCorrected = "corrected memory error"
    case memoryErrorUncorrected = "uncorrected memory error"
    case softLockup = "soft lockup"
    case hardLockup = "hard lockup"
    case rcuStall = "RCU stall"
    case hungTask = "hung task"
    case allocationFailure = "page allocation failure"
    case ioError = "I/O error"
    case filesystemError = "filesystem error"
    case remountReadOnly = "remount read-only"
    case forkRejected = "fork rejected"
    case thermal = "thermal event"
  }

  /// Told from the wording alone, which changes between kernels.
  public var kind: Kind
  /// The device, process, cgroup or interface that the message names, as it names it.
  public var about: Subject?
  /// The message itself.
  public var line: KernelLog.Line

  /// An event of `kind` that `line` tells of.
  public init(kind: Kind, about: Subject?, line: KernelLog.Line) {
    self.kind = kind
    self.about = about
    self.line = line
  }
}
