import KernelText
import Model

extension Observer {
  /// The deleted files that are held open, and why there may be more.
  ///
  /// None among the descriptors that were seen is no answer where others were not.
  func deletedFiles() -> (files: Measured<[DeletedFile]>, untold: Gap?) {
    let name = DiveRequest.deletedFiles.name
    guard last.has(name) else { return (.failure(Self.unasked("deleted files")), nil) }
    let text = parsed(name) { (text) throws(Malformed) in DeletedFilesText(text) }
    let untold = text.value.flatMap { text in
      text.refused != nil
        ? Gap(.forbidden, "/proc/PID/fd", "not of others' processes")
        : text.isWhole == nil
          ? Gap(.timedOut, "/proc/PID/fd", "there are more than were looked at in a second") : nil
    }
    let files = text.flatMap { text in
      text.open.isEmpty ? untold.map(Measured.failure) ?? .success([]) : .success(text.files)
    }
    return (files, untold)
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
    return parsed(DiveRequest.mounts) { (text) throws(Malformed) in MountInfo.parse(text) }
      .map { mounts in
        let devices = BlockDeviceNames(last, mounts)
        var seen: Set<String> = []
        return mounts.compactMap { mount in
          // The same filesystem mounted elsewhere lies on the same.
          guard let name = devices.name(of: mount), seen.insert(name).inserted else { return nil }
          return MountStack(mount.point, layers: devices.layers(from: name))
        }
      }
  }
}

extension DeletedFilesText {
  /// Each file once, in the order in which they were told.
  fileprivate var files: [DeletedFile] {
    var files: [String: DeletedFile] = [:]
    var order: [String] = []
    for one in open {
      if files[one.file] == nil { order.append(one.file) }
      files[
        one.file,
        default: DeletedFile(
          pid: one.pid, descriptor: one.descriptor, path: one.path, bytes: Double(one.bytes),
          descriptors: 0)
      ].descriptors += 1
    }
    return order.compactMap { files[$0] }
  }
}

extension Observer {
  /// The loop devices without a file behind them, as far as the closer look read of them.
  func detachedLoops() -> Set<String> {
    let loops = paths(below: "/sys/block/loop", parts: 4, last: "dev").map { $0[2] }
    let attached = paths(below: "/sys/block/loop", parts: 5, last: "backing_file").map { $0[2] }
    return Set(loops).subtracting(attached)
  }
}

/// The block devices of a machine and what lies on what, as sysfs shows it.
private struct BlockDeviceNames {
  private var byNumber: [String: String] = [:]
  private var below: [String: [String]] = [:]
  private var partitions: [String: String] = [:]
  private var labels: [String: String] = [:]
  private var kinds: [String: String] = [:]
  private let mounts: [MountInfo]

  init(_ sample: Sample, _ mounts: [MountInfo]) {
    self.mounts = mounts
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
      if let disk = deviceOfFile(behind: name) { waiting.append(disk) }
    }
    return layers
  }

  /// The device of the filesystem on which the file of a loop device lies; nil where it lies on none, or
  /// has no name any more.
  private func deviceOfFile(behind name: String) -> String? {
    guard name.hasPrefix("loop"), let file = labels[name], file.hasPrefix("/"),
      !file.hasSuffix(" (deleted)")
    else { return nil }
    // Of mounts at the same point the last is the one that is seen.
    let mount = mounts.enumerated().filter { _, mount in
      mount.point == "/" || file.hasPrefix(mount.point + "/")
    }.max { ($0.element.point.utf8.count, $0.offset) < ($1.element.point.utf8.count, $1.offset) }
    return mount.flatMap { self.name(of: $0.element) }
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
