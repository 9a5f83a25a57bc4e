import Model

/// How each disk answers, who asks of it, what waits, and what fills up.
func diskDive(_ observation: Observation) -> Dive {
  let disk = observation.disk
  let refused = refusals(
    .disk,
    of: [
      (
        "deleted files that still take room",
        observation.closely(\.deleted).gap ?? observation.closer.value?.untoldDeleted,
        "root, find(1) of GNU and stat(1); or lsof +L1"
      ),
      (
        "traffic of other users' processes",
        refusedTraffic(observation),
        "root"
      ),
      ("what others' threads wait in", refusedChannels(observation), "root: /proc/PID/wchan"),
      refusedLog("disks", observation),
    ])
  let advice: [Dive.Advice] = [
    .init("which files are read and written", takes: "root and bcc: filetop-bpfcc, fileslower"),
    .init(
      "how long requests take, one by one", takes: "root and libbpf-tools: biolatency -D 10 1"),
  ]
  let full = (disk.filesystems.value ?? []).filter { fullness($0) >= 80 }
  let sections: [Dive.Section] = [
    .ranked(
      "Devices", byHand: "iostat -xz 1 3",
      remark: "By queue; stacked devices pass their requests on to others of this list.",
      disk.devices, by: { $0.readsPerSecond + $0.writesPerSecond > 0 ? $0.queue + 1e-6 : 0 },
      row: device
    ).inBrief(2),
    .ranked(
      "Programs that read and write", byHand: "pidstat -d 1 3; iotop -b -n 3",
      observation.processes.map(byName), by: { $0.traffic }, above: 1024, row: issuing
    ).inBrief(2),
    .ranked(
      "Control groups that read and write", byHand: "cat /sys/fs/cgroup/GROUP/io.stat",
      observation.cgroups, by: traffic, above: 1024, row: issuing),
    waiting(observation).inBrief(2),
    sleepingThreads(observation).inBrief(1),
    writeback(observation).inBrief(isHeldBack(observation) ? 1 : 0),
    .ranked(
      "Filesystems by what is left", byHand: "df -h; df -i", disk.filesystems,
      by: fullness, above: 1, row: room
    ).inBrief(min(2, full.count)),
    deletedFiles(observation).inBrief(2),
    mountStacks(observation),
    health(disk),
    maintenance(observation).inBrief(2),
    Dive.Section(
      "What the kernel's log tells of disks", byHand: "dmesg -T | grep -iE 'error|nvme|ata'",
      rows: observation.kernelLog.map { logRows($0, faults) }),
  ]
  return Dive(
    .disk, sections: sections + growingFiles(observation),
    advice: refused + growthAdvice(observation) + advice)
}

private func device(_ device: BlockDevice) -> Dive.Row {
  Dive.Row(
    device.name,
    [
      Measurement("r/s", device.readsPerSecond, .perSecond),
      Measurement("w/s", device.writesPerSecond, .perSecond),
      Measurement("read", device.readBytesPerSecond, .bytesPerSecond),
      Measurement("written", device.writeBytesPerSecond, .bytesPerSecond),
    ] + size("r size", device.readBytesPerSecond, device.readsPerSecond)
      + size("w size", device.writeBytesPerSecond, device.writesPerSecond) + [
        Measurement("r_await", device.readAwait, .milliseconds),
        Measurement("w_await", device.writeAwait, .milliseconds),
        Measurement("aqu-sz", device.queue, .count),
        Measurement("util", device.utilization, .percent),
      ],
    detail: ([device.kind.rawValue] + [device.model].compactMap(\.self)).joined(separator: ", "))
}

/// The mean size of a request, as iostat's rareq-sz and wareq-sz have it; nothing without requests.
private func size(_ name: String, _ bytes: Double, _ requests: Double) -> [Measurement] {
  requests > 0 ? [Measurement(name, bytes / requests, .bytes)] : []
}

extension Program {
  fileprivate var traffic: Double {
    sum { $0.io.value.map { $0.readBytes + $0.writeBytes } } ?? 0
  }
}

private func issuing(_ program: Program) -> Dive.Row {
  Dive.Row(
    program.subject.name,
    optional("read", program.sum { $0.io.value?.readBytes }, .bytesPerSecond)
      + optional("written", program.sum { $0.io.value?.writeBytes }, .bytesPerSecond)
      + [Measurement("processes", Double(program.members.count), .count)],
    detail: program.commandLine)
}

private func traffic(_ group: Cgroup) -> Double {
  group.io.value.map { $0.readBytesPerSecond + $0.writeBytesPerSecond } ?? 0
}

private func issuing(_ group: Cgroup) -> Dive.Row {
  let tightest = group.io.value?.limits.max { $0.used / $0.limit < $1.used / $1.limit }
  return Dive.Row(
    group.path,
    optional("read", group.io.value?.readBytesPerSecond, .bytesPerSecond)
      + optional("written", group.io.value?.writeBytesPerSecond, .bytesPerSecond)
      + optional("r/s", group.io.value?.readsPerSecond, .perSecond)
      + optional("w/s", group.io.value?.writesPerSecond, .perSecond)
      + optional("of its limit", tightest.map { $0.used / $0.limit * 100 }, .percent),
    detail: tightest.map { "\($0.name) of device \($0.device)" })
}

