import KernelText
import Model

@testable import Collector

extension Metrics {
  /// What `sample` says, in node_exporter's names and units.
  init(_ sample: Sample) throws {
    self.init()
    try addProcessors(ProcStat(sample.whole("/proc/stat")))
    try addMemory(sample)
    try addDisks(DiskStats.parse(sample.whole("/proc/diskstats")))
    try addNetwork(sample)
    try addStorage(sample)
    let load = try LoadText(sample.whole("/proc/loadavg"))
    set("node_load1", load.one)
    set("node_load5", load.five)
    set("node_load15", load.fifteen)
    let files = try Numbers(sample.whole("/proc/sys/fs/file-nr"), atLeast: 3).values
    set("node_filefd_allocated", files[0])
    set("node_filefd_maximum", files[2])
    for resource in ["cpu", "memory", "io"] {
      let pressure = try PressureText(sample.whole("/proc/pressure/\(resource)"))
      let name = "node_pressure_\(resource)"
      set("\(name)_waiting_seconds_total", Double(pressure.some.total) / 1e6)
      set("\(name)_stalled_seconds_total", pressure.full.map { Double($0.total) / 1e6 })
    }
  }

  private mutating func addProcessors(_ stat: ProcStat) {
    let modes: [(String, KeyPath<ProcStat.Times, UInt64>)] = [
      ("user", \.user), ("nice", \.nice), ("system", \.system), ("idle", \.idle),
      ("iowait", \.ioWait), ("irq", \.irq), ("softirq", \.softirq), ("steal", \.steal),
    ]
    for (cpu, times) in stat.processors {
      for (mode, ticks) in modes {
        set(
          "node_cpu_seconds_total", [("cpu", "\(cpu)"), ("mode", mode)],
          Double(times[keyPath: ticks]) / 100)
      }
      let guest = "node_cpu_guest_seconds_total"
      set(guest, [("cpu", "\(cpu)"), ("mode", "user")], Double(times.guest) / 100)
      set(guest, [("cpu", "\(cpu)"), ("mode", "nice")], Double(times.guestNice) / 100)
    }
    set("node_context_switches_total", stat.contextSwitches)
    set("node_intr_total", stat.interrupts)
    set("node_forks_total", stat.forks)
    set("node_boot_time_seconds", stat.bootTime)
    set("node_procs_running", stat.running)
    set("node_procs_blocked", stat.blocked)
  }

  private mutating func addMemory(_ sample: Sample) throws {
    for (name, value) in try KeyValues(sample.whole("/proc/meminfo")).values {
      // Active(anon) is Active_anon there; the four counts of huge pages are no bytes.
      let plain = name.split { $0 == "(" || $0 == ")" }.joined(separator: "_")
      let unit = name.hasPrefix("HugePages_") ? "" : "_bytes"
      set("node_memory_\(plain)\(unit)", value)
    }
    for (name, value) in try KeyValues(sample.whole("/proc/vmstat")).values {
      set("node_vmstat_\(name)", value)
    }
  }

  private mutating func addDisks(_ disks: [DiskStats]) {
    for disk in disks {
      let device = [("device", disk.name)]
      func seconds(_ milliseconds: UInt64) -> Double { Double(milliseconds) / 1000 }
      set("node_disk_reads_completed_total", device, disk.reads)
      set("node_disk_reads_merged_total", device, disk.readMerges)
      set("node_disk_read_bytes_total", device, disk.readSectors * 512)
      set("node_disk_read_time_seconds_total", device, seconds(disk.readTime))
      set("node_disk_writes_completed_total", device, disk.writes)
      set("node_disk_writes_merged_total", device, disk.writeMerges)
      set("node_disk_written_bytes_total", device, disk.writeSectors * 512)
      set("node_disk_write_time_seconds_total", device, seconds(disk.writeTime))
      set("node_disk_io_now", device, disk.inFlight)
      set("node_disk_io_time_seconds_total", device, seconds(disk.ioTime))
      set("node_disk_io_time_weighted_seconds_total", device, seconds(disk.weightedTime))
      set("node_disk_discards_completed_total", device, disk.discards)
      set("node_disk_discards_merged_total", device, disk.discardMerges)
      set("node_disk_discarded_sectors_total", device, disk.discardSectors)
      set("node_disk_discard_time_seconds_total", device, seconds(disk.discardTime))
      set("node_disk_flush_requests_total", device, disk.flushes)
      set("node_disk_flush_requests_time_seconds_total", device, seconds(disk.flushTime))
    }
  }

