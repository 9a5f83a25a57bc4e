import Model

/// Causes that lie in a block device.
extension Causes {
  static let diskDevice: [Cause] = [
    failingDevice, brokenArray, diskMaintenance, saturatedDevice, slowDevice, writebackStall,
    shareSilent, stuckIO,
  ]

  /// Requests in flight from which a request waits for others, and up to which it does not.
  ///
  /// By Little's law the wait is the queue times the device's own time.
  private static let queued = 4.0, alone = 2.0

  /// A guest's disk is what it is to the guest, whatever lies behind it.
  private static let guestsDisk = Edge.layers(
    .disk, .limit, as: .likely, "the guest's own disk is slow while its host's keep up",
    where: { $1.isGuestsOwn($0) })

  /// Where a device was at work while tasks waited, and keeps nobody waiting by its own numbers.
  private static let workedMeanwhile = Edge.finds(
    .diskPressure, .diskCgroupPressure, as: .possible, "it was at work while they waited",
    where: { $1.deviceAtWork($0) != nil },
    about: { finding, scene in
      scene.deviceAtWork(finding).map { .device($0.name) } ?? finding.subject
    })

  static let saturatedDevice = Cause(
    "SaturatedDevice", .disk, "A device has more to do than it can",
    about: "Requests queue before the device. Who waits is whoever else needs it.", scope: .each,
    proof: [
      .finds(.diskUtilization, .diskQueue, as: .likely, "it was busy all the time with a queue"),
      .finds(.diskAwait, as: .possible, "requests took long"), workedMeanwhile,
      .layers(.disk, .shortage, as: .likely, "workload and host both wait for the disk"),
    ],
    effects: [
      .finds(.diskAwait, .diskPressure, .diskBlockedTasks, as: .likely, "requests wait for others"),
      .finds(.diskCgroupPressure, as: .likely, "the group's tasks wait for the device"),
      .finds(.diskWriteback, as: .possible, "pages are made dirty faster than they can be written"),
      .finds(
        .memoryPressureSome, .memoryReclaim, as: .possible, "freeing dirty pages waits for the disk"
      ), guestsDisk,
    ],
    refutedBy: [
      .number("hardly any request waited behind another") { one in
        one.queue.flatMap { $0 < alone ? one.queueMeasurement : nil }
      }
    ],
    expects: [.diskAwait, .diskPressure, .diskQueue],
    blame: .suspects(.disk, "bytes read and written"),
    decides: "requests in flight, and the time each takes", "iostat -xz 1 10"
  ) { one in
    [one.yieldDisk(), one.pause()].compactMap { $0 } + one.scheduler + [
      Remedy(
        .lasting, "Bound who takes most, spread it over time, or use a faster device.",
        commands: one.unit.map { [one.on("systemctl set-property \($0.shellQuoted) IOWeight=10")] }
          ?? [], risk: .none, undo: one.unit.map { "systemctl revert \($0.shellQuoted)" } ?? "none",
        setting: one.unit.map {
          Setting(
            "IOWeight of \($0)", .command(["systemctl", "show", "-p", "IOWeight", "--", $0]),
            .atMost(10))
        })
    ]
  }

  static let slowDevice = Cause(
    "SlowDevice", .disk, "A device answers slowly by itself",
    about: "Each request takes long although few are under way: a worn disk, a far or throttled "
      + "volume, a rebuild behind a controller.", scope: .each,
    proof: [
      .finds(.diskAwait, as: .likely, "requests took long"),
      .finds(.diskUtilization, as: .possible, "it was busy all the time"), workedMeanwhile,
    ],
    effects: [
      .finds(
        .diskPressure, .diskBlockedTasks, .diskCgroupPressure, as: .likely, "tasks wait for it"),
      .finds(.diskUtilization, .diskQueue, as: .likely, "what takes long is in flight for long"),
      .finds(.diskWriteback, as: .possible, "pages are made dirty faster than they can be written"),
      guestsDisk,
    ],
    refutedBy: [
      .number("requests waited behind that many others") { one in
        one.queue.flatMap { $0 > queued ? one.queueMeasurement : nil }
      }
    ], decides: "the time of one request when nothing else is under way",
    "ioping -c 10 -D /dev/DEVICE; iostat -xz 1 5"
  ) { one in
    [
      Remedy(
        .now, "Look at the device's own health.",
        commands: [one.on("smartctl -a /dev/\(one.name)")], risk: .none, undo: "nothing is changed"),
      Remedy(
        .lasting, "Replace the disk, or ask for a volume with more I/O.", risk: .reboot,
        undo: "the old one"),
    ]
  }

