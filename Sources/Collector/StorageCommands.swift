import KernelText
import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The commands that tell of disks and pools what no file tells.
enum StorageCommands {
  /// Run where ZFS is loaded; its table of pools.
  static let poolRooms = ["zpool", "list", "-Hp", "-o", "name,size,allocated,free,capacity,health"]
  /// Run where ZFS is loaded; `-L` names disks as the kernel does.
  static let poolStates = ["zpool", "status", "-pL"]
  /// Run where a mapped device can run full or lose its way.
  ///
  /// It reads no disk, as lvs(8) would, and makes none write, as a status with a flush would.
  static let mapped = ["dmsetup", "status", "--noflush"]
  /// The most disks that are asked for their health.
  static let diskLimit = 24

  /// Run for each real disk; `-n standby` leaves a sleeping one asleep.
  static let health = ["smartctl", "-n", "standby", "-H", "-A", "-i"]

  static func health(of disk: String) -> [String] { health + ["/dev/\(disk)"] }

  static let all = [
    CommandProbe(arguments: poolStates, need: .healthyPools),
    CommandProbe(arguments: poolRooms, need: .healthyPools),
    CommandProbe(arguments: mapped, need: .mappedVolume, needsRoot: true),
    CommandProbe(
      arguments: health, need: .disks, acceptsFailure: true, needsRoot: true,
      keep: withoutSerialNumbers),
  ]

  static var poolsAnswer: Bool {
    CommandProbes.exists("/proc/spl/kstat/zfs") && !hasSuspendedPool
  }

  static var hasVolumeThatRunsFull: Bool {
    (names(in: "/sys/block") ?? []).prefix(StorageProbes.limit).contains { block in
      let folder = "/sys/block/\(block)/dm"
      guard block.hasPrefix("dm-"), let name = line("\(folder)/name") else { return false }
      return MappedKind(name: name, uuid: line("\(folder)/uuid") ?? "") != nil
    }
  }

  /// The disks that are asked for their health; where they cannot be, one tells that for all.
  static var askedDisks: ArraySlice<String> {
    let canAsk = geteuid() == 0 && isInstalled("smartctl")
    return (names(in: "/sys/block") ?? []).filter(isAsked).prefix(canAsk ? diskLimit : 1)
  }

  /// Whether a pool waits for a lost disk: `zpool` would wait with it.
  private static var hasSuspendedPool: Bool {
    let folder = "/proc/spl/kstat/zfs"
    let pools = Tree.machine.names(in: folder, areDirectories: true) ?? []
    return pools.contains { line("\(folder)/\($0)/state") == "SUSPENDED" }
  }

  /// Whether the disk has a health of its own and is awake: even to open a disk that the kernel
  /// has suspended would wake it.
  private static func isAsked(_ disk: String) -> Bool {
    let device = "/sys/block/\(disk)/device"
    return DiskNames(
      name: disk, vendor: line("\(device)/vendor"), model: line("\(device)/model"),
      isRemovable: line("/sys/block/\(disk)/removable") == "1"
    ).hasHealth && line("\(device)/power/runtime_status") != "suspended"
  }

  /// Whether `program` stands in a directory of the path.
  private static func isInstalled(_ program: String) -> Bool {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
  }

  /// The first line of the file at `path`.
  private static func line(_ path: String) -> String? {
    var sample = Sample(time: 0, wallTime: 0)
    sample.set(path, sample.read(path, in: .machine))
    return sample.text(path).value?.trimmed.string
  }

  /// A recording that is mailed need not tell which piece of hardware it came from.
  @Sendable private static func withoutSerialNumbers(_ output: [UInt8]) -> [UInt8] {
    let marks = ["Serial Number:", "Serial number:", "LU WWN Device Id:", "Logical Unit id:"]
    return Array(
      output.split(separator: 0x0A, omittingEmptySubsequences: false).filter { line in
        !marks.contains { line.starts(with: $0.utf8) }
      }.joined(separator: [0x0A]))
  }
}
