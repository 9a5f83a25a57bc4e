import Collector

/// What a machine on which all goes on at the same rate writes into its files.
extension SteadySeries {
  /// What was recorded from `start` to `end`; the kernel's averages tell of calm where `isCalm`.
  func recording(from start: Double, to end: Double, isCalm: Bool = false) throws -> Recording {
    let text = """
      whyslow recording 1
      -- sample 1 at \(86_400 + start) wall \(1_795_368_121 + start) --
      \(sections(at: start, isCalm))-- sample 2 at \(86_400 + end) wall \(1_795_368_121 + end) --
      \(sections(at: end, isCalm))
      """
    return try Recording(parsing: Array(text.utf8))
  }

  private func sections(at time: Double, _ isCalm: Bool) -> String {
    let all = [
      machine(time, isCalm), memoryText(time), diskText(time), interfaces(time), protocols(time),
      queues(time), processes(time),
    ]
    return all.joined()
  }

  private func section(_ name: String, _ text: String) -> String { "-- \(name) --\n\(text)\n" }

  private func count(_ rate: Double, _ time: Double, from base: Double = 1000) -> String {
    "\(Int(base + rate * time))"
  }

  private func machine(_ time: Double, _ isCalm: Bool) -> String {
    let whole = processors.map { count($0, time, from: 90_000) }.joined(separator: " ")
    let half = processors.map { count($0 / 2, time, from: 45_000) }.joined(separator: " ")
    let stat = """
      cpu  \(whole) 0 0
      cpu0 \(half) 0 0
      cpu1 \(half) 0 0
      intr \(count(2000, time))
      ctxt \(count(contextSwitches, time))
      btime 1795281721
      processes \(count(forks, time))
      procs_running \(running)
      procs_blocked \(blocked)
      """
    let load = isCalm ? 0.1 : load
    let pressures = ["cpu", "memory", "io"].map { resource -> String in
      let stall = stalls[resource] ?? (0, 0)
      func line(_ name: String, _ share: Double) -> String {
        let average = isCalm ? 0 : share
        return "\(name) avg10=\(average) avg60=\(average) avg300=\(average) "
          + "total=\(count(share * 10_000, time))"
      }
      return section(
        "/proc/pressure/\(resource)", line("some", stall.some) + "\n" + line("full", stall.full))
    }
    return section("/proc/stat", stat)
      + section("/proc/loadavg", "\(load) \(load) \(load) \(running)/180 4112")
      + pressures.joined() + section("/proc/uptime", "\(86_400 + time) 99000.00")
  }

  private func memoryText(_ time: Double) -> String {
    let info = [
      ("MemTotal", 16_000_000), ("MemFree", availableKilobytes / 2),
      ("MemAvailable", availableKilobytes), ("Buffers", 100), ("Cached", availableKilobytes / 2),
      ("SwapTotal", 4_000_000), ("SwapFree", 3_900_000), ("Dirty", 100), ("Writeback", 0),
      ("Slab", 90_000), ("SUnreclaim", 40_000), ("CommitLimit", 12_000_000),
      ("Committed_AS", 3_000_000),
    ].map { "\($0.0): \($0.1) kB" }.joined(separator: "\n")
    let names = [
      "pswpin", "pswpout", "pgmajfault", "pgscan_direct", "pgsteal_direct", "allocstall_dma",
      "allocstall_dma32", "allocstall_normal", "allocstall_movable", "workingset_refault_anon",
      "workingset_refault_file", "compact_stall", "thp_split_page", "pgfault", "oom_kill",
      "pgscan_kswapd", "pgsteal_kswapd", "nr_dirty_threshold", "nr_dirty_background_threshold",
    ]
    let counters = names.map { "\($0) \(count(memory[$0] ?? 0, time))" }.joined(separator: "\n")
    return section("/proc/meminfo", info) + section("/proc/vmstat", counters)
  }

  private func diskText(_ time: Double) -> String {
    let reads = count(disk.reads, time), sectors = count(disk.reads * 16, time)
    let wait = count(disk.wait, time), busy = count(disk.busy, time)
    return section(
      "/proc/diskstats",
      "8 0 sda \(reads) 0 \(sectors) \(wait) 10 0 80 10 \(disk.inFlight) \(busy) \(wait)")
      + section("/sys/block/sda/queue/rotational", "1")
  }

  private func interfaces(_ time: Double) -> String {
    func way(_ bytes: Double) -> String {
      [bytes, packets, errors, drops, fifo].map { count($0, time) }.joined(separator: " ")
    }
    let device = """
      Inter-| Receive | Transmit
       face |bytes packets errs drop fifo frame compressed multicast|bytes packets errs
        lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0
      eth0: \(way(packets * 600)) 0 0 0 \(way(packets * 400)) 0 0 0
      """
    let softnet = (0..<2).map { cpu in
      let numbers = [packets, cpu == 0 ? softnetDrops : 0, 1].map { rate in
        String(Int(1000 + rate * time), radix: 16)
      }
      return numbers.joined(separator: " ") + " 0 0 0 0 0 0 0 0 0 \(cpu) 0 0"
    }
    return section("/proc/net/dev", device)
      + section("/proc/net/softnet_stat", softnet.joined(separator: "\n"))
      + section("/sys/class/net/eth0/operstate", "up")
      + section("/sys/class/net/eth0/speed", "1000")
      + section("/sys/class/net/eth0/duplex", "full")
      + section("/sys/class/net/eth0/carrier_changes", count(carrierChanges, time))
  }