  static let diskMaintenance = Cause(
    "Maintenance", .disk, "Planned work keeps the disks busy",
    about: "A scrub, rebuild, backup or trim is under way; it ends by itself.",
    proof: [
      .finds(
        .diskUtilization, .diskQueue, .diskAwait, .diskPressure, as: .likely,
        "planned work was seen on it", together: [.diskMaintenance],
        where: { finding, scene in
          (scene.observation?.maintenance.value ?? []).contains {
            $0.explains(.disk, on: finding.subject)
          }
        }),
      .finds(.diskMaintenance, as: .certain, "planned work was seen"),
    ],
    effects: [
      .finds(.diskMaintenance, as: .certain, "it is the work itself"),
      .finds(
        .diskBlockedTasks, .diskCgroupPressure, .diskWriteback, as: .likely, "others wait for it"),
    ],
    refutedBy: [.clear(.diskMaintenance, "no planned work was seen")],
    blame: .custom { one in
      one.scene.findings(of: .diskMaintenance).map { Culprit($0.subject, $0.measurement) }
    }, decides: "what is under way",
    "cat /proc/mdstat; zpool status; ps -eo pid,comm | grep -E 'rsync|vzdump|borg'"
  ) { one in
    one.sysctl(
      "dev.raid.speed_limit_max", "20000", .atMost(20_000),
      "Let md arrays rebuild and check slower.")
      + [
        Remedy(
          .lasting, "Do it at another time.",
          commands: [one.on("systemctl list-timers")], risk: .none, undo: "the old time")
      ]
  }

  static let writebackStall = Cause(
    "WritebackStall", .disk, "Writers wait until dirty pages are written",
    about:
      "More was written to the page cache than the kernel lets lie: every writer is slowed to the "
      + "speed of the device behind it, on whatever filesystem.",
    proof: [.finds(.diskWriteback, as: .certain, "dirty pages are at the kernel's limit")],
    effects: [
      .finds(.diskBlockedTasks, .diskPressure, as: .likely, "writers wait in the kernel"),
      .finds(
        .diskUtilization, .diskQueue, .diskAwait, .diskCgroupThrottle, .diskCgroupPressure,
        as: .likely,
        "the device writes without a pause"), guestsDisk,
    ], blame: .custom { one in one.writersHeldBack },
    decides: "dirty pages against the limit",
    "grep -E 'Dirty|Writeback' /proc/meminfo; sysctl -a -r '^vm.dirty'"
  ) { one in
    [one.pause()].compactMap { $0 }
      + one.sysctl(
        "vm.dirty_background_ratio", "5", .atMost(5),
        "Begin to write earlier, so that writers meet the limit later.") + [
        Remedy(
          .lasting,
          "Write at the device's pace (O_DIRECT, fsync at intervals), or use a faster one.",
          risk: .restart, undo: "the old way")
      ]
  }

  static let shareSilent = Cause(
    "ShareSilent", .disk, "A file server does not answer",
    about: "Whoever touches the share waits in state D until the server is back.", scope: .each,
    proof: [
      .finds(.diskShareSilent, as: .certain, "the kernel's log says that it does not answer")
    ],
    effects: [
      .finds(.diskBlockedTasks, .diskPressure, as: .likely, "tasks wait for the share"),
      .finds(
        .cpuLockup, as: .likely, "tasks wait for the share",
        where: { finding, _ in finding.isHungTask }),
      .finds(.networkTimeouts, as: .possible, "its connection stands still"),
    ], decides: "whether the server is there", "ping -c 3 SUBJECT; nfsstat -m"
  ) { one in
    [
      Remedy(
        .now, "See whether the server and the way to it are well.",
        commands: [one.on("ping -c 3 \(one.name)"), one.on("showmount -e \(one.name)")],
        risk: .none,
        undo: "nothing is changed"),
      Remedy(
        .lasting, "Mount what may be lost with soft,timeo=50, and by automount.", risk: .data,
        undo: "the old options"),
    ]
  }

