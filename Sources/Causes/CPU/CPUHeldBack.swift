import Model

/// Causes that keep processors from those who want them.
extension Causes {
  static let cpuHeldBack: [Cause] = [
    cpuQuota, noisyNeighbour, groupStarved, thermalThrottling, clockCapped, kernelFault,
    failingProcessor,
  ]

  private static let guestIsDenied = Edge.finds(
    .cpuBusy, as: .likely, "what its host does not give it counts as busy inside a guest",
    where: { $1.isGuestDenied })

  static let cpuQuota = Cause(
    "CPUQuota", .cpu, "A CPU quota holds work back",
    about:
      "A group used up its share of each period and was halted until the next. From outside the "
      + "processors look idle, and pressure over all looks like a shortage.", scope: .each,
    proof: [
      .finds(.cpuThrottling, as: .certain, "the kernel counted the periods in which it was halted"),
      .layers(
        .cpu, .limit, "the workload is at its quota while its host has time left",
        where: { !$1.isGuestsOwn($0) }),
      .layers(
        .cpu, .limit, as: .likely,
        "its host has time left and gives it none: a quota, or few processors that it may use",
        where: { $1.isGuestsOwn($0) && $0.isSteal }),
    ],
    effects: [
      .finds(
        .cpuSteal, as: .likely, "a guest sees what is held back as steal",
        where: { $1.isHeldBackByHost }),
      .finds(.cpuPressure, .cpuCgroupPressure, as: .certain, "halted tasks count as waiting"),
      .finds(.cpuRunDelay, .cpuRunQueue, .cpuLoad, as: .likely, "halted tasks stay runnable"),
      guestIsDenied,
    ], decides: "halted periods of the group", "grep -H . /sys/fs/cgroup/GROUP/cpu.stat"
  ) { one in
    let quota = one.group.flatMap { one.scene.group($0)?.cpu.value?.quota }
    return one.raise(.cpu(max((quota ?? 0.5) * 2, 1).rounded(.up))) + [
      Remedy(
        .lasting,
        "Start fewer threads than the quota has processors, so that they are not all "
          + "halted at once.", risk: .restart, undo: "the old number")
    ]
  }

  static let noisyNeighbour = Cause(
    "NoisyNeighbour", .cpu, "Something else on the host takes what this one wants",
    about:
      "Another guest, container or unit of the same host takes it, or the host has promised more "
      + "than it has. In a guest it shows as steal.",
    proof: [
      .finds(
        .cpuSteal, as: .certain, "the hypervisor ran others while this machine had work",
        where: { !$1.isHeldBackByHost }),
      .finds(
        .cpuPressure, .cpuRunQueue, .cpuRunDelay, as: .possible,
        "the hypervisor ran others while these tasks waited", together: [.cpuSteal],
        where: { !$1.isHeldBackByHost && stealSuffices($0, $1) }),
      .layers(.cpu, .neighbour, "a neighbour takes the host's processors"),
      .layers(.memory, .neighbour, "a neighbour takes the host's memory"),
      .layers(.disk, .neighbour, "a neighbour takes the host's disks"),
    ],
    effects: [
      .finds(
        .cpuRunDelay, .cpuRunQueue, .cpuPressure, .cpuCgroupPressure, .cpuLoad, as: .likely,
        "a virtual processor that does not run makes its tasks wait", where: stealSuffices),
      .finds(
        .cpuLockup, as: .possible, "a starved processor looks stuck to the kernel's watchdog",
        where: { finding, _ in finding.isOfStuckProcessor }),
      .finds(.diskCgroupPressure, .memoryCgroupPressure, as: .likely, "the workload waits"),
      guestIsDenied,
    ], decides: "steal in the guest, use of each guest on the host", "mpstat 1 10; on the host: top"
  ) { one in
    let neighbours = one.scene.layers?.verdicts.flatMap(\.neighbours) ?? []
    let names = neighbours.prefix(3).map(\.name).joined(separator: ", ")
    return [
      Remedy(
        .now,
        names.isEmpty
          ? "Ask whoever runs the host what else runs there."
          : "Bound or move what takes most: \(names).",
        commands: neighbours.prefix(2).compactMap { one.bound($0) }, risk: .none,
        undo: "the old limits"),
      Remedy(
        .lasting,
        "Give this one reserved processors (pinning, a dedicated host), or put fewer on "
          + "the host.", risk: .reboot, undo: "the old placement"),
    ]
  }

