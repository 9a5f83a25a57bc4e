import KernelText
import Model

extension Observer {
  /// Every mounted btrfs filesystem; none where no mount is of its kind.
  func btrfs() -> Measured<[BtrfsFilesystem]> {
    let folder = "/sys/fs/btrfs"
    let sections = sections(below: folder)
    if let cut, !sections.isEmpty { return .failure(cut) }
    guard sections.isEmpty else {
      return .success(sections.sorted { $0.key < $1.key }.map { btrfs($0.key, Set($0.value)) })
    }
    return withoutMounts(of: "btrfs", folder)
  }

  /// Every mounted ext4 filesystem; none where no mount is of its kind.
  func ext4() -> Measured<[Ext4Filesystem]> {
    let folder = "/sys/fs/ext4"
    let sections = sections(below: folder)
    if let cut, !sections.isEmpty { return .failure(cut) }
    guard sections.isEmpty else {
      return .success(sections.keys.sorted().map { ext4($0, "\(folder)/\($0)") })
    }
    return withoutMounts(of: "ext4", folder)
  }

  /// The names of the sections below `folder`, by the directory that they lie in.
  private func sections(below folder: String) -> [String: [String]] {
    let names = last.order.filter { $0.hasPrefix(folder + "/") }
    return Dictionary(grouping: names) { name in
      String(name.dropFirst(folder.utf8.count + 1).prefix { $0 != "/" })
    }
  }

  private func withoutMounts<Value>(of type: String, _ folder: String) -> Measured<[Value]> {
    parsed("/proc/mounts", Mount.parse).flatMap { mounts in
      mounts.contains { $0.type == type }
        ? .failure(Gap(.missing, folder, "it was not read, and \(type) is mounted"))
        : .success([])
    }
  }

  private func btrfs(_ uuid: String, _ sections: Set<String>) -> BtrfsFilesystem {
    let folder = "/sys/fs/btrfs/\(uuid)"
    func parts(_ kind: String, _ file: String) -> [String] {
      sections.filter { $0.hasPrefix("\(folder)/\(kind)/") && $0.hasSuffix("/\(file)") }
        .map { $0.split(separator: "/").dropLast().last.map(String.init) ?? "" }.sorted()
    }
    let devices = parts("devices", "size")
    let operation = standing("\(folder)/exclusive_operation").value?.trimmed.string
    return BtrfsFilesystem(
      uuid: uuid, label: standing("\(folder)/label").value?.trimmed.string ?? "",
      devices: devices,
      health: parts("devinfo", "error_stats").compactMap { Int($0) }.map { id in
        let path = "\(folder)/devinfo/\(id)"
        let missing = parsed("\(path)/missing", Self.number)
        // Older kernels do not tell of what is missing.
        let lost = missing.gap.flatMap { $0.kind == .missing ? nil : $0 }
        let errors = parsed("\(path)/error_stats", Self.errorSum)
        return BtrfsFilesystem.Device(
          id: id, isMissing: missing.value == 1, errors: lost.map { .failure($0) } ?? errors,
          newErrors: growth("\(path)/error_stats", Self.errorSum))
      },
      room: room(folder, devices), operation: operation == "none" ? nil : operation)
  }

  /// `write_errs 0` and four more, added up.
  private static func errorSum(_ text: Text) throws(Malformed) -> Double {
    let counts = try KeyValues(text)
    var sum = 0.0
    for name in ["write", "read", "flush", "corruption", "generation"] {
      guard let count = counts["\(name)_errs"] else { throw Malformed("no \(name)_errs") }
      sum += Double(count)
    }
    return sum
  }

  /// By how much a number grew in the window; a count that was reset tells nothing.
  private func growth(_ name: String, _ parse: (Text) throws(Malformed) -> Double)
    -> Measured<Double>
  {
    interval(name, parse) { (before, after) throws(Gap) in
      guard after >= before else {
        throw Gap(.noInterval, name, "it went backwards: it was reset in the window")
      }
      return after - before
    }
  }

  private func room(_ folder: String, _ devices: [String]) -> Measured<BtrfsFilesystem.Room> {
    Measured { () throws(Gap) in
      func bytes(_ file: String) throws(Gap) -> Double {
        try parsed("\(folder)/\(file)", Self.number).get()
      }
      let numbers = Set(last.order.filter { $0.hasPrefix("\(folder)/devinfo/") }.map(Self.parent))
      guard !devices.isEmpty, devices.count >= numbers.count else {
        throw Gap(.cut, "\(folder)/devices", "not all of them tell their size")
      }
      var size = 0.0
      for device in devices { size += try bytes("devices/\(device)/size") * 512 }
      var allocated = 0.0
      for kind in ["data", "metadata", "system"] {
        allocated += try bytes("allocation/\(kind)/disk_total")
      }
      return BtrfsFilesystem.Room(
        size: size, unallocated: max(0, size - allocated),
        metadataTotal: try bytes("allocation/metadata/total_bytes"),
        metadataUsed: try bytes("allocation/metadata/bytes_used")
          + (try bytes("allocation/global_rsv_size")))
    }
  }

  private static func parent(_ path: String) -> Substring {
    path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
  }

  private func ext4(_ device: String, _ folder: String) -> Ext4Filesystem {
    let count = "\(folder)/errors_count"
    let found = parsed("\(folder)/last_error_time", Self.number).value
    let lost = Gap(.cut, count, "it is lost")
    return Ext4Filesystem(
      device: device, errors: last.has(count) ? parsed(count, Self.number) : .failure(lost),
      newErrors: growth(count, Self.number),
      age: found.flatMap { $0 > 0 ? max(0, last.wallTime - $0) : nil })
  }
}
