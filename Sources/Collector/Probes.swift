/// The files that are read of a machine as a whole.
///
/// What is counted is read in both samples; what only stands is read in the last.
enum Probes {
  static let counted = [
    "/proc/stat", "/proc/loadavg", "/proc/uptime", "/proc/vmstat", "/proc/diskstats",
    "/proc/pressure/cpu", "/proc/pressure/memory", "/proc/pressure/io", "/proc/net/dev",
    "/proc/net/snmp", "/proc/net/netstat", "/proc/net/softnet_stat",
  ]

  static let standing = [
    "/proc/sys/kernel/hostname", "/proc/sys/kernel/osrelease", "/proc/meminfo", "/proc/mounts",
    "/proc/net/sockstat", "/proc/net/wireless", "/proc/sys/fs/file-nr",
    "/proc/sys/kernel/pid_max", "/proc/sys/kernel/threads-max", "/proc/sys/net/ipv4/tcp_mem",
    "/proc/sys/net/ipv4/udp_mem", "/proc/sys/net/ipv4/tcp_max_orphans",
  ]

  /// What is counted and read only where the triage is not enough.
  static let closeCounted: [String] = []

  /// What stands and is read only where the triage is not enough.
  static let closeStanding: [String] = [
    "/proc/devices", "\(clockSource)/current_clocksource", "\(clockSource)/available_clocksource",
  ]

  /// The directories whose names are listed where the triage is not enough, each as a section that
  /// is called by the command that shows the same.
  static let closeListings = [GPUProbes.directory]

  static let clockSource = "/sys/devices/system/clocksource/clocksource0"

  /// What is read of each disk; memory and loop devices have no disk behind them.
  static func disk(_ name: String) -> [String] {
    let stacked = ["loop", "ram", "zram", "dm-", "md"]
    guard !stacked.contains(where: name.hasPrefix) else { return [] }
    let base = "/sys/block/\(name)"
    return ["\(base)/queue/rotational", "\(base)/queue/nr_requests", "\(base)/queue/scheduler"]
      + (name.hasPrefix("sd") ? ["\(base)/device/vendor"] : [])
  }

  /// What is read of each interface without waiting for its driver.
  static func interface(_ name: String) -> (counted: [String], standing: [String]) {
    let base = "/sys/class/net/\(name)"
    return (["\(base)/carrier_changes"], ["\(base)/operstate"])
  }

  /// What a driver answers, which may take the network's global lock and its time.
  static func driver(_ name: String) -> [String] {
    ["/sys/class/net/\(name)/speed", "/sys/class/net/\(name)/duplex"]
  }
}
