import KernelText
import Model

extension Observer {
  func disk() -> DiskObservation {
    var lost: Gap?
    let devices = interval("/proc/diskstats", DiskStats.parse) {
      (before, after) throws(Gap) -> [BlockDevice] in
      // A machine without disks looks the same as a list that was lost.
      guard !before.isEmpty, !after.isEmpty else {
        throw Gap(.missing, "/proc/diskstats", "no block device is listed")
      }
      let earlier = Dictionary(
        before.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      return Self.disks(after).compactMap { new in
        let old = earlier[new.name]
        let rates = DiskRates(old, new, seconds)
        if rates?.isReset ?? true {
          lost = Gap(
            .noInterval, "/proc/diskstats", "\(new.name) went backwards: it was reset in the window"
          )
        }
        return rates.map { device(new.name, old, new, $0) }
      }
    }
    var disk = DiskObservation(
      devices: devices, deviceGap: lost, filesystems: filesystems(),
      pressure: pressure("/proc/pressure/io"))
    guard depth == .full else { return disk }
    disk.arrays = arrays()
    disk.pools = pools()
    disk.zfsCache = zfsCache()
    disk.btrfs = btrfs()
    disk.ext4 = ext4()
    disk.mapped = mapped()
    disk.health = health()
    disk.states = states()
    return disk
  }

  /// The whole disks among `all`: no partitions, no drives without a medium, nothing never used.
  static func disks(_ all: [DiskStats]) -> [DiskStats] {
    let names = Set(all.map(\.name))
    return all.filter { device in
      !isPartition(device.name, of: names) && !device.name.hasPrefix("ram")
        && [device.reads, device.writes, device.discards].contains { $0 > 0 }
    }
  }

  /// Whether `name` is that of another device followed by a number, with a `p` between where that
  /// device's name ends in a digit.
  static func isPartition(_ name: String, of names: Set<String>) -> Bool {
    var base = Substring(name)
    while let end = base.last, end.isASCII, end.isNumber { base.removeLast() }
    guard base.count < name.count, let end = base.last else { return false }
    if end == "p", let before = base.dropLast().last, before.isNumber {
      return names.contains(String(base.dropLast()))
    }
    return names.contains(String(base))
  }

  private func device(
    _ name: String, _ before: DiskStats?, _ after: DiskStats, _ rates: DiskRates
  ) -> BlockDevice {
    let names = diskNames(name)
    var device = BlockDevice(name: name, kind: names.kind, isLeaf: !names.isStacked)
    device.model = names.model
    if names.kind == .unknown {
      let path = "/sys/block/\(name)/queue/rotational"
      device.kindGap = last.lacks(path) ? nil : parsed(path, Self.number).gap
    }
    rates.fill(&device)
    device.inFlight = [before, after].compactMap { $0.map { Int(clamping: $0.inFlight) } }
    return device
  }

  /// What `name` and the files of the disk say of it.
  func diskNames(_ name: String) -> DiskNames {
    let base = "/sys/block/\(name)"
    func word(_ file: String) -> String? { line("\(base)/\(file)").value }
    func flag(_ file: String) -> Bool? {
      parsed("\(base)/\(file)", Self.number).value.flatMap {
        $0 == 1 ? true : $0 == 0 ? false : nil
      }
    }
    return DiskNames(
      name: name, vendor: word("device/vendor"), model: word("device/model"),
      isRemovable: flag("removable") ?? false, isRotational: flag("queue/rotational"),
      transport: word("device/transport"))
  }

  private func filesystems() -> Measured<[Filesystem]> {
    parsed("/proc/mounts", Mount.parse).map { mounts in
      Mount.real(mounts).map { mount in
        Filesystem(
          mountPoint: mount.point, type: mount.type, device: mount.device,
          isReadOnly: mount.isReadOnly, isImage: mount.isImage,
          space: room("df -Pk \(mount.escapedPoint)", unit: 1024),
          inodes: room("df -Pi \(mount.escapedPoint)", unit: 1))
      }
    }
  }

  private func room(_ name: String, unit: Double) -> Measured<Filesystem.Room> {
    // Not asked is not the same as gone: another filesystem's room says nothing of this one.
    guard last.has(name) else { return .failure(Gap(.cut, name, "it was not read")) }
    return parsed(name, DiskFree.init).map { free in
      Filesystem.Room(
        total: Double(free.total) * unit, used: Double(free.used) * unit,
        available: Double(free.available) * unit)
    }
  }
}
