import KernelText
import Model

extension Observer {
  /// What each real disk says of its health; a disk of a hypervisor or an array has none.
  func health() -> Measured<[DiskHealth]> {
    wholeDisks().map { disks in
      disks.filter { diskNames($0).hasHealth }.enumerated().map { index, disk in
        DiskHealth(
          device: disk, report: report(of: disk, isAsked: index < StorageCommands.diskLimit))
      }
    }
  }

  /// What the drivers say of SCSI disks and NVMe controllers.
  func states() -> Measured<[DeviceState]> {
    wholeDisks().map { disks in
      let told = disks.filter { $0.hasPrefix("sd") }.map { ($0, "/sys/block/\($0)/device/state") }
      let controllers = last.order.filter {
        $0.hasPrefix("/sys/class/nvme/") && $0.hasSuffix("/state")
      }.map { (String($0.split(separator: "/")[3]), $0) }
      return (told + controllers).map { device, path in
        DeviceState(device: device, state: line(path))
      }
    }
  }

  /// The disks that the kernel counts for, used or not, without their partitions; sorted.
  private func wholeDisks() -> Measured<[String]> {
    blockDevices().map { names in
      let all = Set(names)
      return names.filter { !Self.isPartition($0, of: all) }.sorted()
    }
  }

  private func report(of disk: String, isAsked: Bool) -> Measured<DiskHealth.Report> {
    let source = StorageCommands.health(of: disk).joined(separator: " ")
    guard isAsked || last.has(source) else {
      let limit = StorageCommands.diskLimit
      return .failure(Gap(.cut, source, "more than \(limit) disks: it was not asked"))
    }
    return parsed(source, SMARTText.init).flatMap { text in
      switch text.refusal {
      case .forbidden: .failure(Gap(.forbidden, source, "Permission denied"))
      case .some(let refusal): .failure(Gap(.missing, source, refusal.rawValue))
      case nil: .success(DiskHealth.Report(text))
      }
    }
  }
}

extension DiskHealth.Report {
  /// The numbers mean what their names say only up to a bound: some makers keep several in one.
  private static let most: UInt64 = 1 << 32

  fileprivate init(_ text: SMARTText) {
    self.init(isSound: text.isSound ?? true, verdict: text.verdict ?? "")
    model = text.model
    failing = text.attributes.filter { $0.failed == "FAILING_NOW" }.map(\.name)
    func count(_ id: UInt64, _ word: String) -> Double? {
      let found = text.attributes.first { $0.id == id && $0.name.contains(word) }
      return found?.raw.flatMap { $0 < Self.most ? Double($0) : nil }
    }
    pending = count(197, "Pending")
    uncorrectable = count(198, "Uncorrect")
    reallocated = count(5, "Realloc") ?? text.grownDefects.map { Double($0) }
    nvme = text.criticalWarning.map { warning in
      var nvme = DiskHealth.NVMe(warning: warning)
      nvme.spare = text.spare.map { Double($0) }
      nvme.spareThreshold = text.spareThreshold.map { Double($0) }
      nvme.used = text.used.map { Double($0) }
      nvme.mediaErrors = text.mediaErrors.map { Double($0) }
      return nvme
    }
  }
}
