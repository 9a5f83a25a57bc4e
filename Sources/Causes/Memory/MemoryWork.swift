import Model

/// Causes by which memory makes work or fails.
extension Causes {
  static let memoryWork: [Cause] = [fragmentation, numaImbalance, failingMemory]

  static let fragmentation = Cause(
    "Fragmentation", .memory, "Free memory lies in pieces too small",
    about:
      "Whoever wants a large block waits while the kernel moves pages together, or goes without.",
    proof: [
      .finds(.memoryCompaction, as: .likely, "tasks waited for compaction"),
      .finds(.memoryFragmentation, .memoryHugePageSplits, as: .likely, "no large block was free"),
      .finds(.memoryAllocationFailure, as: .possible, "an allocation failed"),
    ],
    effects: [
      .finds(
        .memoryReclaim, .cpuSystemShare, .memoryReclaimEfficiency, as: .possible,
        "the kernel frees and moves pages"),
      .finds(.networkDrops, .networkSoftnetDrops, as: .possible, "a driver found no buffer"),
    ], decides: "free blocks by size", "cat /proc/buddyinfo; grep -E 'compact_|thp_' /proc/vmstat"
  ) { one in
    [
      Remedy(
        .now, "Have the kernel put free memory together now; that takes CPU time.",
        commands: [one.on("sysctl -w vm.compact_memory=1")], risk: .none, undo: "none is needed"),
      Remedy(
        .now, "Let huge pages be asked for rather than given to all.",
        commands: [one.on("echo madvise >/sys/kernel/mm/transparent_hugepage/enabled")],
        risk: .none,
        undo: one.on("echo always >/sys/kernel/mm/transparent_hugepage/enabled"),
        setting: Setting(
          "transparent_hugepage", .file("/sys/kernel/mm/transparent_hugepage/enabled"),
          .noWord(["always"]))),
    ]
      + one.sysctl(
        "vm.min_free_kbytes", "262144", .atLeast(262_144),
        "Keep more free for those who cannot wait.")
  }

  static let numaImbalance = Cause(
    "NUMAImbalance", .memory, "One node's memory is full while another's is free",
    about:
      "A task's memory lies at another node than the one it runs on; every access is slower, and "
      + "the full node frees pages.", scope: .each,
    proof: [
      .finds(.memoryNUMAMisses, .memoryNUMAImbalance, as: .likely, "the node's own counters")
    ],
    effects: [
      .finds(
        .memoryReclaim, .memoryZoneWatermarks, .memorySwapActivity, as: .possible,
        "the full node frees pages")
    ], decides: "memory by node and process", "numastat -m; numastat -p PID"
  ) { one in
    one.sysctl(
      "kernel.numa_balancing", "1", .atLeast(1), "Let the kernel move pages to their users.")
      + one.sysctl(
        "vm.zone_reclaim_mode", "0", .atMost(0), "Take another node's memory before freeing.")
  }

  static let failingMemory = Cause(
    "FailingMemory", .memory, "A memory module fails",
    about: "Corrected errors that repeat announce uncorrected ones, which cost a process or the "
      + "machine.", scope: .each,
    proof: [
      .finds(
        .memoryECC, .memoryEDACCorrected, .memoryEDACUncorrected, .memoryHardwareCorrupted,
        as: .certain,
        "the hardware reported it")
    ],
    effects: [
      .finds(.cpuMachineCheck, as: .likely, "memory errors come as machine checks"),
      .finds(.serviceCrashes, .cpuKernelFault, as: .possible, "whoever used the page is ended"),
    ], decides: "which module", "ras-mc-ctl --error-count; edac-util -v"
  ) { one in
    [
      Remedy(.now, "Move the work to another machine.", risk: .restart, undo: "move it back"),
      Remedy(.lasting, "Have the module replaced.", risk: .reboot, undo: "none is needed"),
    ]
  }
}