  private mutating func addNetwork(_ sample: Sample) throws {
    for file in ["/proc/net/snmp", "/proc/net/netstat"] {
      for (name, value) in try ProtocolTables(sample.whole(file)).values {
        set("node_netstat_" + name.split(separator: ".").joined(separator: "_"), value)
      }
    }
    for (name, value) in try SockStat(sample.whole("/proc/net/sockstat")).values {
      let plain = "node_sockstat_" + name.split(separator: ".").joined(separator: "_")
      set(plain, value)
      if name.hasSuffix(".mem") { set("\(plain)_bytes", value * 4096) }
    }
    for stat in try SoftnetStat.parse(sample.whole("/proc/net/softnet_stat")) {
      let cpu = [("cpu", "\(stat.processor)")]
      set("node_softnet_processed_total", cpu, stat.processed)
      set("node_softnet_dropped_total", cpu, stat.dropped)
      set("node_softnet_times_squeezed_total", cpu, stat.squeezed)
    }
    try addSockets(sample)
    let observer = Observer(Recording(samples: [sample]), depth: .full)
    for name in sample.order where name.hasPrefix("/sys/class/net/") {
      let device = [("device", String(name.split(separator: "/")[3]))]
      if name.hasSuffix("/carrier_changes") {
        let changes = observer.parsed(name, Observer.number).value
        set("node_network_carrier_changes_total", device, changes)
      }
      if name.hasSuffix("/speed") {
        set("node_network_speed_bytes", device, observer.speed(name).value)
      }
    }
  }
}

extension Metrics {
  private mutating func addSockets(_ sample: Sample) throws {
    for (name, value) in try KeyValues(sample.whole("/proc/net/snmp6")).values {
      guard let six = name.firstIndex(of: "6") else { continue }
      let rest = name.index(after: six)
      set("node_netstat_\(name[..<rest])_\(name[rest...])", value)
    }
    for (name, value) in try SockStat(sample.whole("/proc/net/sockstat6")).values {
      set("node_sockstat_" + name.split(separator: ".").joined(separator: "_"), value)
    }
    for table in ["nf_conntrack", "arp_cache", "ndisc_cache"] {
      for (column, numbers) in try ProcessorTable(sample.whole("/proc/net/stat/\(table)")).columns {
        if table == "nf_conntrack" {
          set("node_nf_conntrack_stat_\(column)", numbers.reduce(0, +))
        }
        for (cpu, number) in numbers.enumerated() {
          set(
            "node_lnstat_\(column)_total", [("cpu", "\(cpu)"), ("subsystem", table)], number)
        }
      }
    }
    let folder = "/proc/sys/net/netfilter/nf_conntrack_"
    set(
      "node_nf_conntrack_entries", try Numbers(sample.whole(folder + "count"), atLeast: 1).values[0]
    )
    set(
      "node_nf_conntrack_entries_limit",
      try Numbers(sample.whole(folder + "max"), atLeast: 1).values[0])
    let sockets = try SocketLine.parse(sample.whole("/proc/net/udp"))
    let queues = [("rx", \SocketLine.unread), ("tx", \SocketLine.unsent)]
    for (queue, field) in queues {
      set(
        "node_udp_queues", [("ip", "v4"), ("queue", queue)],
        sockets.reduce(0) { $0 + $1[keyPath: field] })
    }
  }
}

extension Sample {
  /// The text of `name` with its last line ended, which the kernel does and some copies do not.
  func whole(_ name: String) throws -> Text {
    let text = try text(name).get()
    return text[text.count - 1] == 0x0A ? text : Text(text.array + [0x0A])
  }
}
