import Model

/// Causes that use processors up.
extension Causes {
  static let cpuUse: [Cause] = [
    forkStorm, interruptImbalance, cpuShortage, singleThread, lockContention, kernelTime,
  ]

  static let cpuShortage = Cause(
    "CPUShortage", .cpu, "More work than processors",
    about: "Tasks that could run outnumber the processors, so each waits for its turn. It is no "
      + "shortage where a quota holds the tasks back while processors idle.",
    proof: [
      .finds(.cpuBusy, as: .likely, "the processors had no time left"),
      .finds(.cpuRunQueue, .cpuRunDelay, as: .likely, "tasks waited for a processor"),
      .layers(.cpu, .shortage, as: .likely, "workload and host both lack processor time"),
      .layers(
        .cpu, .limit, as: .likely, "a guest needs more than the processors that it was given",
        where: { $1.isGuestsOwn($0) && !$0.isSteal }),
    ],
    effects: [
      .finds(.cpuPressure, .cpuCgroupPressure, as: .likely, "tasks waited for a processor"),
      .finds(.cpuLoad, as: .likely, "tasks that wait for a processor count as load"),
      .finds(.cpuContextSwitches, as: .possible, "many tasks take turns"),
      .finds(.cpuCorePegged, as: .possible, "every processor is busy"),
      .finds(.networkSoftnetSqueezed, as: .possible, "packets wait for a processor too"),
    ],
    refutedBy: [.clear(.cpuBusy, "the processors had time left")],
    expects: [.cpuRunQueue, .cpuPressure, .cpuRunDelay], blame: .suspects(.cpu, "CPU time"),
    decides: "how many tasks can run, against the processors", "vmstat 1 10; nproc"
  ) { one in
    [one.yield(), one.pause()].compactMap { $0 } + [
      Remedy(
        .lasting,
        "Give the machine more processors, or move work away; a lasting share for what matters "
          + "comes from CPUWeight of its unit.",
        commands: one.unit.map {
          [one.on("systemctl set-property \($0.shellQuoted) CPUWeight=20")]
        } ?? [], risk: .none, undo: one.unit.map { "systemctl revert \($0.shellQuoted)" } ?? "none",
        setting: one.unit.map {
          Setting(
            "CPUWeight of \($0)", .command(["systemctl", "show", "-p", "CPUWeight", "--", $0]),
            .atMost(20))
        })
    ]
  }

  static let singleThread = Cause(
    "SingleThread", .cpu, "One thread is as fast as one processor",
    about:
      "A program whose work is done by one thread cannot use the other processors. The mean of "
      + "all processors looks fine. Where nobody waits for that processor nothing is wrong, and who "
      + "uses it can be no faster with more of them.", scope: .each,
    proof: [.finds(.cpuCorePegged, as: .likely, "one processor was busy and others were not")],
    effects: [.finds(.cpuRunDelay, .cpuRunQueue, as: .possible, "others wait for that processor")],
    refutedBy: [
      .found(.cpuBusy, "all processors are busy"),
      .found(.cpuSoftirq, "interrupts and no thread keep that processor busy"),
      .found(.cpuInterrupts, "interrupts and no thread keep that processor busy"),
    ], bounds: { $1.fillsOneProcessor($0) }, blame: .evidence,
    decides: "the busiest thread and its processor",
    "top -H -b -n 1 | head -20"
  ) { one in
    // Where nobody waits for it, nobody gains by its waiting for others.
    let isWaitedFor = one.proof.isEmpty || one.proof.contains { $0.severity > .note }
    return (isWaitedFor ? [one.yield()].compactMap { $0 } : []) + [
      Remedy(
        .now, "See which functions its time goes to.",
        commands: one.process.map { [one.on("perf top -p \($0.pid)")] } ?? [], risk: .none,
        undo: "nothing is changed"),
      Remedy(
        .now, "See that nothing else is tied to that processor.",
        commands: one.process.map { [one.on("taskset -cp \($0.pid)")] } ?? [], risk: .none,
        undo: "nothing is changed"),
      Remedy(
        .lasting,
        "Divide the work among threads or processes, or use a processor that is faster "
          + "by itself; more processors do not help.", risk: .none, undo: "none is needed"),
    ]
  }

