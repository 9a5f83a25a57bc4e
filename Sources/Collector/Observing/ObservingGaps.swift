import Model

extension Observer {
  /// What was asked of the machine as a whole and not read.
  ///
  /// What a check needs is told by that check; this lists every answer that was no text, so that
  /// nothing that was asked goes unmentioned.
  var gaps: [Gap] {
    var gaps = last.order.compactMap { name -> Gap? in
      guard case .failed(let kind, let detail) = last.sections[name], !isExpected(name, kind) else {
        return nil
      }
      return Gap(kind, name, detail)
    }
    gaps += facts.cuts.map(leftOut)
    gaps += [hiddenProcesses, cut].compactMap { $0 }
    return gaps
  }

  /// Why processes may be missing from the table.
  var hiddenProcesses: Gap? {
    if hidesProcesses {
      return Gap(.forbidden, "/proc", "processes of other users are hidden (hidepid)")
    }
    if case .failed(let kind, let detail) = last.sections[Recording.unchanged] {
      return Gap(kind, Recording.unchanged, detail)
    }
    if last.leavesOutProcesses { return leftOut("more than \(ProcessSampler.limit) processes") }
    return facts.cuts.first { $0.hasSuffix("processes") }.map(leftOut)
  }

  /// What a healthy machine may lack: arrays, ZFS, Wi-Fi, IPv6, tracked connections, tables that only the first
  /// network namespace shows.
  private static let mayBeAbsent: Set = [
    "/proc/schedstat", "/proc/mdstat", "/proc/spl/kstat/zfs/arcstats", "/proc/net/wireless",
    "/proc/net/snmp6", "/proc/net/sockstat6",
    "/proc/net/udp6", "/proc/net/tcp6",
    "/proc/net/stat/nf_conntrack", "/proc/net/stat/arp_cache", "/proc/net/stat/ndisc_cache",
    "/proc/sys/net/netfilter/nf_conntrack_count", "/proc/sys/net/netfilter/nf_conntrack_max",
    "/proc/sys/net/nf_conntrack_max", "/proc/sys/net/ipv4/neigh/default/gc_thresh3",
    "/proc/sys/net/ipv6/neigh/default/gc_thresh3", "/proc/sys/net/ipv4/tcp_tw_reuse",
  ]

  /// What was not looked at because there is too much of it.
  func leftOut(_ what: String) -> Gap { Gap(.cut, what, "left out to keep the run bounded") }

  /// Absence that tells nothing: a driver without a speed, no Wi-Fi, a log found another way.
  private func isExpected(_ name: String, _ kind: Gap.Kind) -> Bool {
    if kind == .missing {
      if name.hasPrefix("/sys/") || name.hasPrefix("ls /sys/") { return true }
      if Self.mayBeAbsent.contains(name) { return true }
    }
    return isKernelLog(name) && kernelLogSource != nil
  }

  /// Process 1 is always there; a table without it is not whole.
  private var hidesProcesses: Bool {
    !last.processes.isEmpty && last.processes.allSatisfy { $0.pid != 1 } && last.has("whyslow")
  }
}