  private func protocols(_ time: Double) -> String {
    func table(_ group: String, _ names: [String], _ rates: [String: Double]) -> String {
      let values = names.map { count(rates[$0] ?? 0, time) }
      return "\(group): \(names.joined(separator: " "))\n\(group): \(values.joined(separator: " "))"
    }
    let ip = ["InDiscards", "OutDiscards", "OutNoRoutes", "ReasmOKs", "ReasmFails"]
    let tcpNames = [
      "ActiveOpens", "PassiveOpens", "AttemptFails", "EstabResets", "InSegs", "OutSegs",
      "RetransSegs", "InErrs", "OutRsts",
    ]
    let udpNames = ["InDatagrams", "InErrors", "OutDatagrams", "RcvbufErrors", "SndbufErrors"]
    let extendedNames = [
      "ListenOverflows", "ListenDrops", "TCPReqQFullDrop", "TCPReqQFullDoCookies", "TCPTimeouts",
      "TCPSynRetrans", "PruneCalled", "RcvPruned", "TCPRcvCollapsed", "TCPAbortOnMemory",
      "TCPMemoryPressures", "TCPBacklogDrop", "TCPRcvQDrop", "TCPToZeroWindowAdv",
      "TCPWantZeroWindowAdv", "TCPTimeWaitOverflow", "TCPOFOQueue", "TCPSpuriousRtxHostQueues",
      "IPReversePathFilter",
    ]
    let segments = ["InSegs": 1900.0, "OutSegs": 2000.0].merging(tcp) { $1 }
    return section(
      "/proc/net/snmp",
      [
        table("Ip", ip, [:]), table("Tcp", tcpNames, segments), table("Udp", udpNames, udp),
      ].joined(separator: "\n"))
      + section("/proc/net/netstat", table("TcpExt", extendedNames, extended))
      + "-- /proc/net/snmp6 -- missing: No such file or directory\n"
  }

  private func queues(_ time: Double) -> String {
    func hex(_ rate: Double) -> String { String(Int(1000 + rate * time), radix: 16) }
    let columns = "entries insert_failed drop early_drop search_restart"
    let tracked = """
      \(columns)
      c8 \(hex(tracking.races)) \(hex(tracking.drops + tracking.races)) 0 0
      """
    let discipline = """
      qdisc tbf 8002: dev eth0 root
       Sent \(count(queue.sent * 800, time)) bytes \(count(queue.sent, time)) pkt \
      (dropped \(count(queue.dropped, time)), overlimits 9 requeues 0)
       backlog \(queue.backlog)b 9p requeues 0
      """
    let listening = """
      State Recv-Q Send-Q Local Address:Port Peer Address:Port Process
      LISTEN \(accept.waiting) 128 0.0.0.0:80 0.0.0.0:* ino:77 skmem:(d\(count(accept.drops, time)))
      """
    return section("/proc/net/stat/nf_conntrack", tracked)
      + section("/proc/sys/net/netfilter/nf_conntrack_count", "200")
      + section("/proc/sys/net/netfilter/nf_conntrack_max", "65536")
      + section("tc -s qdisc show", discipline) + section("ss -Oltnme", listening)
      + section(
        "/proc/net/sockstat",
        "TCP: inuse 90 orphan 0 tw 9 alloc 99 mem 20\nUDP: inuse 9 mem 2")
      + section("/proc/sys/net/ipv4/tcp_mem", "9000 12000 18000")
      + section("/proc/sys/net/ipv4/udp_mem", "9000 12000 18000")
      + section("/proc/sys/net/ipv4/tcp_max_orphans", "65536")
      + section("/proc/sys/net/ipv4/ip_local_port_range", "32768 60999")
      + section("/proc/sys/net/ipv4/ip_local_reserved_ports", "")
  }

  private func processes(_ time: Double) -> String {
    let user = count(state == "R" ? 80 : 0, time)
    let stat =
      "40 (work) \(state) 1 40 40 0 -1 4194304 98 0 0 0 \(user) 0 0 0 20 0 1 0 5 900000 250"
    let group = """
      usage_usec \(count(400_000, time))
      nr_periods \(count(10, time))
      nr_throttled \(count(10 * throttled, time))
      throttled_usec \(count(60_000 * 10 * throttled, time))
      """
    return section("/proc/mounts", "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0")
      + section("/sys/fs/cgroup/a/cpu.stat", group)
      + section("/sys/fs/cgroup/a/cpu.max", "40000 100000")
      + section("/proc/40/stat", stat + String(repeating: " 0", count: 28))
  }
}
