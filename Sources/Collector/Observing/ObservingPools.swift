import KernelText
import Model

extension Observer {
  private static let poolFolder = "/proc/spl/kstat/zfs"
  private static let cacheTable = poolFolder + "/arcstats"

  /// The pools that are imported; none where ZFS is seen to be absent.
  func pools() -> Measured<[ZFSPool]> {
    let module = Self.cacheTable
    if last.lacks(module) {
      return parsed("/proc/mounts", Mount.parse).flatMap { mounts in
        mounts.contains { $0.type == "zfs" }
          ? .failure(Gap(.missing, module, "it is not there, and a dataset is mounted"))
          : .success([])
      }
    }
    let status = parsed(StorageCommands.poolStates.joined(separator: " "), ZPoolStatus.parse)
    let rooms = parsed(StorageCommands.poolRooms.joined(separator: " "), ZPoolRoom.parse)
    let states = poolStates()
    let told = (status.value ?? []).map(\.name) + (rooms.value ?? []).map(\.name)
    let names = Set(states.keys).union(told)
    // Before OpenZFS 0.8 the module did not name its pools.
    if names.isEmpty, let gap = standing(module).gap ?? status.gap { return .failure(gap) }
    return .success(
      names.sorted().map { name in
        pool(name, states[name], status.named(name, \.name), rooms.named(name, \.name))
      })
  }

  func zfsCache() -> Measured<ZFSCache> {
    if last.lacks(Self.cacheTable) { return pools().map { _ in .none } }
    return parsed(Self.cacheTable, KernelStatistics.init).flatMap { table in
      guard let size = table["size"], let least = table["c_min"] else {
        return .failure(Gap(.malformed, Self.cacheTable, "no size and c_min"))
      }
      return .success(ZFSCache(size: Double(size), least: Double(least)))
    }
  }

  private func poolStates() -> [String: String] {
    var states: [String: String] = [:]
    for name in last.order where name.hasPrefix(Self.poolFolder) && name.hasSuffix("/state") {
      let pool = String(name.dropFirst(Self.poolFolder.count + 1).dropLast("/state".count))
      states[pool] = line(name).value
    }
    return states
  }

  private func pool(
    _ name: String, _ state: String?, _ status: Measured<ZPoolStatus>, _ room: Measured<ZPoolRoom>
  ) -> ZFSPool {
    ZFSPool(
      name: name, state: state ?? status.value?.state ?? room.value?.health ?? "",
      status: status.map { status in
        ZFSPool.Status(
          devices: status.devices.filter(\.isLeaf).map { device in
            let errors = [device.readErrors, device.writeErrors, device.checksumErrors]
            return ZFSPool.Device(
              name: device.name, state: device.state,
              errors: errors.reduce(0) { $0 + Double($1 ?? 0) })
          },
          activity: status.scan.flatMap(activity), dataErrors: status.dataErrors.map { Double($0) })
      },
      room: room.flatMap { room in
        guard let size = room.size, let free = room.free, let used = room.capacity else {
          return .failure(Gap(.missing, "zpool list", "\(name) does not tell its room"))
        }
        return .success(
          ZFSPool.Room(size: Double(size), free: Double(free), usedPercent: Double(used)))
      })
  }

  /// `scrub in progress since …, 16.91% done, …`; a scrub that is paused strains nothing.
  private func activity(_ scan: String) -> ZFSPool.Activity? {
    guard scan.contains("in progress") else { return nil }
    let words = Text(scan).words
    let percent = zip(words, words.dropFirst()).first { $1.hasPrefix("done") }.flatMap { share, _ in
      share.hasSuffix("%") ? share.slice(0, share.count - 1).fraction : nil
    }
    return ZFSPool.Activity(isResilver: scan.hasPrefix("resilver"), percent: percent)
  }
}

extension Result where Failure == Gap {
  /// The one of many that is called `name`.
  fileprivate func named<Element>(_ name: String, _ key: KeyPath<Element, String>)
    -> Measured<Element> where Success == [Element]
  {
    flatMap { all in
      all.first { $0[keyPath: key] == name }.map(Measured.success)
        ?? .failure(Gap(.missing, "zpool", "it says nothing of \(name)"))
    }
  }
}
