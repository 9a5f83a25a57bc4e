/// A pool of ZFS.
public struct ZFSPool: Sendable, Hashable {
  /// Its name; not yet sanitised.
  public var name: String
  /// `ONLINE`, `DEGRADED`, `FAULTED`, `UNAVAIL`, `SUSPENDED`, as the kernel module says.
  public var state: String
  /// Its devices and what a scan found.
  public var status: Measured<Status>
  /// Bytes and the share that is allocated.
  public var room: Measured<Room>

  /// What `zpool status` tells of a pool.
  public struct Status: Sendable, Hashable {
    /// The disks and partitions, without the groups that they form.
    public var devices: [Device]
    /// What is being done to the pool.
    public var activity: Activity?
    /// Files and objects that are lost; nil where the command did not tell.
    public var dataErrors: Double?

    /// The devices of a pool, and what is done to them.
    public init(devices: [Device], activity: Activity?, dataErrors: Double?) {
      self.devices = devices
      self.activity = activity
      self.dataErrors = dataErrors
    }
  }

  /// A disk or partition of a pool.
  public struct Device: Sendable, Hashable {
    /// As `zpool` names it: `sda1`, or a number where it is gone; not yet sanitised.
    public var name: String
    /// `ONLINE`, `FAULTED`, `OFFLINE`, `REMOVED`; `AVAIL` for a spare.
    public var state: String
    /// Failed reads and writes, and blocks that were not what was written, since last cleared.
    public var errors: Double

    /// A device with the errors seen on it.
    public init(name: String, state: String, errors: Double) {
      self.name = name
      self.state = state
      self.errors = errors
    }
  }

  /// Work on a pool that reads all of it.
  public struct Activity: Sendable, Hashable {
    /// Whether a device is being filled, rather than all of them read.
    public var isResilver: Bool
    /// How far it is, in percent; nil where that is not told.
    public var percent: Double?

    /// A scrub, or a resilver, so far done.
    public init(isResilver: Bool, percent: Double?) {
      self.isResilver = isResilver
      self.percent = percent
    }
  }

  /// Room of a pool.
  public struct Room: Sendable, Hashable {
    /// Bytes, redundancy included.
    public var size: Double, free: Double
    /// The share allocated, in percent.
    public var usedPercent: Double

    /// Room of `size` bytes.
    public init(size: Double, free: Double, usedPercent: Double) {
      self.size = size
      self.free = free
      self.usedPercent = usedPercent
    }
  }

  /// A pool in `state`.
  public init(name: String, state: String, status: Measured<Status>, room: Measured<Room>) {
    self.name = name
    self.state = state
    self.status = status
    self.room = room
  }
}

/// The cache of what ZFS has read, which the kernel counts as used and not as cache.
public struct ZFSCache: Sendable, Hashable {
  /// Bytes it holds, and the least it shrinks to when memory is wanted.
  public var size: Double, least: Double

  /// A cache of `size` bytes.
  public init(size: Double, least: Double) {
    self.size = size
    self.least = least
  }

  /// None.
  public static let none = ZFSCache(size: 0, least: 0)

  /// Bytes that it gives back when memory is wanted.
  public var spare: Double { max(0, size - least) }
}