  static let groupStarved = Cause(
    "GroupStarved", .cpu, "A group's tasks wait for processors that others use",
    about:
      "Tasks of one group wait while the machine as a whole is not short: its weight is low, its "
      + "processors are few (cpuset), or its load comes in bursts.", scope: .each,
    proof: [
      .finds(
        .cpuRunQueue, .cpuRunDelay, .cpuPressure, .cpuBusy, as: .likely,
        "its tasks got hardly any of the time for which others' tasks ran",
        where: { $1.starvedGroup != nil },
        about: { finding, scene in scene.starvedGroup.map { .cgroup($0.path) } ?? finding.subject }),
      .finds(.cpuCgroupPressure, .cpuPressure, as: .possible, "its tasks waited for a processor"),
      .finds(.cpuRunQueue, .cpuRunDelay, as: .possible, "tasks waited for a processor"),
    ],
    effects: [.finds(.cpuLoad, as: .possible, "tasks that wait count as load")],
    refutedBy: [
      .found(.cpuThrottling, "a quota holds them back"),
      .number("all processors are busy, and no group is seen to get less than others") { one in
        one.scene.starvedGroup == nil && one.scene.convicts(.cpuBusy)
          ? one.scene.findings(of: .cpuBusy).first?.measurement : nil
      },
      .number("its host takes the time that they wait for") { one in
        guard one.scene.starvedGroup == nil,
          one.proof.allSatisfy({ stealSuffices($0, one.scene) })
        else { return nil }
        return one.scene.findings(of: .cpuSteal).first?.measurement
      },
    ], showsIfAbsent: false,
    blame: .custom { one in
      one.scene.starvedGroup.map {
        [Culprit(.cgroup($0.path), Measurement("run delay", $0.delay, .percent))]
      } ?? []
    }, decides: "the processors and the weight that the group has",
    "grep -H . /sys/fs/cgroup/GROUP/cpuset.cpus.effective /sys/fs/cgroup/GROUP/cpu.weight"
  ) { one in
    [
      Remedy(
        .now, "Give the group a higher weight.",
        commands: one.unit.map {
          [one.on("systemctl set-property \($0.shellQuoted) CPUWeight=500")]
        } ?? [], risk: .none, undo: one.unit.map { "systemctl revert \($0.shellQuoted)" } ?? "none",
        setting: one.unit.map {
          Setting(
            "CPUWeight of \($0)", .command(["systemctl", "show", "-p", "CPUWeight", "--", $0]),
            .atLeast(500))
        }),
      Remedy(
        .lasting, "Give it more of the processors (AllowedCPUs, cpuset).", risk: .none,
        undo: "the old processors"),
    ]
  }

  static let thermalThrottling = Cause(
    "ThermalThrottling", .cpu, "Heat slows the processors",
    about:
      "A processor at its temperature limit lowers its own clock. No counter of CPU time shows it.",
    proof: [
      .finds(
        .cpuThermal, .cpuThermalThrottle, as: .certain, "the processor reported that it was too hot"
      )
    ],
    effects: [
      .finds(.cpuClockCap, .cpuBusy, as: .possible, "the same work takes longer at a lower clock")
    ], decides: "temperature and clock under load", "turbostat --quiet sleep 10; sensors"
  ) { one in
    [
      Remedy(
        .now, "Take load away until it has cooled.", risk: .none, undo: "none is needed"),
      Remedy(
        .lasting,
        "Look at fans, dust, paste and the air that comes in; in a rack at the inlet "
          + "temperature.", commands: [one.on("ipmitool sdr type temperature")], risk: .reboot,
        undo: "none is needed"),
    ]
  }

  static let clockCapped = Cause(
    "ClockCapped", .cpu, "The clock is held below what the processor can",
    about:
      "A governor, a power profile, the firmware or the power supply holds the clock down while "
      + "there is work.",
    proof: [.finds(.cpuClockCap, as: .certain, "the kernel's limit is below the hardware's")],
    effects: [.finds(.cpuBusy, as: .possible, "the same work takes longer at a lower clock")],
    refutedBy: [.found(.cpuThermalThrottle, "heat holds it down")],
    decides: "who set the limit", "grep . /sys/devices/system/cpu/cpufreq/policy*/scaling_*"
  ) { one in
    [
      Remedy(
        .now, "Let the clock go up.",
        commands: [one.on("cpupower frequency-set -g performance -u 10GHz")], risk: .none,
        undo: one.on("cpupower frequency-set -g powersave"),
        setting: Setting(
          "scaling_governor", .file("/sys/devices/system/cpu/cpufreq/policy0/scaling_governor"),
          .word(["performance", "schedutil", "ondemand"]))),
      Remedy(
        .lasting, "Choose the firmware's performance profile.", risk: .reboot,
        undo: "the old profile"),
    ]
  }

