/// What was seen of the kernel's own limits.
public struct LimitsObservation: Sendable {
  /// Open files of the whole system against `file-max`.
  public var files: Measured<Use>
  /// Processes and threads against `pid_max`.
  public var pids: Measured<Use>
  /// Processes and threads against `threads-max`.
  public var threads: Measured<Use>
  /// The limits of every process that is no kernel thread, and how near it is to them.
  public var processes: Measured<[ProcessLimits]> = .failure(
    Gap(.missing, "process limits", "they were not looked at"))

  /// What was seen, each part measured or not.
  public init(
    files: Measured<Use>, pids: Measured<Use>, threads: Measured<Use>
  ) {
    self.files = files
    self.pids = pids
    self.threads = threads
  }

  /// How much of a limit is taken.
  public struct Use: Sendable, Hashable {
    /// As the kernel counts them, both at the last sample.
    public var used: Double, limit: Double

    /// `used` of `limit`.
    public init(used: Double, limit: Double) {
      self.used = used
      self.limit = limit
    }

    /// The share taken, in percent.
    public var percent: Double { limit > 0 ? used / limit * 100 : 0 }
  }
}

/// A process's own limits, from getrlimit(2) as it stands.
public struct ProcessLimits: Sendable, Hashable {
  /// The process number.
  public var pid: Int
  /// The number of the user it runs as.
  public var user: Int
  /// Its open files.
  public var files: Files
  /// The most files it may have open: the soft `RLIMIT_NOFILE`.
  public var fileLimit: Limit
  /// The most processes and threads its user may have: the soft `RLIMIT_NPROC`.
  public var taskLimit: Limit

  /// How many files are open.
  public enum Files: Sendable, Hashable {
    case counted(Double)
    /// A look at some of the numbers showed that it is far from its limit.
    case few
    /// They are hidden from others.
    case hidden
  }

  /// A limit.
  public enum Limit: Sendable, Hashable {
    case at(Double)
    case unlimited
    /// It is hidden from others.
    case hidden
  }

  /// The limits of process `pid` of `user`.
  public init(pid: Int, user: Int, files: Files, fileLimit: Limit, taskLimit: Limit) {
    self.pid = pid
    self.user = user
    self.files = files
    self.fileLimit = fileLimit
    self.taskLimit = taskLimit
  }
}
