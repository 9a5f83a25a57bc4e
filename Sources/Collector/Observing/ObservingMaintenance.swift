import KernelText
import Model

extension Observer {
  /// The least that a program must read and write each second, or take of one processor in percent,
  /// to be called at work: a daemon that sleeps explains nothing.
  private static let leastBytes = Double(1 << 20)
  private static let leastShare = 10.0

  /// A machine is still starting its services for so many seconds.
  private static let bootSeconds = 300.0

  /// The work by plan that goes on, as far as `observation` shows it.
  func maintenance(_ observation: Observation) -> Measured<[Maintenance]> {
    observation.processes.flatMap { processes in
      let disk = observation.disk
      let stack = deviceStack()
      let leaves = disk.devices.value?.filter(\.isLeaf) ?? []
      let work =
        arrayWork((disk.arrays.value ?? []) + (disk.mapped.value?.arrays ?? []), stack)
        + (disk.pools.value ?? []).compactMap { poolWork($0, stack) }
        + (disk.btrfs.value ?? []).compactMap { btrfsWork($0, stack) }
        + trim(processes, leaves) + programs(processes, observation, leaves) + boot
      // One look shows no program at work.
      guard hasInterval || !work.isEmpty else {
        return .failure(Gap(.noInterval, "/proc/PID/stat", "it takes two samples some time apart"))
      }
      return .success(work.map { $0.seen(among: leaves) })
    }
  }

  private func arrayWork(_ arrays: [RAIDArray], _ stack: DeviceStack) -> [Maintenance] {
    arrays.compactMap { array in
      guard let activity = array.activity else { return nil }
      let isCheck = activity.kind == .check || activity.kind == .repair
      let verb = isCheck ? "is being checked" : "is being rebuilt"
      let pace = activity.bytesPerSecond.map { [Quantity($0, .bytesPerSecond).description] } ?? []
      return Maintenance(
        isCheck ? .consistencyCheck : .rebuild, by: .device(array.name),
        devices: stack.leaves(of: array.members).union([array.name]), percent: activity.percent,
        told("\(array.name) \(verb)", [done(activity.percent)] + pace))
    }
  }

  private func poolWork(_ pool: ZFSPool, _ stack: DeviceStack) -> Maintenance? {
    guard let status = pool.status.value, let activity = status.activity else { return nil }
    return Maintenance(
      activity.isResilver ? .resilver : .scrub, by: .device(pool.name),
      devices: stack.leaves(of: status.devices.map(\.name)).union([pool.name]),
      percent: activity.percent,
      told(
        "the pool \(pool.name) is being \(activity.isResilver ? "resilvered" : "scrubbed")",
        [done(activity.percent)]))
  }

  /// fs/btrfs/sysfs.c btrfs_exclusive_operation_show(): what is paused strains nothing, and what
  /// only adds a device or turns on swap takes no time.
  private func btrfsWork(_ filesystem: BtrfsFilesystem, _ stack: DeviceStack) -> Maintenance? {
    guard let operation = filesystem.operation,
      ["balance", "device remove", "device replace", "resize"].contains(operation)
    else { return nil }
    let isBalance = operation == "balance"
    return Maintenance(
      isBalance ? .balance : .rebuild, by: .device(filesystem.name),
      devices: stack.leaves(of: filesystem.devices).union([filesystem.name]),
      isBalance
        ? "the btrfs filesystem \(filesystem.name) is being balanced"
        : "the btrfs filesystem \(filesystem.name) does a \(operation)")
  }

  /// A trim counts as no process's traffic: the devices show it.
  private func trim(_ processes: [ProcessObservation], _ leaves: [BlockDevice]) -> [Maintenance] {
    let discarding = leaves.filter { $0.discardBytesPerSecond >= Self.leastBytes }
    guard let process = processes.first(where: { $0.name == "fstrim" }), !discarding.isEmpty
    else { return [] }
    let rate = discarding.reduce(0) { $0 + $1.discardBytesPerSecond }
    return [
      Maintenance(
        .trim, by: .process(pid: process.pid, name: process.name),
        devices: Set(discarding.map(\.name)),
        told(
          "fstrim (\(process.pid)) discards what is free",
          [Quantity(rate, .bytesPerSecond).description]))
    ]
  }

  private var boot: [Maintenance] {
    let up = parsed("/proc/uptime", UptimeText.init).value?.seconds ?? last.time
    guard up < Self.bootSeconds else { return [] }
    return [
      Maintenance(.boot, "the machine is still starting, \(Quantity(up, .seconds)) after its boot")
    ]
  }

  private func programs(
    _ processes: [ProcessObservation], _ observation: Observation, _ leaves: [BlockDevice]
  ) -> [Maintenance] {
    guard processes.contains(where: MaintenanceProgram.mayBe) else { return [] }
    let families = ProcessFamilies(processes)
    return MaintenanceProgram.all.flatMap { program in
      families.roots(where: program.matches).compactMap { root in
        let members = families.descendants(of: root)
        let helpers = processes.filter { program.workers.contains($0.name) }
        return work(program, root, members + helpers, observation, leaves)
      }
    }
  }

  /// The work of `program`, whose first process is `root`; nil where it sleeps.
  private func work(
    _ program: MaintenanceProgram, _ root: ProcessObservation, _ members: [ProcessObservation],
    _ observation: Observation, _ leaves: [BlockDevice]
  ) -> Maintenance? {
    let share = members.reduce(0) { $0 + $1.cpuPercent }
    let rates = members.compactMap { $0.io.value.map { $0.readBytes + $0.writeBytes } }
    let bytes = rates.isEmpty ? nil : rates.reduce(0, +)
    guard share >= Self.leastShare || bytes ?? 0 >= Self.leastBytes else { return nil }
    // Which devices a process uses is not told: those on which it may be half of the traffic.
    let devices = leaves.filter { device in
      let traffic = device.readBytesPerSecond + device.writeBytesPerSecond
      return traffic > 0 && bytes ?? 0 >= traffic / 2
    }
    var resources = program.kind.resources
    if bytes != nil, devices.isEmpty { resources.remove(.disk) }
    if !isMostOfBusy(share, observation) { resources.remove(.cpu) }
    let numbers = [
      bytes.map { Quantity($0, .bytesPerSecond).description },
      share >= 1 ? "\(Quantity(share, .percent)) of a processor" : nil,
    ]
    return Maintenance(
      program.kind, by: .process(pid: root.pid, name: root.name),
      devices: Set(devices.map(\.name)), resources: resources,
      told("\(root.name) (\(root.pid)) \(program.words)", numbers.compactMap { $0 }))
  }

  /// Whether `share` of one processor is half or more of all that the processors do.
  private func isMostOfBusy(_ share: Double, _ observation: Observation) -> Bool {
    guard let busy = observation.cpu.total.value?.busy,
      let processors = observation.machine.processors
    else { return false }
    return share >= busy * Double(processors) / 2
  }

  private func done(_ percent: Double?) -> String? {
    percent.map { "\(Quantity($0, .percent)) done" }
  }

  private func told(_ what: String, _ numbers: [String?]) -> String {
    ([what] + numbers.compactMap { $0 }).joined(separator: ", ")
  }
}

extension Maintenance {
  /// From how much of the window on another device is too busy for this work to be the cause of
  /// what the whole machine feels.
  private static let busyShare = 50.0

  /// The same, knowing what the machine's devices do.
  fileprivate func seen(among leaves: [BlockDevice]) -> Maintenance {
    var work = self
    work.isAlone =
      devices.isEmpty
      || leaves.allSatisfy { devices.contains($0.name) || $0.utilization < Self.busyShare }
    return work
  }
}