  static let kernelFault = Cause(
    "KernelFault", .cpu, "The kernel itself has failed",
    about:
      "After an oops, a BUG or a lockup whoever wants the locks that were held waits for ever.",
    proof: [
      .finds(.cpuKernelFault, as: .certain, "the kernel said so in its log"),
      .finds(
        .cpuLockup, as: .likely, "a processor or task was stuck for long",
        where: { finding, _ in finding.isHungTask || finding.isOfStuckProcessor }),
      .finds(
        .networkInterfaceHeld, as: .likely,
        "what holds the interface is never given back, and with it a lock that containers need"),
    ],
    effects: [
      .finds(
        .diskBlockedTasks, .cpuLoad, as: .likely, "tasks wait for locks that nobody gives back"),
      .finds(.serviceFailed, .serviceCrashes, as: .possible, "the task that met the fault is gone"),
    ], decides: "what the kernel was doing", "dmesg -T | grep -A 30 -E 'BUG|Oops|lockup|blocked'"
  ) { one in
    [
      Remedy(
        .now, "Save the log, then boot: what hangs in state D does not come back.",
        commands: [one.on("dmesg -T >/var/tmp/dmesg.txt"), one.on("systemctl reboot")],
        risk: .reboot, undo: "none"),
      Remedy(
        .lasting, "Update the kernel, and have it dump its memory when it fails.",
        commands: [one.on("systemctl enable --now kdump-tools")], risk: .none,
        undo: one.on("systemctl disable --now kdump-tools"),
        setting: Setting(
          "kexec crash kernel", .file("/sys/kernel/kexec_crash_loaded"), .atLeast(1))),
    ]
  }

  static let failingProcessor = Cause(
    "FailingProcessor", .cpu, "A processor or its bus fails",
    about: "Machine checks and uncorrected errors of the bus are the hardware's own report.",
    scope: .each,
    proof: [.finds(.cpuMachineCheck, as: .certain, "the hardware reported it")],
    effects: [
      .finds(.cpuKernelFault, as: .possible, "lost data stops the kernel"),
      .finds(
        .cpuLockup, as: .possible, "lost data stops the kernel",
        where: { finding, _ in finding.isOfStuckProcessor }),
    ],
    decides: "which part", "ras-mc-ctl --summary; mcelog --client"
  ) { one in
    [
      Remedy(
        .now, "Move the work to another machine.", risk: .restart, undo: "move it back"),
      Remedy(
        .lasting, "Update firmware and microcode; have the part replaced.", risk: .reboot,
        undo: "none is needed"),
    ]
  }
}

extension Case {
  /// How a neighbour is bounded by whoever manages it.
  func bound(_ neighbour: LayerVerdict.Neighbour) -> String? {
    guard case .cgroup(let path) = neighbour.subject else { return nil }
    let manager = GroupManager(of: path, in: scene.place)
    return manager.raise(.cpu(1), of: path, version: scene.group(path)?.version ?? 2)?.command
      .map(scene.place.onMachine)
  }
}

extension Finding {
  /// Whether the kernel saw a processor that made no progress; that it held back a real-time task
  /// shows none.
  var isOfStuckProcessor: Bool { !isHungTask && !measurement.name.contains("throttling") }

  /// Whether it is about time that a guest's processors wanted and did not get.
  var isSteal: Bool { measurement.name == "steal" }
}

/// Whether so much steal can make tasks wait so long; where two layers were compared, they tell.
///
/// By arithmetic: without steal there were 1 / (1 - steal) times as many processors; a stolen
/// processor makes one task wait at any moment, and pressure counts the moments of all processors.
@Sendable private func stealSuffices(_ waiting: Finding, _ scene: Scene) -> Bool {
  guard scene.layers == nil, let steal = scene.findings(of: .cpuSteal).first?.measurement else {
    return true
  }
  let share = steal.quantity.value / 100
  let processors = Double(scene.observation?.machine.processors ?? 1)
  let value = waiting.measurement.quantity.value
  return switch waiting.measurement.quantity.unit {
  case .ratio: value * (1 - share) <= 1
  case .percent: value <= 100 * share * processors
  case .millisecondsPerSecond: value <= 1000 * share
  default: true
  }
}
