import KernelText
import Model

extension Observer {
  /// The volumes of the device mapper that can run full or lose their way.
  ///
  /// The kernel names all mapped devices for anybody to read; how they are takes root and a
  /// command, which is run only where one of these is among them.
  func mapped() -> Measured<MappedVolumes> {
    blockDevices().flatMap { names in
      Measured { () throws(Gap) in
        var kinds: Set<MappedKind> = []
        for name in names where name.hasPrefix("dm-") {
          let folder = "/sys/block/\(name)/dm"
          let label = try line("\(folder)/name").get()
          let uuid = try line("\(folder)/uuid").get()
          if let kind = MappedKind(name: label, uuid: uuid) { kinds.insert(kind) }
        }
        return kinds.isEmpty ? MappedVolumes() : volumes(kinds)
      }
    }
  }

  private func volumes(_ kinds: Set<MappedKind>) -> MappedVolumes {
    let source = StorageCommands.mapped.joined(separator: " ")
    let all = parsed(source, DeviceMapperStatus.parse)
    func target(_ name: String) -> Measured<DeviceMapperStatus.Target> {
      all.flatMap { all in
        all.first { $0.name == name }.map { .success($0.target) }
          ?? .failure(Gap(.missing, source, "it says nothing of \(name)"))
      }
    }
    var volumes = MappedVolumes()
    for kind in kinds {
      switch kind {
      case .thinPool(let name):
        volumes.thinPools.append(.init(name: kind.label, use: target(name).flatMap(\.thinPool)))
      case .snapshot(let name):
        volumes.snapshots.append(.init(name: name, used: target(name).flatMap(\.snapshot)))
      case .multipath(let name):
        volumes.multipaths.append(.init(name: name, paths: target(name).flatMap(\.paths)))
      case .array(let name):
        volumes.arrays.append(array(name, target(name).flatMap(\.raid)))
      }
    }
    volumes.thinPools.sort { $0.name < $1.name }
    volumes.snapshots.sort { $0.name < $1.name }
    volumes.multipaths.sort { $0.name < $1.name }
    volumes.arrays.sort { $0.name < $1.name }
    return volumes
  }

  private func array(_ name: String, _ raid: Measured<DeviceMapperStatus.RAID>) -> RAIDArray {
    let none = Gap(.missing, name, "no check has been run, or the kernel does not tell")
    var array = RAIDArray(
      name: name,
      redundancy: raid.map { raid in
        RAIDArray.Redundancy(
          slots: raid.health.count, working: raid.health.filter { $0 != "D" }.count,
          tolerance: RAIDArray.tolerance(of: raid.level, slots: raid.health.count))
      },
      mismatches: raid.flatMap { $0.mismatches.map { .success(Double($0)) } ?? .failure(none) })
    guard let raid = raid.value else { return array }
    array.level = raid.level
    // The driver has another word for what md calls recovery.
    let action = raid.action == "recover" ? "recovery" : raid.action ?? ""
    array.activity = RAIDArray.Activity.Kind(rawValue: action).map { kind in
      let (done, total) = (Double(raid.synced.used), Double(raid.synced.total))
      return RAIDArray.Activity(kind, percent: total > 0 ? done / total * 100 : nil)
    }
    return array
  }
}

extension DeviceMapperStatus.Target {
  private static let other = Gap(
    .malformed, "dmsetup status", "it tells of another kind of volume than its name")

  fileprivate var thinPool: Measured<MappedVolumes.ThinPool.Use> {
    guard case .thinPool(let pool) = self else { return .failure(Self.other) }
    return .success(
      .init(data: pool.data?.percent, metadata: pool.metadata?.percent, mode: pool.mode))
  }

  fileprivate var snapshot: Measured<Double> {
    switch self {
    case .lostSnapshot: .success(100)
    case .snapshot(let share): .success(share.percent)
    default: .failure(Self.other)
    }
  }

  fileprivate var paths: Measured<MappedVolumes.Multipath.Paths> {
    guard case .multipath(let paths) = self else { return .failure(Self.other) }
    return .success(.init(all: paths.count, working: paths.filter(\.isWorking).count))
  }

  fileprivate var raid: Measured<DeviceMapperStatus.RAID> {
    guard case .raid(let raid) = self else { return .failure(Self.other) }
    return .success(raid)
  }
}

extension DeviceMapperStatus.Share {
  fileprivate var percent: Double { total > 0 ? Double(used) / Double(total) * 100 : 0 }
}
