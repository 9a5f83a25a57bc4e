/// Volumes of the device mapper that can run full or lose their way.
public struct MappedVolumes: Sendable {
  /// Pools that thin volumes draw on.
  public var thinPools: [ThinPool]
  /// Snapshots with room of their own, as LVM makes them of volumes that are not thin.
  public var snapshots: [Snapshot]
  /// Disks with several ways to them.
  public var multipaths: [Multipath]
  /// Arrays that LVM keeps.
  public var arrays: [RAIDArray]

  /// None of them.
  public init() { (thinPools, snapshots, multipaths, arrays) = ([], [], [], []) }

  /// A pool of thin volumes.
  public struct ThinPool: Sendable, Hashable {
    /// As below `/dev/mapper`; not yet sanitised.
    public var name: String
    /// What it has given out.
    public var use: Measured<Use>

    /// What a thin pool has given out, and whether it still writes.
    public struct Use: Sendable, Hashable {
      /// Shares taken, in percent; nil where the pool has failed.
      public var data: Double?, metadata: Double?
      /// `rw` where it works; else `ro`, `out_of_data_space` or `Fail`.
      public var mode: String

      /// A pool in `mode`.
      public init(data: Double?, metadata: Double?, mode: String) {
        self.data = data
        self.metadata = metadata
        self.mode = mode
      }
    }

    /// A pool called `name`.
    public init(name: String, use: Measured<Use>) {
      self.name = name
      self.use = use
    }
  }

  /// A snapshot that fills up as its origin is written to.
  public struct Snapshot: Sendable, Hashable {
    /// As below `/dev/mapper`; not yet sanitised.
    public var name: String
    /// The share taken, in percent; 100 once it has run over and is lost.
    public var used: Measured<Double>

    /// A snapshot called `name`.
    public init(name: String, used: Measured<Double>) {
      self.name = name
      self.used = used
    }
  }

  /// A disk with several ways to it.
  public struct Multipath: Sendable, Hashable {
    /// As below `/dev/mapper`; not yet sanitised.
    public var name: String
    /// The ways, and those that work.
    public var paths: Measured<Paths>

    /// How many ways lead to a disk.
    public struct Paths: Sendable, Hashable {
      /// All, and those that work.
      public var all: Int, working: Int

      /// `all` ways, of which `working` work.
      public init(all: Int, working: Int) {
        self.all = all
        self.working = working
      }
    }

    /// A disk called `name`.
    public init(name: String, paths: Measured<Paths>) {
      self.name = name
      self.paths = paths
    }
  }
}
