/// What a disk says of its own health.
public struct DiskHealth: Sendable, Hashable {
  /// The disk, as the kernel names it: `sda`, `nvme0n1`.
  public var device: String
  /// What it said.
  public var report: Measured<Report>

  /// A disk's own word.
  public struct Report: Sendable, Hashable {
    /// The model's name; not yet sanitised.
    public var model: String?
    /// Whether it thinks itself sound, and its words where it does not.
    public var isSound: Bool
    /// The words of its verdict; not yet sanitised.
    public var verdict: String
    /// Attributes that have fallen to their threshold now; not yet sanitised.
    public var failing: [String] = []
    /// Sectors that cannot be read and wait for a write to be replaced; nil where not counted.
    public var pending: Double?
    /// Sectors that an offline scan could not read; nil where not counted.
    public var uncorrectable: Double?
    /// Sectors that were replaced by spare ones since the disk was made; nil where not counted.
    public var reallocated: Double?
    /// What an NVMe disk says besides.
    public var nvme: NVMe?

    /// A disk that thinks itself sound or not.
    public init(isSound: Bool, verdict: String) {
      self.isSound = isSound
      self.verdict = verdict
    }
  }

  /// The log of health that every NVMe disk keeps.
  public struct NVMe: Sendable, Hashable {
    /// The bits of its critical warning; 0 where nothing is wrong.
    public var warning: UInt64
    /// Spare blocks that are left, and the least there should be, in percent.
    public var spare: Double?, spareThreshold: Double?
    /// The share of its life that is used up, by the maker's reckoning; may exceed 100 %.
    public var used: Double?
    /// Errors of the medium since it was made.
    public var mediaErrors: Double?

    /// A disk with the bits of its critical warning.
    public init(warning: UInt64) { self.warning = warning }

    /// What the bits of the warning say, in the words of the NVMe specification.
    public var warnings: [String] {
      let words = [
        "its spare blocks run out", "its temperature is out of bounds",
        "its reliability is degraded", "it has turned read-only", "its backup of memory has failed",
        "its persistent memory is unreliable",
      ]
      return words.indices.filter { warning & (1 << UInt64($0)) != 0 }.map { words[$0] }
    }
  }

  /// The health of `device`.
  public init(device: String, report: Measured<Report>) {
    self.device = device
    self.report = report
  }
}

/// Whether a disk's driver lets it work.
public struct DeviceState: Sendable, Hashable {
  /// The disk or controller, as the kernel names it: `sda`, `nvme0`.
  public var device: String
  /// `running` or `live` where all is well; else `offline`, `blocked`, `resetting`, `dead`.
  public var state: Measured<String>

  /// A disk in `state`.
  public init(device: String, state: Measured<String>) {
    self.device = device
    self.state = state
  }
}
