/// What was seen of block devices and filesystems.
public struct DiskObservation: Sendable {
  /// Every block device that has ever done I/O, partitions left out.
  public var devices: Measured<[BlockDevice]>
  /// Why a device is not among them or counts from the middle of the window; nil where all are whole.
  public var deviceGap: Gap?
  /// Every real filesystem that is mounted; each is measured or not by itself.
  public var filesystems: Measured<[Filesystem]>
  /// Tasks that waited for I/O of any device: `/proc/pressure/io`.
  public var pressure: Measured<Pressure>
  /// Software RAID of the md driver; LVM's are among `mapped`.
  public var arrays = unread([RAIDArray].self, "/proc/mdstat")
  /// Pools of ZFS that are imported.
  public var pools = unread([ZFSPool].self, "zpool")
  /// What ZFS keeps in memory; nothing where it is not loaded.
  public var zfsCache = unread(ZFSCache.self, "/proc/spl/kstat/zfs/arcstats")
  /// Mounted btrfs filesystems, each once.
  public var btrfs = unread([BtrfsFilesystem].self, "/sys/fs/btrfs")
  /// Mounted ext4 filesystems, each once.
  public var ext4 = unread([Ext4Filesystem].self, "/sys/fs/ext4")
  /// Volumes of the device mapper that can run full, and arrays of LVM.
  public var mapped = unread(MappedVolumes.self, "/sys/block")
  /// What each real disk says of its own health.
  public var health = unread([DiskHealth].self, "smartctl")
  /// What the driver of each SCSI disk and NVMe controller says of it.
  public var states = unread([DeviceState].self, "/sys/block")

  /// What was seen, each part measured or not.
  public init(
    devices: Measured<[BlockDevice]>, deviceGap: Gap? = nil,
    filesystems: Measured<[Filesystem]>, pressure: Measured<Pressure>
  ) {
    self.devices = devices
    self.deviceGap = deviceGap
    self.filesystems = filesystems
    self.pressure = pressure
  }
}

/// What nobody has looked for.
private func unread<Value>(_: Value.Type, _ source: String) -> Measured<Value> {
  .failure(Gap(.missing, source, "it was not looked for"))
}

/// A block device over the window, in the columns of `iostat -x`.
public struct BlockDevice: Sendable, Hashable {
  /// What a device is made of, as far as its latency is concerned.
  public enum Kind: String, Sendable {
    case rotational = "rotating disk"
    case solidState = "solid state"
    case nvme = "NVMe"
    /// A disk that a hypervisor serves: what lies beneath cannot be seen from here.
    case virtual = "virtual disk"
    /// dm, md, loop, zram and others that pass their I/O on to other devices or to memory.
    case stacked = "stacked device"
    case network = "network disk"
    /// A stick or card, whose standard allows it a quarter of a second for one write.
    case card = "memory stick or card"
    /// A drive whose medium is moved and may be taken out.
    case optical = "optical or floppy drive"
    case unknown = "device of unknown kind"
  }

  /// As in `/proc/diskstats`, without `/dev/`: `sda`, `nvme0n1`, `dm-0`.
  public var name: String
  /// Told from the name and `/sys/block`; the class that latency is judged by.
  public var kind: Kind
  /// Why the kind is unknown, where the machine tells it and it could not be read.
  public var kindGap: Gap?
  /// Whether I/O ends here; a stacked device only passes on what a leaf is judged for.
  public var isLeaf: Bool
  /// The maker's name of it, not yet sanitised; nil where it has none.
  public var model: String?
  /// Requests completed per second.
  public var readsPerSecond = 0.0, writesPerSecond = 0.0
  /// The same; 0 on kernels that do not count them (discards before 4.18, flushes before 5.5).
  public var discardsPerSecond = 0.0, flushesPerSecond = 0.0
  /// Sectors of 512 bytes completed, in bytes per second.
  public var readBytesPerSecond = 0.0, writeBytesPerSecond = 0.0, discardBytesPerSecond = 0.0
  /// Requests merged per second before they reached the device.
  public var readMergesPerSecond = 0.0, writeMergesPerSecond = 0.0, discardMergesPerSecond = 0.0
  /// Mean milliseconds from queueing to completion; 0 where nothing completed, as iostat has it.
  public var readAwait = 0.0, writeAwait = 0.0, discardAwait = 0.0, flushAwait = 0.0
  /// Requests completed in the window.
  public var completed = 0.0
  /// Mean requests in flight: `aqu-sz`.
  public var queue = 0.0
  /// Share of the window with at least one request in flight, in percent: `%util`.
  public var utilization = 0.0
  /// Requests in flight at each sample.
  public var inFlight: [Int] = []

  /// An idle device.
  public init(name: String, kind: Kind, isLeaf: Bool) {
    self.name = name
    self.kind = kind
    self.isLeaf = isLeaf
  }

  /// Mean milliseconds of a read or write.
  public var await: Double {
    let requests = readsPerSecond + writesPerSecond
    guard requests > 0 else { return 0 }
    return (readAwait * readsPerSecond + writeAwait * writesPerSecond) / requests
  }
}

/// A mounted filesystem.
public struct Filesystem: Sendable, Hashable {
  /// Room of one kind: bytes or inodes.
  public struct Room: Sendable, Hashable {
    /// In bytes or inodes; `used + available` is less than `total` where root has a reserve.
    public var total: Double, used: Double, available: Double

    /// Room of `total`, of which `used` is taken and `available` left to users without privilege.
    public init(total: Double, used: Double, available: Double) {
      self.total = total
      self.used = used
      self.available = available
    }

    /// The share taken of what users may take, in percent, as `df` computes it.
    public var usedPercent: Double {
      used + available > 0 ? used / (used + available) * 100 : 0
    }
  }

  /// Unescaped, with a space where the kernel writes `\040`; not yet sanitised.
  public var mountPoint: String
  /// The kernel's name of it, such as `ext4`.
  public var type: String
  /// The first column of `/proc/mounts`, which need not be a device: `tank/home`, `host:/export`.
  public var device: String
  /// Mounted with `ro`, whether by wish or because the kernel met an error.
  public var isReadOnly: Bool
  /// Whether it is read-only by nature or by its writer's wish: squashfs, an image, a bind mount.
  public var isImage: Bool
  /// Bytes.
  public var space: Measured<Room>
  /// Inodes; a filesystem that makes them as needed has none to run out of.
  public var inodes: Measured<Room>

  /// A mount whose room is given.
  public init(
    mountPoint: String, type: String, device: String, isReadOnly: Bool, isImage: Bool,
    space: Measured<Room>, inodes: Measured<Room>
  ) {
    self.mountPoint = mountPoint
    self.type = type
    self.device = device
    self.isReadOnly = isReadOnly
    self.isImage = isImage
    self.space = space
    self.inodes = inodes
  }
}
