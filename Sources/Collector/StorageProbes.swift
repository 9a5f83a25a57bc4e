/// The files that tell of arrays, pools, filesystems and devices beyond their traffic.
///
/// What is read may come from a driver that waits for a dead disk: the md driver's files are read
/// beside the window, and those of ZFS are the ones that its module answers without a lock.
struct StorageProbes {
  /// The most filesystems, arrays or mapped devices that are looked at, of each kind.
  static let limit = 128

  private(set) var counted: [String] = []
  private(set) var standing: [String] = []
  /// What is read beside the window.
  private(set) var drivers: [String] = []
  // Below the directory of each.
  static let array = ["md/array_state", "md/last_sync_action", "md/mismatch_cnt"]
  static let mapped = ["dm/name", "dm/uuid"]
  static let btrfs = ["label", "exclusive_operation", "allocation/global_rsv_size"]
  static let btrfsKinds = ["data", "metadata", "system"]
  static let btrfsKind = ["disk_total", "total_bytes", "bytes_used"]
  static let ext4 = (counted: ["errors_count"], standing: ["last_error_time"])

  private let root: String

  /// The probes of the machine whose `/sys` lies below `root`.
  init(root: String) {
    self.root = root
    let blocks = names(in: root + "/sys/block") ?? []
    drivers = ["/proc/mdstat"]
    for array in blocks.filter({ $0.hasPrefix("md") }).prefix(Self.limit) { addArray(array) }
    for mapped in blocks.filter({ $0.hasPrefix("dm-") }).prefix(Self.limit) { addMapped(mapped) }
    for disk in blocks where disk.hasPrefix("sd") {
      standing.append("/sys/block/\(disk)/device/state")
    }
    for controller in list("/sys/class/nvme") {
      standing.append("/sys/class/nvme/\(controller)/state")
    }
    addPools()
    for uuid in list("/sys/fs/btrfs") where uuid.utf8.count == 36 { addBtrfs(uuid) }
    for device in list("/sys/fs/ext4") where device != "features" { addExt4(device) }
  }

  private func list(_ path: String) -> ArraySlice<String> {
    (names(in: root + path) ?? []).prefix(Self.limit)
  }

  // Documentation/admin-guide/md.rst
  private mutating func addArray(_ name: String) {
    drivers += Self.array.map { "/sys/block/\(name)/\($0)" }
  }

  // Documentation/ABI/testing/sysfs-block-dm
  private mutating func addMapped(_ name: String) {
    standing += Self.mapped.map { "/sys/block/\(name)/\($0)" }
    standing += list("/sys/block/\(name)/slaves").map { "/sys/block/\(name)/slaves/\($0)/dev" }
  }

  private func directories(in path: String) -> [String] {
    Tree.machine.names(in: root + path, areDirectories: true) ?? []
  }

  // module/zfs/spa_stats.c: `state` is there for when the pool's lock is held.
  private mutating func addPools() {
    let folder = "/proc/spl/kstat/zfs"
    standing.append("\(folder)/arcstats")
    standing += directories(in: folder).prefix(Self.limit).map { "\(folder)/\($0)/state" }
  }

  // fs/btrfs/sysfs.c
  private mutating func addBtrfs(_ uuid: String) {
    let folder = "/sys/fs/btrfs/\(uuid)"
    standing += Self.btrfs.map { "\(folder)/\($0)" }
    for kind in Self.btrfsKinds {
      standing += Self.btrfsKind.map { "\(folder)/allocation/\(kind)/\($0)" }
    }
    standing += list("\(folder)/devices").map { "\(folder)/devices/\($0)/size" }
    for device in list("\(folder)/devinfo") {
      counted.append("\(folder)/devinfo/\(device)/error_stats")
      standing.append("\(folder)/devinfo/\(device)/missing")
    }
  }

  // Documentation/ABI/testing/sysfs-fs-ext4
  private mutating func addExt4(_ device: String) {
    counted += Self.ext4.counted.map { "/sys/fs/ext4/\(device)/\($0)" }
    standing += Self.ext4.standing.map { "/sys/fs/ext4/\(device)/\($0)" }
  }
}
