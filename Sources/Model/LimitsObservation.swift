/// What was seen of the kernel's own limits.
public struct LimitsObservation: Sendable {
  /// Open files of the whole system against `file-max`.
  public var files: Measured<Use>
  /// Processes and threads against `pid_max`.
  public var pids: Measured<Use>
  /// Processes and threads against `threads-max`.
  public var threads: Measured<Use>

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