  static let forkStorm = Cause(
    "ForkStorm", .cpu, "Processes are started all the time",
    about: "Something starts processes faster than they are worth: a loop in a script, a health "
      + "check, a server that forks for each request. Starting and ending them takes the time.",
    proof: [.finds(.cpuForkRate, as: .certain, "the kernel counted the forks")],
    effects: [
      .finds(.cpuBusy, .cpuSystemShare, as: .likely, "each start and end is work of the kernel"),
      .finds(
        .cpuRunQueue, .cpuRunDelay, .cpuPressure, as: .likely, "new tasks want to run at once"),
      .finds(.cpuContextSwitches, as: .likely, "short tasks take turns often"),
      .finds(
        .limitsZombies, .limitsPids, .limitsCgroupPids, as: .possible, "every fork takes a number"),
    ],
    expects: [.cpuSystemShare], blame: .suspects(.cpu, "CPU time"),
    decides: "who starts what", "execsnoop-bpfcc, or: perf trace -e 'sched:*exec*' -a sleep 5"
  ) { one in
    [one.pause()].compactMap { $0 } + [
      Remedy(
        .lasting, "Do the work in processes that stay, or less often.", risk: .none,
        undo: "none is needed")
    ] + one.raiseless(.tasks(512))
  }

  static let lockContention = Cause(
    "LockContention", .cpu, "Threads wait for one another's locks",
    about:
      "Threads that want the same lock go to sleep and are woken very often: switches are many, "
      + "the kernel is busy and little gets done.",
    proof: [
      .finds(.cpuLockWaits, as: .likely, "most threads of a program wait for the same lock"),
      .finds(
        .cpuContextSwitches, as: .possible, "tasks changed far more often than work calls for"),
      .finds(
        .cpuBusy, .cpuRunQueue, as: .likely,
        "its profile shows that the busiest program mostly goes to sleep at locks and wakes others",
        where: { $1.busiestAtLocks != nil }),
    ],
    effects: [
      .finds(.cpuSystemShare, as: .likely, "sleeping and waking is work of the kernel"),
      .finds(.cpuContextSwitches, as: .likely, "who waits for a lock gives its processor away"),
      .finds(
        .cpuBusy, .cpuRunQueue, as: .possible, "the threads are busy waiting",
        where: { $1.lockedProgramLeads }),
      .finds(
        .cpuCorePegged, as: .possible, "one thread at a time gets on",
        where: { $1.lockedProgramLeads }),
    ],
    refutedBy: [.found(.cpuForkRate, "new processes explain the switches")],
    showsIfAbsent: false,
    blame: .custom { one in
      let programs = one.proof.flatMap(\.evidence).filter { $0.subject != .machine }
      return programs.isEmpty
        ? one.scene.suspects(.cpu, "CPU time").leading
        : programs.map { Culprit($0.subject, $0) }
    }, decides: "the share of futex calls",
    "perf trace -s -a sleep 5, or: strace -f -c -p PID"
  ) { one in
    [
      Remedy(
        .now, "Try fewer threads: they may get more done.", risk: .restart, undo: "the old number"),
      Remedy(
        .lasting, "Find the lock and hold it for less, or divide what it guards.",
        commands: one.process.map {
          [one.on("perf record -e sched:sched_switch -g -p \($0.pid) -- sleep 10")]
        } ?? [], risk: .none, undo: "none is needed"),
    ]
  }

  static let kernelTime = Cause(
    "KernelTime", .cpu, "The kernel itself takes the time",
    about:
      "Most of the busy time is spent in system calls, page faults or the kernel's own work. It "
      + "is told where no other cause explains it.",
    proof: [
      .finds(.cpuSystemShare, as: .possible, "most of the busy time was spent in the kernel")
    ],
    effects: [.finds(.cpuBusy, .cpuRunQueue, as: .possible, "the calls keep the processors busy")],
    blame: .suspects(.cpu, "CPU time"), decides: "which functions of the kernel",
    "perf top -g -e cpu-clock:k"
  ) { one in
    [
      Remedy(
        .now, "See which calls it makes.",
        commands: one.process.map { [one.on("timeout 5 strace -f -c -p \($0.pid)")] } ?? [],
        risk: .none, undo: "nothing is changed"),
      Remedy(.lasting, "Make fewer and larger calls.", risk: .none, undo: "none is needed"),
    ]
  }