  static let stuckIO = Cause(
    "StuckIO", .disk, "Processes wait for I/O that no device is seen to do",
    about: "A frozen filesystem, a lock inside the kernel, a device without an answer, or a limit "
      + "above the device: tasks are in state D while no disk is busy.",
    proof: [
      .finds(.diskBlockedTasks, as: .likely, "processes in state D got nothing done"),
      .finds(.diskPressure, .diskCgroupPressure, as: .possible, "tasks waited for I/O"),
    ],
    effects: [
      .finds(
        .diskPressure, .diskCgroupPressure, .cpuLoad, as: .likely,
        "who is in state D waits and counts as load"),
      .finds(
        .cpuLockup, as: .likely, "the kernel complains of a task in state D for two minutes",
        where: { finding, _ in finding.isHungTask }),
    ],
    refutedBy: [
      .found(.diskUtilization, "a device is busy"), .found(.diskAwait, "a device is slow"),
      .found(.memorySwapActivity, "they wait for swapped pages"),
      .number("a device did the I/O while they waited") { one in
        // Who got nothing done at all is not served by a device that works for others.
        guard one.proof.allSatisfy({ $0.measurement.quantity.unit == .percent }) else { return nil }
        return one.proof.lazy.compactMap(one.scene.deviceAtWork).first.map {
          Measurement("utilization", $0.utilization, .percent, on: .device($0.name))
        }
      },
    ], blame: .evidence, decides: "what they wait in",
    "ps -eo pid,stat,wchan:32,comm | awk '$2 ~ /^D/'"
  ) { one in
    let pid = one.process?.pid
    return [
      Remedy(
        .now, "Look at where they wait in the kernel.",
        commands: pid.map { [one.on("cat /proc/\($0)/stack")] } ?? [], risk: .none,
        undo: "nothing is changed"),
      Remedy(
        .now, "If a filesystem was frozen (a snapshot that did not end), thaw it.",
        commands: one.mountsOf.map { [one.on("fsfreeze -u \($0.shellQuoted)")] } ?? [], risk: .none,
        undo: one.mountsOf.map { one.on("fsfreeze -f \($0.shellQuoted)") } ?? "none is needed"),
      Remedy(
        .lasting, "Bound how long a snapshot may freeze, and mount network shares soft.",
        risk: .restart, undo: "the old options"),
    ]
  }
}

extension Scene {
  /// The device where I/O ends that was at work for most of the time that tasks waited.
  ///
  /// Of several, the one that was at work for longest.
  fileprivate func deviceAtWork(_ waiting: Finding) -> BlockDevice? {
    let leaves = (observation?.disk.devices.value ?? []).filter(\.isLeaf)
    let busiest = leaves.max { ($0.utilization, $1.name) < ($1.utilization, $0.name) }
    return busiest.flatMap {
      $0.utilization > 0 && $0.utilization * 2 >= waiting.measurement.quantity.value ? $0 : nil
    }
  }
}

extension Case {
  /// The requests in flight on the device that the case is about; nil where that is no device.
  fileprivate var queue: Double? {
    guard case .device(let name) = subject else { return nil }
    return scene.device(name)?.queue
  }

  fileprivate var queueMeasurement: Measurement? {
    queue.map { Measurement("requests in flight", $0, .count, on: subject) }
  }

  /// Who is held back until dirty pages are written; else who wrote in the window.
  ///
  /// Held back, they write little or nothing in the window, and somebody else may write more.
  fileprivate var writersHeldBack: [Culprit] {
    let heldBack = scene.suspects(.disk, "written before it was held back").leading
    return heldBack.isEmpty ? writers : heldBack
  }

  /// Who wrote in the window, the greatest first.
  fileprivate var writers: [Culprit] {
    (scene.observation?.processes.value ?? []).filter { !$0.isKernelThread }
      .compactMap { process in process.io.value.map { (process, $0.writeBytes) } }
      .filter { $0.1 > 0 }.sorted { ($1.1, $0.0.pid) < ($0.1, $1.0.pid) }
      .map { process, written in
        Culprit(
          .process(pid: process.pid, name: process.name),
          Measurement("written", written, .bytesPerSecond))
      }
  }

  /// A scheduler that shares the device out.
  fileprivate var scheduler: [Remedy] {
    guard case .device(let name) = subject else { return [] }
    let file = "/sys/block/\(name)/queue/scheduler"
    return [
      Remedy(
        .now, "Share \(name) out fairly (BFQ).", commands: [on("echo bfq >\(file.shellQuoted)")],
        risk: .none, undo: on("echo mq-deadline >\(file.shellQuoted)"),
        setting: Setting("scheduler of \(name)", .file(file), .word(["bfq"])))
    ]
  }

  /// A mount whose device is no leaf that is busy: only named where there is one candidate.
  fileprivate var mountsOf: String? {
    let mounts = scene.observation?.disk.filesystems.value ?? []
    let others = mounts.filter { $0.mountPoint != "/" && !$0.isReadOnly && !$0.isImage }
    return others.count == 1 ? others[0].mountPoint : nil
  }
}
