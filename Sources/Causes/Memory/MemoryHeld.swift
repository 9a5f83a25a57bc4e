import Model

/// Causes by which memory is there and not to be had.
extension Causes {
  static let pageCacheThrash = Cause(
    "PageCacheThrash", .memory, "Files are read again and again",
    about:
      "The files in use do not fit into what is left for the page cache: pages are dropped and "
      + "read back soon after.",
    proof: [
      .finds(.memoryRefaults, as: .likely, "pages were read back soon after they were dropped"),
      .finds(.memoryMajorFaults, as: .possible, "programs waited for pages of files"),
    ],
    effects: [
      .finds(
        .memoryMajorFaults, .memoryReclaim, .memoryPressureSome, as: .likely, "tasks wait for pages"
      ),
      .finds(.diskCgroupPressure, as: .possible, "the pages come from the disk"),
    ],
    refutedBy: [
      .found(.memorySwapActivity, "swapping is the greater trouble"),
      .number("most of what was read had not been dropped shortly before") { one in
        guard !one.scene.convicts(.memoryRefaults),
          let activity = one.scene.observation?.memory.activity.value,
          let faults = try? activity.rate(.majorFault),
          let again = (try? activity.rate(.refaultFile)) ?? (try? activity.rate(.refault)),
          again * 2 < faults
        else { return nil }
        return Measurement("refaults of files", again, .pagesPerSecond)
      },
    ],
    blame: .suspects(.disk, "bytes read and written"), decides: "what is read, and how often",
    "cachestat-bpfcc 1 10"
  ) { one in
    [one.yieldDisk()].compactMap { $0 } + [
      Remedy(
        .lasting,
        "Leave more to the cache, or have bulk readers say that they read once "
          + "(posix_fadvise, O_DIRECT, nocache).", risk: .restart, undo: "the old way")
    ]
  }

  static let balloon = Cause(
    "Balloon", .memory, "The host has taken memory back from this guest",
    about:
      "The balloon driver gives pages to the host, so the guest has less than it was made with.",
    proof: [.finds(.memoryBalloon, as: .certain, "the balloon's own counter")],
    effects: [
      .finds(
        .memoryAvailable, .memorySwapActivity, .memoryReclaim, .memoryPressureSome,
        .memoryPressureFull, .memoryMajorFaults, .memoryRefaults, .memoryZoneWatermarks,
        .memoryOOMKill,
        as: .likely, "what was taken is lacking"), guestIsFull,
    ], decides: "the guest's memory now, against what it was given",
    "grep MemTotal /proc/meminfo; on the host: qm config ID | grep -E 'memory|balloon'"
  ) { one in
    let guest = one.scene.place.hops.last { $0.kind == "proxmox-vm" }?.name.prefix { $0 != "@" }
    let commands = guest.map { [one.on("qm set \($0) --balloon 0")] } ?? []
    return [
      Remedy(
        .now, "Free memory on the host, so that it gives back what it took.", risk: .none,
        undo: "none is needed"),
      Remedy(
        .lasting, "Raise the balloon's minimum, or do without it.", commands: commands,
        risk: .reboot, undo: "the old minimum"),
    ]
  }

  static let hugePagesStarve = Cause(
    "HugePagesStarve", .memory, "Reserved huge pages leave too little for the rest",
    about: "Huge pages that are reserved are no one else's, used or not.",
    proof: [.finds(.memoryHugePages, as: .certain, "the reserve is most of memory")],
    effects: [
      .finds(
        .memoryAvailable, .memorySwapActivity, .memoryReclaim, .memoryPressureSome,
        .memoryPressureFull, .memoryMajorFaults, .memoryZoneWatermarks, .memoryOOMKill, as: .likely,
        "the rest is lacking"), guestIsFull,
    ], decides: "huge pages reserved and used", "grep -i huge /proc/meminfo"
  ) { one in
    let pages = one.scene.observation?.memory.hugePagePools.value?.first { $0.total > 0 }
    let used = (pages.map { $0.total - $0.free } ?? 0)
    return one.sysctl(
      "vm.nr_hugepages", Quantity.fixed(used, 0), .atMost(used),
      "Give back the huge pages that nobody uses.")
  }

  static let slabGrowth = Cause(
    "SlabGrowth", .memory, "The kernel's own objects take the memory",
    about: "A cache of the kernel (dentries, inodes, sockets, a driver's leak) grows and cannot be "
      + "freed.",
    proof: [
      .finds(.memorySlabUnreclaimable, as: .certain, "its share of memory"),
      .finds(.memorySlabGrowth, as: .certain, "its growth in the window"),
    ],
    effects: [
      .finds(
        .memoryAvailable, .memorySwapActivity, .memoryReclaim, .memoryPressureSome,
        .memoryPressureFull, .memoryZoneWatermarks, .memoryOOMKill, .memoryFragmentation,
        as: .likely,
        "what the kernel holds is lacking"), guestIsFull,
    ],
    blame: .custom { one in
      (one.scene.observation?.memory.slabs.value?.first).map {
        [Culprit(.machine, Measurement("cache \($0.name)", $0.bytes, .bytes))]
      } ?? []
    }, decides: "which cache grows", "slabtop -o -s c | head -15"
  ) { one in
    [
      Remedy(
        .now, "Drop what can be dropped: dentries and inodes; the next reads are slower.",
        commands: [one.on("sysctl -w vm.drop_caches=2")], risk: .none,
        undo: "it fills again by itself"),
      Remedy(
        .lasting,
        "Find who makes the objects: a leak ends with the driver or the kernel that has it.",
        commands: [one.on("slabtop -o -s c | head -15")], risk: .reboot, undo: "none is needed"),
    ]
  }

  static let strictCommit = Cause(
    "StrictCommit", .memory, "The kernel promises no more memory",
    about: "Under vm.overcommit_memory=2 allocations fail at the commit limit, although memory is "
      + "free.",
    proof: [
      .finds(.memoryCommit, as: .certain, "what was promised is at the limit that the kernel keeps")
    ],
    effects: [.finds(.limitsForkRejected, .serviceCrashes, as: .possible, "allocations fail")],
    refutedBy: [
      .number("the kernel promises more than its limit") { one in
        one.scene.observation?.memory.overcommit.value.flatMap {
          $0 == 2 ? nil : Measurement("vm.overcommit_memory", $0, .count)
        }
      }
    ],
    decides: "promised against the limit", "grep Commit /proc/meminfo; sysctl vm.overcommit_memory"
  ) { one in
    one.sysctl(
      "vm.overcommit_memory", "0", .atMost(1), "Let the kernel judge each allocation by itself.")
  }
}
