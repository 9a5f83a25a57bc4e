import Model

/// Causes by which there is too little memory.
extension Causes {
  static let memoryShort: [Cause] = [
    memoryLeak, groupMemoryLimit, balloon, hugePagesStarve, slabGrowth, memoryShortage, swapThrash,
    pageCacheThrash, outOfMemoryKill, strictCommit,
  ]

  static let memoryShortage = Cause(
    "MemoryShortage", .memory, "The machine has too little memory",
    about:
      "What is in use together exceeds memory: the kernel frees pages while tasks wait, swaps, "
      + "and in the end kills. Much in use alone is no shortage.",
    proof: [
      .finds(.memoryAvailable, as: .likely, "hardly any memory was available"),
      .finds(
        .memoryPressureSome, .memoryPressureFull, .memoryReclaim, .memoryReclaimEfficiency,
        .memoryZoneWatermarks,
        as: .possible, "tasks waited until memory was freed"),
      .layers(.memory, .shortage, as: .likely, "workload and host both lack memory"),
      guestIsFull,
    ],
    effects: memoryEffects,
    refutedBy: [.clear(.memoryAvailable, "memory was left")],
    expects: [.memoryPressureSome, .memoryReclaim, .memorySwapActivity],
    blame: .suspects(.memory, "resident memory"),
    decides: "memory available and time lost waiting for it",
    "grep -E 'MemAvailable|Swap' /proc/meminfo; cat /proc/pressure/memory"
  ) { one in
    [one.end()].compactMap { $0 } + one.restartOf + [
      Remedy(
        .lasting, "Bound who takes most, so that it is the one that waits.",
        commands: one.unit.map {
          [one.on("systemctl set-property \($0.shellQuoted) MemoryHigh=50%")]
        }
          ?? [], risk: .none, undo: one.unit.map { "systemctl revert \($0.shellQuoted)" } ?? "none",
        setting: one.unit.map {
          Setting(
            "MemoryHigh of \($0)", .command(["systemctl", "show", "-p", "MemoryHigh", "--", $0]),
            .noWord(["infinity"]))
        }),
      Remedy(.lasting, "Add memory, or move work away.", risk: .reboot, undo: "none is needed"),
    ]
  }

  static let memoryLeak = Cause(
    "MemoryLeak", .memory, "A process grows without end",
    about:
      "A process that takes more and more of the memory that is left, until the machine or its "
      + "group has none. A cache that fills grows too, and stops.",
    proof: [
      .finds(
        .memoryAvailable, .memoryPressureSome, .memorySwapActivity, .memoryReclaim, as: .likely,
        "it grew in the window, and fast enough to use up in ten minutes what was left",
        where: { $1.fastestGrowth != nil }),
      .finds(
        .memoryCgroupUse, .memoryCgroupLimit, .memoryCgroupPressure, as: .likely,
        "it grew in the window, and fast enough to fill its group in ten minutes",
        where: { $1.fastestGrowth(filling: $0) != nil }),
    ], effects: memoryEffects + [guestIsFull],
    refutedBy: [
      .number("memory was left") { one in
        one.proof.contains { one.scene.fastestGrowth(filling: $0) != nil }
          ? nil : one.scene.clear(.memoryAvailable)
      }
    ], showsIfAbsent: false,
    blame: .custom { one in
      let inGroup = one.proof.lazy.compactMap { one.scene.fastestGrowth(filling: $0) }.first
      return (inGroup ?? one.scene.fastestGrowth).map { process in
        [Culprit(process.subject, Measurement("growth", process.residentGrowth, .bytes))]
      } ?? []
    }, decides: "its growth over ten minutes", "pidstat -r -p PID 60 10"
  ) { one in
    one.restartOf + [one.end()].compactMap { $0 } + [
      Remedy(
        .lasting, "Bound it, so that it alone is ended and started again, and find what it keeps.",
        commands: one.unit.map {
          [one.on("systemctl set-property \($0.shellQuoted) MemoryMax=50%")]
        }
          ?? [], risk: .restart,
        undo: one.unit.map { "systemctl revert \($0.shellQuoted)" } ?? "none",
        setting: one.unit.map {
          Setting(
            "MemoryMax of \($0)", .command(["systemctl", "show", "-p", "MemoryMax", "--", $0]),
            .noWord(["infinity"]))
        })
    ]
  }

