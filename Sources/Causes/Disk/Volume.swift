import Model

/// A filesystem as its remedies need it: the device below it, where it is mounted, what it is.
struct Volume {
  /// Such as `/dev/sda1`; nil where it lies on none or is not known.
  var device: String?
  /// Where it is mounted; nil where it is not, or not any more.
  var mounted: Filesystem?
  /// What it is, where that is known though it is not mounted.
  var type: String?
  /// Whether it was looked for, and neither the device nor a mount of it is there any more.
  var isGone = false

  /// What looks at it without changing it, while it is not mounted.
  var check: String? {
    let name = device?.shellQuoted
    return switch mounted?.type ?? type {
    case "zfs": mounted.map { "zpool status -v \($0.device.prefix { $0 != "/" })" }
    case "xfs": name.map { "xfs_repair -n \($0)" }
    case "btrfs": name.map { "btrfs check --readonly \($0)" }
    default: name.map { "fsck -n \($0)" }
    }
  }
}

extension Case {
  /// The filesystem that the subject is, or that lies on it.
  var volume: Volume {
    let disk = scene.observation?.disk
    let mounts = disk?.filesystems.value
    switch subject {
    case .mount(let point):
      let mounted = mounts?.first { $0.mountPoint == point }
      return Volume(
        device: mounted.flatMap { $0.device.hasPrefix("/dev/") ? $0.device : nil },
        mounted: mounted, isGone: mounts != nil && mounted == nil)
    case .device(let name):
      // Of several devices btrfs is told of by its label.
      if let btrfs = disk?.btrfs.value?.first(where: {
        $0.name == name || $0.devices.contains(name)
      }) {
        let devices = btrfs.devices.map { "/dev/" + $0 }
        return Volume(
          device: devices.first, mounted: mounts?.first { devices.contains($0.device) },
          type: "btrfs")
      }
      let path = "/dev/\(name)"
      // What is mapped is mounted by another name.
      let point = scene.observation?.closer.value?.stacks.value?.first {
        $0.layers.first?.device == name
      }?.mountPoint
      let mounted = mounts?.first { $0.device == path || $0.mountPoint == point }
      let known = disk?.devices.value
      let isDetached = scene.observation?.closer.value?.detachedLoops.contains(name) ?? false
      return Volume(
        device: path, mounted: mounted,
        isGone: mounted == nil
          && (isDetached || known.map { !$0.contains { name.hasPrefix($0.name) } } ?? false))
    default: return Volume()
    }
  }

  /// What a filesystem is checked with: unmounted, mounted again, or where it is attached next.
  func checks(_ words: String) -> Remedy {
    let volume = volume
    if volume.isGone {
      return Remedy(
        .now,
        "\(subject.bareName) is not there any more: see what became of it, and check it where it "
          + "is attached next.",
        commands: [on("dmesg -T | grep -F \(name) | tail -20")], risk: .none,
        undo: "nothing is changed")
    }
    guard let check = volume.check else {
      return Remedy(
        .now, words + ", unmounted.", commands: [on("findmnt"), on("dmesg -T | grep -i error")],
        risk: .restart, undo: "mount it again")
    }
    guard let mounted = volume.mounted, mounted.type != "zfs" else {
      return Remedy(
        .now, words + ".", commands: [on(check)], risk: .none, undo: "nothing is changed")
    }
    let point = mounted.mountPoint.shellQuoted
    if mounted.mountPoint == "/" {
      return Remedy(
        .now, words + " at the next boot, with fsck.mode=force on the kernel's command line.",
        risk: .reboot, undo: "boot without it")
    }
    return Remedy(
      .now, words + " while it is not mounted.", commands: [on("umount \(point)"), on(check)],
      risk: .restart, undo: on("mount \(mounted.device.shellQuoted) \(point)"))
  }
}

extension Scene {
  /// Whether the files at `path` lie on the filesystem mounted at `point`.
  func holds(_ point: String, _ path: String) -> Bool {
    let points = (observation?.disk.filesystems.value ?? []).map(\.mountPoint)
    return points.filter { path.isBelow($0) }.max { $0.utf8.count < $1.utf8.count } == point
  }

  /// Whether systemd manages the services; true where nobody has looked.
  var mayHaveSystemd: Bool {
    if case .success(nil)? = observation?.services { false } else { true }
  }

  /// The deleted files that somebody holds open on the filesystem at `point`, the largest first, where
  /// they are a tenth of what is used there at least.
  func deletedFiles(on point: String) -> [DeletedFile] {
    let files = (observation?.closer.value?.deleted.value ?? []).filter { holds(point, $0.path) }
    let used = mount(point)?.space.value?.used ?? .infinity
    guard files.reduce(0, { $0 + $1.bytes }) * 10 >= used else { return [] }
    return files.sorted { ($1.bytes, $0.path) < ($0.bytes, $1.path) }
  }

  /// Who holds `file` open.
  func holder(of file: DeletedFile) -> Subject {
    let name = observation?.processes.value?.first { $0.pid == file.pid }?.name
    return .process(pid: file.pid, name: name ?? "process")
  }
}

extension String {
  /// Whether it is `folder` or in it.
  fileprivate func isBelow(_ folder: String) -> Bool {
    folder == "/" || self == folder || hasPrefix(folder + "/")
  }
}