  static let interruptImbalance = Cause(
    "InterruptImbalance", .cpu, "One processor serves the interrupts for all",
    about:
      "A device, or the network's receive work, lies on one processor. Once it is full packets "
      + "wait or are dropped while the others idle.", scope: .each,
    proof: [
      .finds(.cpuSoftirq, as: .certain, "that processor handled the packets for the others"),
      .finds(.cpuInterrupts, as: .certain, "interrupts took that processor's time"),
    ],
    effects: [
      .finds(.cpuCorePegged, as: .likely, "it has no time for anything else"),
      .finds(
        .cpuSystemShare, .cpuBusy, .cpuRunDelay, as: .possible, "interrupts count as kernel time"),
      .finds(
        .networkSoftnetDrops, .networkSoftnetSqueezed, as: .likely,
        "it cannot keep up with arrivals"),
    ], decides: "interrupts by processor", "mpstat -I SUM -P ALL 1 5; cat /proc/interrupts"
  ) { one in
    let interface = one.scene.observation?.network.interfaces.value?
      .filter { !$0.isLoopback }.max { $0.received.packetsPerSecond < $1.received.packetsPerSecond }
    let name = interface?.name ?? "eth0"
    let all = processorMask(one.scene.observation?.machine.processors ?? 4)
    return [
      Remedy(
        .now, "Spread the receive work over all processors (RPS) on \(name).",
        commands: [
          one.on("echo \(all) >/sys/class/net/\(name.shellQuoted)/queues/rx-0/rps_cpus")
        ], risk: .none,
        undo: one.on("echo 0 >/sys/class/net/\(name.shellQuoted)/queues/rx-0/rps_cpus"),
        setting: Setting(
          "rps_cpus of \(name)", .file("/sys/class/net/\(name)/queues/rx-0/rps_cpus"),
          .noWord(noProcessors))),
      Remedy(
        .lasting, "Give the card more queues, and let irqbalance spread them.",
        commands: [
          one.on("ethtool -L \(name.shellQuoted) combined 4"),
          one.on("systemctl enable --now irqbalance"),
        ], risk: .restart, undo: one.on("systemctl disable --now irqbalance"),
        setting: Setting(
          "irqbalance", .command(["systemctl", "is-enabled", "irqbalance"]), .word(["enabled"]))),
    ]
  }
}

extension Scene {
  /// The program that was seen to run most, where more than half of that was the work of locks on
  /// which threads sleep; nil without a profile.
  ///
  /// A lock that is free costs no call. Threads that wait for work sleep the same way, but are then not
  /// seen to run.
  fileprivate var busiestAtLocks: String? {
    guard let stacks = observation?.closer.value?.profile?.value?.stacks else { return nil }
    var seen: [String: (all: Int, locks: Int)] = [:]
    for stack in stacks {
      guard let program = stack.frames.first?.name else { continue }
      let isLock = stack.frames.dropFirst().contains {
        $0.name.contains("futex") || $0.name.contains("lll_lock_w")
      }
      seen[program, default: (0, 0)].all += stack.count
      if isLock { seen[program, default: (0, 0)].locks += stack.count }
    }
    let busiest = seen.max { ($0.value.all, $1.key) < ($1.value.all, $0.key) }
    return busiest.flatMap { $0.value.locks * 2 > $0.value.all ? $0.key : nil }
  }

  /// Whether programs whose threads wait for a lock take more than all others together; also where
  /// none is known.
  fileprivate var lockedProgramLeads: Bool {
    let locked = findings(of: .cpuLockWaits).filter { $0.severity > .note }
    guard !locked.isEmpty, let cpu = observation?.cpu, let total = cpu.total.value else {
      return true
    }
    let theirs = locked.flatMap(\.evidence).filter { $0.name == "CPU time" }
      .reduce(0) { $0 + $1.quantity.value }
    return theirs * 2 > total.busy * Double(max(cpu.each.value?.count ?? 1, 1))
  }

  /// Whether one program had the time of one processor in `pegged`, and no more: with two threads at
  /// work it would have had more, unless they take turns.
  ///
  /// 5 % is what CPUCorePegged leaves too.
  fileprivate func fillsOneProcessor(_ pegged: Finding) -> Bool {
    pegged.evidence.contains { one in
      guard case .process(let pid, _) = one.subject, one.name == "CPU time" else { return false }
      let process = observation?.processes.value?.first { $0.pid == pid }
      return (95...105).contains(one.quantity.value) && process?.isKernelThread != true
    }
  }
}

extension Case {
  /// Bounds the tasks of the group to blame; nothing where it has none.
  fileprivate func raiseless(_ limit: GroupLimit) -> [Remedy] {
    guard let unit, let property = limit.property else { return [] }
    return [
      Remedy(
        .lasting, "Bound how many tasks \(unit) may have.",
        commands: [on("systemctl set-property \(unit.shellQuoted) \(property)")], risk: .none,
        undo: on("systemctl revert \(unit.shellQuoted)"))
    ]
  }
}

/// What the kernel shows of a mask without any processor, whatever number it reckons with.
private let noProcessors = (0...16).flatMap { groups in
  (1...8).map { width in
    ([String(repeating: "0", count: width)] + Array(repeating: "00000000", count: groups))
      .joined(separator: ",")
  }
}

/// The mask of all of `count` processors, as the kernel reads it: more of them it refuses.
private func processorMask(_ count: Int) -> String {
  let words = Array(repeating: "ffffffff", count: max(0, count) / 32)
  let rest = max(0, count) % 32
  return ((rest > 0 ? [String((1 << rest) - 1, radix: 16)] : []) + words).joined(separator: ",")
}