  static let groupMemoryLimit = Cause(
    "GroupMemoryLimit", .memory, "A group is at its memory limit",
    about:
      "The group may not have more, however much the machine has left: its pages are freed and "
      + "read back, swapped, or its processes killed.", scope: .each,
    proof: [
      .finds(.memoryCgroupLimit, as: .certain, "the kernel counted the group at its limit"),
      .finds(
        .memoryCgroupUse, as: .certain, "hardly any of what the group may have is left",
        where: { $1.fastestGrowth(filling: $0) == nil }),
      // What grows until nothing is left is no limit's fault.
      .finds(
        .memoryCgroupUse, as: .likely, "hardly any of what the group may have is left"),
      .finds(
        .memoryOOMKill, as: .certain, "the kernel killed for the group's limit",
        where: { $1.killedGroup($0) != nil },
        about: { finding, scene in
          scene.killedGroup(finding).map { .cgroup($0) } ?? finding.subject
        }),
      .finds(.memoryCgroupPressure, as: .possible, "the group's tasks waited for memory"),
      .layers(
        .memory, .limit, "the workload is at its limit while its host has memory left",
        where: { !$1.isGuestsOwn($0) }),
    ],
    effects: [
      .finds(
        .memorySwapActivity, .memoryMajorFaults, .memoryRefaults, .memoryReclaim,
        .memoryPressureSome,
        .memoryPressureFull, .memoryReclaimEfficiency, .memorySwapUse, as: .likely,
        "the group's own pages are freed and read back"),
      .finds(.diskCgroupPressure, as: .possible, "what was freed is read again"),
      .finds(.cpuSystemShare, as: .possible, "freeing pages is work of the kernel"),
    ],
    blame: .custom { one in
      let group = one.proof.lazy.compactMap { one.scene.killedGroup($0) }.first
      return group.map { [Culprit(.cgroup($0), one.proof[0].measurement)] } ?? []
    }, decides: "events at the limit", "grep -H . /sys/fs/cgroup/GROUP/memory.events"
  ) { one in
    let limit = one.group.flatMap { one.scene.group($0)?.memory.value?.limit }
    return one.raise(.memory((limit ?? 536_870_912) * 2)) + [
      Remedy(
        .lasting,
        "Let the program know its limit (the heap's size, the number of workers), or give "
          + "it less to do.", risk: .restart, undo: "the old settings")
    ]
  }

  static let swapThrash = Cause(
    "SwapThrash", .memory, "What is in use is swapped out and in again",
    about: "Pages that are needed are written to swap and read back. Swap that is merely occupied "
      + "harms nobody.",
    proof: [
      .finds(
        .memorySwapActivity, as: .likely, "pages went to swap and came back, and tasks waited",
        together: [.memoryMajorFaults, .memoryPressureSome, .memoryPressureFull]),
      .finds(.memorySwapActivity, .memorySwapUse, as: .possible, "pages went to swap"),
    ], effects: memoryEffects + [guestIsFull],
    refutedBy: [
      .number("hardly anything of what was swapped out came back") { one in
        guard one.isProven(by: .memorySwapActivity),
          let back = try? one.scene.observation?.memory.activity.value?.rate(.swapIn),
          // atop swoutcritperc: fewer are strays.
          back < 10
        else { return nil }
        return Measurement("swapped in", back, .pagesPerSecond)
      }
    ], blame: .suspects(.memory, "swapped out"),
    decides: "pages in and out each second", "vmstat 1 10"
  ) { one in
    [one.end()].compactMap { $0 }
      + one.sysctl("vm.swappiness", "10", .atMost(10), "Prefer dropping file pages to swapping.")
      + [
        Remedy(
          .lasting, "Add memory, or compressed swap in memory (zram).",
          commands: [one.on("systemctl enable --now zramswap")], risk: .none,
          undo: one.on("systemctl disable --now zramswap"),
          setting: Setting("swap devices", .file("/proc/swaps"), .word(["/dev/zram0"])))
      ]
  }

