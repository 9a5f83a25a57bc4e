import KernelText
import Model

extension Observer {
  func deletedFiles() -> Measured<[DeletedFile]> {
    let name = DiveRequest.deletedFiles.name
    guard last.has(name) else { return .failure(Self.unasked("deleted files")) }
    return parsed(name) { (text) throws(Malformed) in
      var files: [String: DeletedFile] = [:]
      var order: [String] = []
      for one in DeletedFilesText(text).open {
        if files[one.file] == nil { order.append(one.file) }
        files[
          one.file,
          default: DeletedFile(
            pid: one.pid, path: one.path, bytes: Double(one.bytes), descriptors: 0)
        ].descriptors += 1
      }
      return order.compactMap { files[$0] }
    }
  }

  /// The files that grow, of all mounts that were searched; nil where none was.
  func growingFiles() -> Measured<[GrowingFile]>? {
    let names = last.order.filter { $0.hasPrefix(DiveRequest.growing + " ") }
    guard !names.isEmpty else { return nil }
    return Measured { () throws(Gap) in
      var files: [GrowingFile] = []
      for name in names {
        files += try parsed(name) { (text) throws(Malformed) in
          GrowingFileText.parse(text).map { file in
            GrowingFile(
              path: file.path, bytes: Double(file.after),
              growth: Double(file.after) - Double(file.before))
          }
        }.get()
      }
      return files
    }
  }

  /// What each mount of a real device lies on.
  func mountStacks() -> Measured<[MountStack]> {
    guard last.has(DiveRequest.mounts) else { return .failure(Self.unasked("mounts")) }
    let devices = BlockDeviceNames(last)
    return parsed(DiveRequest.mounts) { (text) throws(Malformed) in MountInfo.parse(text) }
      .map { mounts in
        var seen: Set<String> = []
        return mounts.compactMap { mount in
          // The same filesystem mounted elsewhere lies on the same.
          guard let name = devices.name(of: mount), seen.insert(name).inserted else { return nil }
          return MountStack(mount.point, layers: devices.layers(from: name))
        }
      }
  }
}

/// The block devices of a machine and what lies on what, as sysfs shows it.
private struct BlockDeviceNames {
  private var byNumber: [String: String] = [:]
  private var below: [String: [String]] = [:]
  private var partitions: [String: String] = [:]
  private var labels: [String: String] = [:]
  private var kinds: [String: String] = [:]

  init(_ sample: Sample) {
    func text(_ name: String) -> String? { sample.text(name).value?.trimmed.string }
    for path in sample.order where path.hasPrefix("/sys/block/") {
      let parts = path.split(separator: "/").map(String.init)
      switch (parts.count, parts.last ?? "") {
      case (4, "dev"):
        if let number = text(path) { byNumber[number] = parts[2] }
      // Other things below a disk have numbers too, which are no block devices'.
      case (5, "dev") where parts[3].hasPrefix(parts[2]):
        if let number = text(path) { byNumber[number] = parts[3] }
        partitions[parts[3]] = parts[2]
      case (6, "dev") where parts[3] == "slaves": below[parts[2], default: []].append(parts[4])
      case (5, "backing_file"): labels[parts[2]] = text(path)
      case (5, "name"): labels[parts[2]] = text(path)
      case (5, "uuid"): kinds[parts[2]] = text(path).map(Self.maker)
      case (5, "level"): kinds[parts[2]] = text(path).map { "RAID \($0)" }
      default: break
      }
    }
  }

  /// The device that is mounted; nil where there is none behind it.
  func name(of mount: MountInfo) -> String? {
    if let name = byNumber[mount.device] { return name }
    // btrfs and some others have numbers of their own.
    guard mount.device.hasPrefix("0:"), mount.source.hasPrefix("/dev/") else { return nil }
    let word = String(mount.source.dropFirst(5))
    if byNumber.values.contains(word) { return word }
    guard word.hasPrefix("mapper/") else { return nil }
    return labels.first { $0.value == String(word.dropFirst(7)) }?.key
  }

  /// `device` and all below it, each once, down to the disks.
  func layers(from device: String) -> [MountStack.Layer] {
    var layers: [MountStack.Layer] = []
    var waiting = [device]
    var seen: Set<String> = []
    while !waiting.isEmpty, layers.count < 32 {
      let name = waiting.removeFirst()
      guard seen.insert(name).inserted else { continue }
      layers.append(MountStack.Layer(name, kind: kind(of: name), label: labels[name]))
      waiting += (below[name] ?? []).sorted()
      if let disk = partitions[name] { waiting.append(disk) }
    }
    return layers
  }

  private func kind(of name: String) -> String {
    if let kind = kinds[name] { return kind }
    if partitions[name] != nil { return "partition" }
    switch DiskNames(name: name).isStacked {
    case true where name.hasPrefix("loop"): return "loop"
    case true where name.hasPrefix("md"): return "RAID"
    case true where name.hasPrefix("dm-"): return "mapped"
    case true where name.hasPrefix("zram"): return "memory (zram)"
    default: return "disk"
    }
  }

  /// What the UUID of a mapped device says who made it.
  private static func maker(_ uuid: String) -> String {
    let makers = [
      ("LVM-", "LVM"), ("CRYPT-", "encrypted"), ("mpath-", "multipath"), ("DMRAID-", "RAID"),
    ]
    return makers.first { uuid.hasPrefix($0.0) }?.1 ?? "mapped"
  }
}