/// Processes that sleep uninterruptibly, with the kernel's function in which they do.
private func waiting(_ observation: Observation) -> Dive.Section {
  .ranked(
    "Processes that wait for a device", byHand: "ps -eo pid,stat,wchan:30,args | grep ' D'",
    remark: "In state D at a sample; behind the name the kernel's function they wait in.",
    observation.processes, by: { Double($0.states.count { $0 == "D" }) }
  ) { process in
    Dive.Row(
      process.subject.name + (process.waitChannel.map { ": \($0)" } ?? ""),
      [
        Measurement("samples in D", Double(process.states.count { $0 == "D" }), .count)
      ] + optional("read", process.io.value?.readBytes, .bytesPerSecond)
        + optional("written", process.io.value?.writeBytes, .bytesPerSecond),
      detail: process.command)
  }
}

/// Whether what is not written yet nears the mark at which writers have to wait.
private func isHeldBack(_ observation: Observation) -> Bool {
  guard let limits = observation.memory.limits.value, let dirty = try? limits[.dirty],
    let threshold = try? limits[.threshold]
  else { return false }
  return dirty > threshold / 4
}

private func writeback(_ observation: Observation) -> Dive.Section {
  let rows = observation.memory.limits.flat { limits throws(Gap) in
    let page = 4096.0
    let dirty = try limits[.dirty]
    let waiting = try limits[.writeback]
    let threshold = try limits[.threshold]
    return [
      Dive.Row(
        "not written yet",
        [
          Measurement("dirty", dirty * page, .bytes),
          Measurement("under way", waiting * page, .bytes),
          Measurement("writers wait at", threshold * page, .bytes),
          Measurement("of it", threshold > 0 ? dirty / threshold * 100 : 0, .percent),
        ])
    ]
  }
  return Dive.Section(
    "Writeback", byHand: "grep -E 'nr_(dirty|writeback)' /proc/vmstat", rows: rows)
}

private func fullness(_ filesystem: Filesystem) -> Double {
  max(filesystem.space.value?.usedPercent ?? 0, filesystem.inodes.value?.usedPercent ?? 0)
}

private func room(_ filesystem: Filesystem) -> Dive.Row {
  Dive.Row(
    filesystem.mountPoint,
    optional("used", filesystem.space.value?.usedPercent, .percent)
      + optional("left", filesystem.space.value?.available, .bytes)
      + optional("inodes used", filesystem.inodes.value?.usedPercent, .percent),
    detail: "\(filesystem.type) on \(filesystem.device)"
      + (filesystem.isReadOnly ? ", read-only" : ""))
}

/// Arrays, pools and disks that tell of themselves, in their own words.
private func health(_ disk: DiskObservation) -> Dive.Section {
  func row(_ name: String, _ words: String, _ numbers: [Measurement] = []) -> Dive.Row {
    Dive.Row(name, numbers, detail: words)
  }
  var rows = (disk.arrays.value ?? []).map { array in
    row(
      array.name, array.failed.isEmpty ? array.level ?? "array" : "failed: \(array.failed)",
      optional("missing", array.redundancy.value.map { Double($0.missing) }, .count))
  }
  rows += (disk.pools.value ?? []).map { pool in
    row(pool.name, "ZFS, \(pool.state)", optional("used", pool.room.value?.usedPercent, .percent))
  }
  rows += (disk.btrfs.value ?? []).map { one in
    row(one.name, "btrfs", optional("allocated", one.room.value?.allocatedPercent, .percent))
  }
  rows += (disk.mapped.value?.thinPools ?? []).map { pool in
    row(
      pool.name, "thin pool",
      optional("data", pool.use.value?.data, .percent)
        + optional("metadata", pool.use.value?.metadata, .percent))
  }
  rows += (disk.health.value ?? []).compactMap { disk in
    disk.report.value.map { report in
      row(
        disk.device, report.isSound ? "sound by its own word" : report.verdict,
        optional("pending sectors", report.pending, .count)
          + optional("reallocated", report.reallocated, .count))
    }
  }
  rows += (disk.states.value ?? []).compactMap { disk in
    disk.state.value.map { row(disk.device, $0) }
  }
  return Dive.Section(
    "Arrays, pools and the health of disks",
    byHand: "cat /proc/mdstat; zpool status; lvs; smartctl -H /dev/DISK",
    rows: rows.isEmpty ? disk.states.map { _ in [] } : .success(rows))
}

private func maintenance(_ observation: Observation) -> Dive.Section {
  Dive.Section(
    "Planned work under way", byHand: "cat /proc/mdstat; zpool status; ps aux",
    rows: observation.maintenance.map { works in
      works.prefix(mostRows).map { work in
        Dive.Row(work.kind.rawValue, optional("done", work.percent, .percent), detail: work.words)
      }
    })
}

private let faults: Set<KernelEvent.Kind> = [
  .ioError, .mediumError, .allocationError, .commandFailed, .deviceTimeout, .deviceReset,
  .deviceLost,
  .arrayMemberFailed, .arrayDegraded, .arrayFailed, .poolFailed, .poolFull, .filesystemError,
  .remountReadOnly, .hungTask,
]
