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
  static let closeCounted = [
    "/proc/schedstat", "/proc/net/snmp6", "/proc/net/stat/nf_conntrack", "/proc/net/stat/arp_cache",
    "/proc/net/stat/ndisc_cache",
  ]

  /// What stands and is read only where the triage is not enough.
  static let closeStanding = [
    "/proc/devices", "\(clockSource)/current_clocksource", "\(clockSource)/available_clocksource",
    "/proc/sys/vm/overcommit_memory", "/proc/zoneinfo", "/proc/buddyinfo", "/proc/slabinfo",
    "/proc/net/sockstat6",
    "/proc/sys/net/netfilter/nf_conntrack_count",
    "/proc/sys/net/netfilter/nf_conntrack_max", "/proc/sys/net/nf_conntrack_max",
    "/proc/sys/net/ipv4/ip_local_port_range", "/proc/sys/net/ipv4/ip_local_reserved_ports",
    "/proc/sys/net/ipv4/tcp_tw_reuse", "/proc/sys/net/ipv4/neigh/default/gc_thresh3",
    "/proc/sys/net/ipv6/neigh/default/gc_thresh3", "/sys/class/net/bonding_masters",
  ]

  /// The directories whose names are listed where the triage is not enough, each as a section that
  /// is called by the command that shows the same.
  static let closeListings = [GPUProbes.directory]

  static let clockSource = "/sys/devices/system/clocksource/clocksource0"

  /// What tells the kind of each disk; memory and loop devices have no disk behind them.
  static func disk(_ name: String) -> [String] {
    let base = "/sys/block/\(name)"
    if name.hasPrefix("sd") {
      return ["queue/rotational", "removable", "device/vendor", "device/model"].map {
        "\(base)/\($0)"
      }
    }
    if name.hasPrefix("nvme") { return ["\(base)/device/model", "\(base)/device/transport"] }
    return DiskNames(name: name).isStacked ? [] : ["\(base)/queue/rotational"]
  }

  /// How the requests of each disk are lined up; context, read only where the triage is not enough.
  static func queue(_ name: String) -> [String] {
    guard !DiskNames(name: name).isStacked else { return [] }
    return ["nr_requests", "scheduler"].map { "/sys/block/\(name)/queue/\($0)" }
  }

  /// What is read of each interface without waiting for its driver.
  static func interface(_ name: String) -> (counted: [String], standing: [String]) {
    let base = "/sys/class/net/\(name)"
    return (["\(base)/carrier_changes"], ["\(base)/operstate"])
  }

  /// What tells the kind of an interface: only one with a device behind it has the second.
  static func interfaceKind(_ name: String) -> [String] {
    let base = "/sys/class/net/\(name)"
    return ["\(base)/uevent", "\(base)/device/uevent"]
  }

  /// What a driver answers, which may take the network's global lock and its time.
  static func driver(_ name: String) -> [String] {
    ["/sys/class/net/\(name)/speed", "/sys/class/net/\(name)/duplex"]
  }
}