  static let outOfMemoryKill = Cause(
    "OutOfMemoryKill", .memory, "The kernel killed a process for want of memory",
    about: "Memory ran out within the last half hour, although there may be plenty now: what was "
      + "killed held it.",
    proof: [
      .finds(
        .memoryOOMKill, as: .certain, "the kernel's log or counter says so",
        where: { $1.killedGroup($0) == nil })
    ],
    effects: [
      .finds(
        .serviceFailed, .serviceRestarts, as: .possible, "what was killed is gone"), guestIsFull,
    ], decides: "who was killed, and what held memory then",
    "dmesg -T | grep -B 40 'Killed process'"
  ) { one in
    [
      Remedy(
        .now, "See that what was killed is up again.",
        commands: [one.on("systemctl --failed")], risk: .none, undo: "nothing is changed"),
      Remedy(
        .lasting, "Bound what grew, add memory, and shield what must live.",
        commands: one.unit.map {
          [one.on("systemctl edit \($0.shellQuoted)  # OOMScoreAdjust=-500")]
        }
          ?? [], risk: .restart,
        undo: one.unit.map { "systemctl revert \($0.shellQuoted)" } ?? "none"),
    ]
  }

  /// A guest has a kernel of its own, which is short without any limit that its host keeps.
  static let guestIsFull = Edge.layers(
    .memory, .limit, as: .likely, "what a guest was given is all that it has",
    where: { $1.isGuestsOwn($0) })

  /// What any shortage of memory makes.
  private static var memoryEffects: [Edge] {
    [
      .finds(
        .memorySwapActivity, .memoryReclaim, .memoryZoneWatermarks, as: .likely,
        "the kernel frees pages to go on"),
      .finds(
        .memoryMajorFaults, .memoryRefaults, .memorySwapUse, .memoryReclaimEfficiency,
        as: .likely, "what was freed is wanted again"),
      .finds(.memoryPressureSome, .memoryPressureFull, as: .likely, "tasks wait for pages"),
      // A group's limit kills however much the machine has left.
      .finds(
        .memoryOOMKill, as: .likely, "what cannot be freed is killed for",
        where: { $1.killedGroup($0) == nil }),
      .finds(.memoryAllocationFailure, as: .likely, "what cannot be freed is refused"),
      .finds(.memoryCompaction, .memoryFragmentation, as: .possible, "what is left lies scattered"),
      .finds(.memoryCommit, .memoryNUMAImbalance, as: .possible, "more was promised than there is"),
      .finds(.memoryCgroupPressure, as: .possible, "groups wait with the machine"),
      .finds(.cpuSystemShare, as: .possible, "freeing pages is work of the kernel"),
    ]
  }
}

extension Case {
  /// A restart of the unit to blame.
  var restartOf: [Remedy] {
    [restart("Restart \(unit ?? "") to have its memory back.")].compactMap { $0 }
  }
}

extension Scene {
  /// The process whose growth, if it goes on, uses up what is left within ten minutes.
  var fastestGrowth: ProcessObservation? {
    guard let observation, observation.window.seconds > 0,
      let left = observation.memory.info.value.flatMap({ try? $0[.memAvailable] }),
      let most = observation.processes.value?.max(by: { $0.residentGrowth < $1.residentGrowth })
    else { return nil }
    return most.residentGrowth > 0
      && most.residentGrowth / observation.window.seconds * 600 > left ? most : nil
  }

  /// The process whose growth, if it goes on, fills the limited group of `finding` within ten minutes.
  func fastestGrowth(filling finding: Finding) -> ProcessObservation? {
    guard case .cgroup(let path) = finding.subject, let observation,
      observation.window.seconds > 0, let memory = group(path)?.memory.value,
      let limit = memory.limit
    else { return nil }
    let members = (observation.processes.value ?? []).filter { process in
      process.cgroup(of: .memory).map { $0 == path || $0.hasPrefix(path + "/") } ?? false
    }
    guard let most = members.max(by: { $0.residentGrowth < $1.residentGrowth }),
      most.residentGrowth > 0,
      most.residentGrowth / observation.window.seconds * 600 > max(0, limit - memory.usage)
    else { return nil }
    return most
  }

  /// The group for whose limit `finding` tells of a kill.
  func killedGroup(_ finding: Finding) -> String? {
    if case .cgroup(let path) = finding.subject { return path }
    if let group = observation?.kernelLog.value?.events.last(where: { event in
      event.kind == .outOfMemory && event.about == finding.subject
    })?.limitedGroup {
      return group
    }
    for case .cgroup(let path) in finding.evidence.map(\.subject) { return path }
    return nil
  }
}

extension KernelEvent {
  fileprivate var limitedGroup: String? {
    if case .outOfMemory(let kill) = details { kill.limitedGroup } else { nil }
  }
}

extension ProcessObservation {
  fileprivate var subject: Subject { .process(pid: pid, name: name) }
}
