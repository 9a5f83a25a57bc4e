import Model

/// Where memory went, who holds it, and how hard it is looked for.
func memoryDive(_ observation: Observation) -> Dive {
  let memory = observation.memory
  let refused = refusals(
    .memory,
    of: [
      (
        "what each holds alone, shared pages divided",
        observation.closely(\.proportional).gap ?? refusedMemory(observation),
        "root: /proc/PID/smaps_rollup"
      ),
      ("kernel objects", memory.slabs.gap, "root: /proc/slabinfo"),
      refusedLog("kills for want of memory", observation),
    ])
  let advice: [Dive.Advice] = [
    .init("where a program allocates", takes: "root and bcc: memleak-bpfcc -p PID")
  ]
  return Dive(
    .memory,
    sections: [
      Dive.Section(
        "Where it went", byHand: "cat /proc/meminfo", remark: "The parts add up to all of it.",
        rows: memoryAccount(memory, zfs: observation.disk.zfsCache.value)
      ).inBrief(4),
      proportional(observation).inBrief(3),
      .ranked(
        "Programs that hold it", byHand: "ps -eo pid,rss,args --sort=-rss | head",
        remark: "Resident memory counts what several share in each of them.",
        observation.processes, by: { $0.resident }, above: 1_048_576, row: holding
      ).inBrief(observation.closely(\.proportional).value == nil ? 2 : 0),
      .ranked(
        "Programs whose memory is in swap", byHand: "grep VmSwap /proc/[0-9]*/status",
        remark: "Only the processes that rank high are asked.", observation.processes,
        by: { $0.swap.value ?? 0 }, above: 1_048_576, row: holding),
      .ranked(
        "Programs that grew in the window", byHand: "pidstat -r 1 3", observation.processes,
        by: { $0.residentGrowth }, above: 262_144, row: holding
      ).inBrief(2),
      paging(memory).inBrief(3),
      .ranked(
        "Control groups against their limits",
        byHand: "cat /sys/fs/cgroup/GROUP/memory.{current,max,events}",
        observation.cgroups, by: limitShare, above: 1, row: limited
      ).inBrief(1),
      .ranked(
        "Kernel objects", byHand: "slabtop -o -s c", memory.slabs, by: \.bytes, above: 1_048_576
      ) { cache in
        Dive.Row(
          cache.name,
          [
            Measurement("size", cache.bytes, .bytes),
            Measurement("in use", cache.activeObjects, .count),
            Measurement("objects", cache.objects, .count),
          ])
      },
      memoryFilesystems(observation),
      zones(memory),
      nodes(memory),
      hugePages(memory),
      Dive.Section(
        "Killed for want of memory", byHand: "dmesg | grep -i 'out of memory'",
        rows: observation.kernelLog.map { logRows($0, [.outOfMemory, .allocationFailure]) }),
    ],
    advice: refused + advice)
}

private func holding(_ process: ProcessObservation) -> Dive.Row {
  Dive.Row(
    process,
    [Measurement("resident", process.resident, .bytes)]
      + optional("swap", process.swap.value, .bytes)
      + [
        Measurement("growth", process.residentGrowth, .bytes),
        Measurement("major faults", process.majorFaultsPerSecond, .perSecond),
      ])
}

/// Reclaim, refaults and compaction: who is made to look for memory, and what is read back.
private func paging(_ memory: MemoryObservation) -> Dive.Section {
  let counters: [(String, PagingCounter)] = [
    ("read back from swap", .swapIn), ("written to swap", .swapOut),
    ("faults that wait for a disk", .majorFault),
    ("scanned by the kernel's own reclaim", .scanKswapd), ("freed by it", .stealKswapd),
    ("scanned by programs that need memory", .scanDirect), ("freed by them", .stealDirect),
    ("dropped file pages wanted again", .refaultFile),
    ("swapped pages wanted again", .refaultAnon), ("compaction waited for", .compactStall),
    ("compaction in vain", .compactFail), ("huge pages split", .hugePageSplit),
    ("processes killed", .oomKill),
  ]
  let rows = memory.activity.map { activity in
    counters.compactMap { name, counter -> Dive.Row? in
      guard let rate = try? activity.rate(counter), rate > 0 else { return nil }
      return Dive.Row(
        "\(name) (\(counter.rawValue))", [Measurement("rate", rate, .perSecond)])
    }
  }
  return Dive.Section(
    "Reclaim and swapping", byHand: "sar -B 1 3; sar -W 1 3; cat /proc/vmstat",
    remark: "Pages or events each second; what is not here is 0 or not counted by this kernel.",
    rows: rows)
}

private func limitShare(_ group: Cgroup) -> Double {
  guard let memory = group.memory.value, let limit = memory.limit ?? memory.high, limit > 0 else {
    return 0
  }
  return (memory.workingSet ?? memory.usage) / limit * 100
}

private func limited(_ group: Cgroup) -> Dive.Row {
  guard let memory = group.memory.value else { return Dive.Row(group.path, []) }
  return Dive.Row(
    group.path,
    [
      Measurement("of its limit", limitShare(group), .percent),
      Measurement("usage", memory.usage, .bytes),
    ] + optional("limit", memory.limit ?? memory.high, .bytes)
      + [
        Measurement("growth", memory.growth, .bytes),
        Measurement("held back", memory.highEvents + memory.limitEvents, .count),
      ] + optional("killed", memory.oomKills.value, .count))
}

private func zones(_ memory: MemoryObservation) -> Dive.Section {
  let rows = memory.zones.map { zones in
    zones.map { zone in
      let blocks = memory.freeBlocks.value?.first { $0.node == zone.node && $0.zone == zone.name }
      return Dive.Row(
        "node \(zone.node) \(zone.name)",
        [
          Measurement("managed", zone.managed, .bytes), Measurement("free", zone.free, .bytes),
          Measurement("low", zone.low, .bytes), Measurement("min", zone.min, .bytes),
        ] + optional("sizes of block used up", blocks.map { Double($0.emptySizes) }, .count))
    }
  }
  return Dive.Section(
    "Free memory by zone", byHand: "cat /proc/zoneinfo /proc/buddyinfo",
    remark: "Below low the kernel begins to reclaim; below min programs have to.", rows: rows)
}

private func nodes(_ memory: MemoryObservation) -> Dive.Section {
  let rows = memory.nodes.map { nodes in
    nodes.count < 2
      ? []
      : nodes.map { node in
        Dive.Row(
          "node \(node.number)",
          optional("size", node.info.value.flatMap { try? $0[.memTotal] }, .bytes)
            + optional("free", node.info.value.flatMap { try? $0[.memFree] }, .bytes)
            + optional("hits", node.activity.value.flatMap { try? $0.rate(.hit) }, .perSecond)
            + optional("misses", node.activity.value.flatMap { try? $0.rate(.miss) }, .perSecond))
      }
  }
  return Dive.Section("Nodes", byHand: "numastat -m; numastat", rows: rows)
}

private func hugePages(_ memory: MemoryObservation) -> Dive.Section {
  let rows = memory.hugePagePools.map { pools in
    pools.filter { $0.total > 0 }.map { pool in
      Dive.Row(
        "pages of \(Quantity(pool.pageSize, .bytes))",
        [
          Measurement("pages", pool.total, .count), Measurement("free", pool.free, .count),
          Measurement("size", pool.total * pool.pageSize, .bytes),
        ])
    }
  }
  return Dive.Section(
    "Huge pages set aside", byHand: "grep -i huge /proc/meminfo", rows: rows)
}
