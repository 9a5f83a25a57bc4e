/// A mounted btrfs filesystem, as `/sys/fs/btrfs` tells of it.
public struct BtrfsFilesystem: Sendable, Hashable {
  /// Its number.
  public var uuid: String
  /// The name it was given, not yet sanitised; empty where it has none.
  public var label: String
  /// The devices it lies on, as the kernel names them: `sda1`.
  public var devices: [String]
  /// Each device by its number within the filesystem.
  public var health: [Device]
  /// Room in chunks and between them.
  public var room: Measured<Room>
  /// What has the filesystem for itself, such as `balance` or `device replace`; nil for nothing.
  public var operation: String?

  /// A device of a filesystem.
  public struct Device: Sendable, Hashable {
    /// Its number within the filesystem.
    public var id: Int
    /// Whether it is not there.
    public var isMissing: Bool
    /// Failed reads, writes and flushes, and damaged blocks, since they were last reset; the
    /// filesystem keeps the count over reboots.
    public var errors: Measured<Double>
    /// By how much that grew in the window.
    public var newErrors: Measured<Double>

    /// A device with the errors seen on it.
    public init(
      id: Int, isMissing: Bool, errors: Measured<Double>, newErrors: Measured<Double>
    ) {
      self.id = id
      self.isMissing = isMissing
      self.errors = errors
      self.newErrors = newErrors
    }
  }

  /// Room of a filesystem that gives it out in chunks of a gibibyte.
  public struct Room: Sendable, Hashable {
    /// Bytes of all devices, and those in no chunk yet.
    public var size: Double, unallocated: Double
    /// Bytes of metadata chunks; what is taken has the filesystem's own reserve in it.
    public var metadataTotal: Double, metadataUsed: Double

    /// Room of `size` bytes.
    public init(size: Double, unallocated: Double, metadataTotal: Double, metadataUsed: Double) {
      self.size = size
      self.unallocated = unallocated
      self.metadataTotal = metadataTotal
      self.metadataUsed = metadataUsed
    }

    /// The share of all devices that is in chunks, in percent.
    public var allocatedPercent: Double { size > 0 ? (1 - unallocated / size) * 100 : 0 }
    /// The share of metadata's chunks that is taken, in percent.
    public var metadataPercent: Double {
      metadataTotal > 0 ? metadataUsed / metadataTotal * 100 : 0
    }
  }

  /// A filesystem on `devices`.
  public init(
    uuid: String, label: String, devices: [String], health: [Device], room: Measured<Room>,
    operation: String?
  ) {
    self.uuid = uuid
    self.label = label
    self.devices = devices
    self.health = health
    self.room = room
    self.operation = operation
  }

  /// The name that people know it by: its label, or else its number.
  public var name: String { label.isEmpty ? uuid : label }
}

/// An ext4 filesystem, as `/sys/fs/ext4` tells of it.
public struct Ext4Filesystem: Sendable, Hashable {
  /// The device it lies on, as the kernel names it: `sda1`, `dm-0`.
  public var device: String
  /// Faults in its structure since the last fsck; the filesystem keeps the count over reboots.
  public var errors: Measured<Double>
  /// By how much that grew in the window.
  public var newErrors: Measured<Double>
  /// How long ago the last fault was found, in seconds; nil where none was.
  public var age: Double?

  /// A filesystem with the faults found in it.
  public init(
    device: String, errors: Measured<Double>, newErrors: Measured<Double>, age: Double?
  ) {
    self.device = device
    self.errors = errors
    self.newErrors = newErrors
    self.age = age
  }
}
