import KernelText

@testable import Collector

/// Which parser reads a file, told by its path as the Sampler would ask for it.
struct KernelInterface {
  let name: String
  let parse: (Text) throws -> Void

  /// The interface at `path`, which begins where a tree begins; nil for what is not read.
  init?(_ path: String) {
    let parts = path.split(separator: "/").map(String.init)
    guard let last = parts.last else { return nil }
    let parent = parts.dropLast().last ?? ""
    let inProcess = Int(parent) != nil || parent == "self"
    guard
      let parse = inProcess
        ? Self.ofProcess[last]
        : Self.byPath["\(parent)/\(last)"] ?? Self.ofGroup[last] ?? Self.loose(last)
    else { return nil }
    name = inProcess ? "PID/\(last)" : Self.byPath["\(parent)/\(last)"] == nil ? last : path.tail
    self.parse = parse
  }

  private typealias Parse = @Sendable (Text) throws -> Void

  private static let ofProcess: [String: Parse] = [
    "stat": { _ = try ProcessStat($0) }, "schedstat": { _ = try ProcessSchedule($0) },
    "io": { _ = try ProcessIO($0) }, "status": { _ = try KeyValues($0) },
    "cgroup": { _ = ProcessCgroups($0) }, "mounts": { _ = try Mount.parse($0) },
  ]

  private static let byPath: [String: Parse] = [
    "proc/stat": { _ = try ProcStat($0) }, "proc/loadavg": { _ = try LoadText($0) },
    "proc/uptime": { _ = try UptimeText($0) }, "proc/vmstat": { _ = try KeyValues($0) },
    "proc/meminfo": { _ = try KeyValues($0) }, "proc/diskstats": { _ = try DiskStats.parse($0) },
    "proc/mounts": { _ = try Mount.parse($0) },
    "pressure/cpu": { _ = try PressureText($0) }, "pressure/memory": { _ = try PressureText($0) },
    "pressure/io": { _ = try PressureText($0) },
    "net/dev": { _ = try NetDev.parse($0) }, "net/snmp": { _ = try ProtocolTables($0) },
    "net/netstat": { _ = try ProtocolTables($0) }, "net/sockstat": { _ = try SockStat($0) },
    "net/softnet_stat": { _ = try SoftnetStat.parse($0) },
    "net/softnet_stat.broken": { _ = try SoftnetStat.parse($0) },
    "proc/mdstat": { _ = try MDStat($0) }, "zfs/arcstats": { _ = try KernelStatistics($0) },
    "metadata/disk_total": { _ = try Numbers($0, atLeast: 1) },
    "metadata/bytes_used": { _ = try Numbers($0, atLeast: 1) },
    "net/snmp6": { _ = try KeyValues($0) }, "net/sockstat6": { _ = try SockStat($0) },
    "net/tcp": { _ = try SocketLine.parse($0) }, "net/tcp6": { _ = try SocketLine.parse($0) },
    "net/udp": { _ = try SocketLine.parse($0) }, "net/udp6": { _ = try SocketLine.parse($0) },
    "net/udp_broken": { _ = try SocketLine.parse($0) },
    "stat/nf_conntrack": { _ = try ProcessorTable($0) },
    "stat/arp_cache": { _ = try ProcessorTable($0) },
    "stat/ndisc_cache": { _ = try ProcessorTable($0) },
    "ipv4/ip_local_port_range": { _ = try Observer.portRange($0) },
    "ipv4/ip_local_reserved_ports": { _ = try PortRanges($0) },
    "fs/file-nr": { _ = try Numbers($0, atLeast: 3) },
    "kernel/pid_max": { _ = try Numbers($0, atLeast: 1) },
    "kernel/threads-max": { _ = try Numbers($0, atLeast: 1) },
    "proc/schedstat": { _ = try SchedStat($0) },
    "proc/interrupts": { _ = try InterruptTable($0) },
    "proc/interrupts_aarch64": { _ = try InterruptTable($0) },
    "proc/softirqs": { _ = try InterruptTable($0) },
    "proc/zoneinfo": { _ = try ZoneText.parse($0) },
    "proc/buddyinfo": { _ = try FreeBlocks.parse($0) },
    "proc/slabinfo": { _ = try SlabText.parse($0) },
    "cpu/online": { _ = try CPUList(list: $0) }, "cpu/present": { _ = try CPUList(list: $0) },
    "node/online": { _ = try CPUList(list: $0) },
    "topology/thread_siblings_list": { _ = try CPUList(list: $0) },
    "topology/core_siblings_list": { _ = try CPUList(list: $0) },
  ]

  private static let ofGroup: [String: Parse] = [
    "cpulist": { _ = try CPUList(list: $0) }, "cpumap": { _ = try CPUList(mask: $0) },
    "numastat": { _ = try KeyValues($0) }, "distance": { _ = try Numbers($0, atLeast: 1) },
    "meminfo": { _ = try KeyValues($0) }, "nr_hugepages": { _ = try Numbers($0, atLeast: 1) },
    "free_hugepages": { _ = try Numbers($0, atLeast: 1) },
    "ce_count": { _ = try Numbers($0, atLeast: 1) },
    "ue_count": { _ = try Numbers($0, atLeast: 1) },
    "core_throttle_count": { _ = try Numbers($0, atLeast: 1) },
    "core_throttle_total_time_ms": { _ = try Numbers($0, atLeast: 1) },
    "package_throttle_count": { _ = try Numbers($0, atLeast: 1) },
    "package_throttle_total_time_ms": { _ = try Numbers($0, atLeast: 1) },
    "scaling_max_freq": { _ = try Numbers($0, atLeast: 1) },
    "cpuinfo_max_freq": { _ = try Numbers($0, atLeast: 1) },
    "cpuinfo_min_freq": { _ = try Numbers($0, atLeast: 1) },
    "cpu.stat": { _ = try KeyValues($0) }, "memory.stat": { _ = try KeyValues($0) },
    "memory.events": { _ = try KeyValues($0) }, "memory.oom_control": { _ = try KeyValues($0) },
    "cpu.max": { _ = try CPUMax($0) }, "memory.max": { _ = try LimitText($0) },
    "memory.high": { _ = try LimitText($0) }, "pids.max": { _ = try LimitText($0) },
    "cpuacct.usage": { _ = try Numbers($0, atLeast: 1) },
    "memory.usage_in_bytes": { _ = try Numbers($0, atLeast: 1) },
    "memory.limit_in_bytes": { _ = try Numbers($0, atLeast: 1, most: .max) },
    "io.stat": { _ = try DeviceNumbers($0) }, "io.max": { _ = try DeviceNumbers($0) },
    "blkio.throttle.io_service_bytes": { _ = try DeviceNumbers(v1: $0) },
    "blkio.throttle.io_serviced": { _ = try DeviceNumbers(v1: $0) },
  ]

  /// PCP keeps some files by themselves, named after the interface and the kernel.
  private static func loose(_ name: String) -> Parse? {
    if name == "proc_net_netstat" || name == "proc_net_snmp" { return byPath["net/snmp"] }
    if name.hasPrefix("procnet-snmp-") { return byPath["net/snmp"] }
    if name.hasPrefix("interrupts-") { return byPath["proc/interrupts"] }
    if name.hasPrefix("softirqs-") { return byPath["proc/softirqs"] }
    return name == "proc_net_sockstat" ? byPath["net/sockstat"] : nil
  }
}

extension String {
  fileprivate var tail: String { split(separator: "/").suffix(2).joined(separator: "/") }
}
