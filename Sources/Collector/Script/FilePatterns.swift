/// The files that are read of a machine, as patterns of the shell.
///
/// Local collection finds what a machine has by looking into directories, the probe script by these
/// patterns; both are made from the same lists of files, and a test holds every path that the one
/// finds against the other.
enum FilePatterns {
  /// Read in both samples.
  static let counted: [String] =
    Probes.counted + Probes.closeCounted + Probes.interface("*").counted + [
      "/proc/softirqs", "/proc/interrupts", "/proc/net/udp", "/proc/net/udp6", "/proc/net/tcp",
      "/proc/net/tcp6",
    ] + throttling + each(HardwareProbes.nodeFiles.counted, of: node)
    + each(HardwareProbes.controller.counted, of: controller)
    + modules.filter { $0.hasSuffix("_count") }
    + ["/sys/fs/btrfs/\(uuid)/devinfo/*/error_stats"]
    + each(StorageProbes.ext4.counted, of: "/sys/fs/ext4/*")

  /// Read in the last sample.
  static let standing: [String] =
    Probes.standing + Probes.closeStanding + Probes.interface("*").standing
    + disks + processors + memory + storage
    + ["/proc/net/bonding/*"]

  /// What a driver answers, which may take its time.
  static let drivers: [String] =
    Probes.driver("*") + ["/proc/mdstat"] + each(StorageProbes.array, of: "/sys/block/md*")

  /// What is read in both samples where nothing matches a pattern.
  static let countedInstead: [(pattern: String, other: String)] =
    [
      (throttling[0], HardwareProbes.proofs.throttling),
      ("\(controller)/ce_count", HardwareProbes.proofs.controller),
    ] + rows.filter { $0.hasSuffix("_count") }.map { (anyModule, $0) }

  /// What is read in the last sample where nothing matches a pattern.
  static let standingInstead: [(pattern: String, other: String)] =
    [
      ("\(policy)/scaling_max_freq", HardwareProbes.proofs.clock),
      ("\(HardwareProbes.hugePages)/hugepages-*", HardwareProbes.proofs.hugePages),
      ("\(node)/cpulist", "\(node)/cpumap"),
    ] + rows.filter { !$0.hasSuffix("_count") }.map { (anyModule, $0) }
    // Before Linux 4.3 each processor had a directory of its own.
    + each(HardwareProbes.clock, of: "\(processor)/cpufreq").map { (policy, $0) }

  /// What is asked of every directory that matches, so that its absence is told too.
  static let standingOfEach: [(directories: String, file: String)] = [
    ("/sys/class/net/*", "uevent"), ("/sys/class/net/*", "device/uevent"),
  ]

  private static let processor = "\(HardwareProbes.processors)/cpu[0-9]*"
  private static let policy = "\(HardwareProbes.processors)/cpufreq/policy[0-9]*"
  private static let node = "\(HardwareProbes.nodes)/node[0-9]*"
  private static let controller = "\(HardwareProbes.controllers)/mc[0-9]*"
  private static let anyModule = "\(controller)/[dr][ia][mn][mk][0-9]*"
  private static let uuid = "????????-*"

  private static let throttling = each(HardwareProbes.throttling, of: processor)
  private static let modules = each(EDACParts.module, of: anyModule)
  private static let rows = each(EDACParts.row, of: "\(controller)/csrow[0-9]*")

  private static let processors =
    ["online", "present"].map { "\(HardwareProbes.processors)/\($0)" }
    + each(HardwareProbes.topology, of: processor) + each(HardwareProbes.clock, of: policy)

  private static let memory =
    ["\(HardwareProbes.nodes)/online", "\(node)/cpulist"]
    + each(HardwareProbes.nodeFiles.standing, of: node)
    + each(HardwareProbes.controller.standing, of: controller)
    + modules.filter { !$0.hasSuffix("_count") }
    + each(HardwareProbes.hugePagePool, of: "\(HardwareProbes.hugePages)/hugepages-*")

  /// `*` stands for all the others.
  private static let disks = ["sd*", "nvme*", "*"].flatMap { Probes.disk($0) + Probes.queue($0) }

  private static let storage =
    each(StorageProbes.mapped, of: "/sys/block/dm-*")
    + [
      "/sys/block/dm-*/slaves/*/dev", "/sys/block/sd*/device/state", "/sys/class/nvme/*/state",
      "/proc/spl/kstat/zfs/arcstats", "/proc/spl/kstat/zfs/*/state",
      "/sys/fs/btrfs/\(uuid)/devices/*/size", "/sys/fs/btrfs/\(uuid)/devinfo/*/missing",
    ] + each(StorageProbes.btrfs, of: "/sys/fs/btrfs/\(uuid)")
    + StorageProbes.btrfsKinds.flatMap {
      each(StorageProbes.btrfsKind, of: "/sys/fs/btrfs/\(uuid)/allocation/\($0)")
    } + each(StorageProbes.ext4.standing, of: "/sys/fs/ext4/*")

  private static func each(_ files: [String], of directory: String) -> [String] {
    files.map { "\(directory)/\($0)" }
  }
}
