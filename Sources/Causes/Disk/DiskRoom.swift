import Model

/// Causes by which a filesystem takes no more.
extension Causes {
  static let diskRoom: [Cause] = [
    fullFilesystem, noRoomBelow, noInodes, damagedFilesystem,
  ]

  static let fullFilesystem = Cause(
    "FullFilesystem", .disk, "A filesystem is full",
    about: "Writes fail, and near the end allocation is slow. What was deleted and is still open "
      + "takes room too.", scope: .each,
    proof: [
      .finds(
        .diskSpace, .diskPoolSpace, .diskBtrfsSpace, .diskThinPool, .diskSnapshotSpace,
        as: .certain,
        "it has no room left")
    ],
    effects: [
      .finds(
        .serviceFailed, .serviceRestarts, as: .possible, "what cannot write ends"),
      .finds(
        .diskIOErrors, .diskFilesystemErrors, .diskReadOnly, as: .possible,
        "a thin pool without room fails writes", together: [.diskThinPool, .diskPoolSpace]),
    ],
    blame: .custom { one in
      guard case .mount(let point) = one.subject else { return [] }
      let used = one.proof.first { $0.subject == one.subject }?.measurement
      return [Culprit(one.subject, used)]
        + one.scene.deletedFiles(on: point).prefix(2).map { file in
          let holder = one.scene.holder(of: file)
          return Culprit(holder, Measurement("deleted file", file.bytes, .bytes, on: holder))
        }
    }, decides: "what takes the room", "du -xh --max-depth=2 MOUNT | sort -h | tail; lsof +L1"
  ) { one in
    guard case .mount(let point) = one.subject else {
      return one.makingRoomInPool
    }
    return one.closing(on: point) + one.making(roomOn: point)
  }

  static let noRoomBelow = Cause(
    "NoRoomBelow", .disk, "What a device lies on has no room left",
    about: "A thin volume, a sparse image or a snapshot may promise more than there is. When what "
      + "is below it is full, its writes fail, and the filesystem on it stops although it shows room.",
    scope: .each,
    proof: [
      .finds(
        .diskIOErrors, as: .certain, "the kernel says that a write found no room",
        where: { finding, _ in finding.isOfRoom })
    ],
    effects: [
      .finds(
        .diskIOErrors, .diskFilesystemErrors, .diskReadOnly, .diskExt4Errors, .diskBtrfsErrors,
        as: .likely, "what lies on it cannot be written"),
      .finds(.diskBlockedTasks, .diskPressure, as: .likely, "failed requests are tried again"),
    ], decides: "the room of the pool or filesystem below it",
    "lvs -a -o lv_name,data_percent,metadata_percent; losetup -l; df -h"
  ) { one in
    [
      Remedy(
        .now, "Find what it lies on, and make room there before it is written to again.",
        commands: [
          one.on("lsblk -s /dev/\(one.name)"),
          one.on("lvs -a -o lv_name,data_percent,metadata_percent"), one.on("losetup -l"),
        ], risk: .none, undo: "nothing is changed"),
      one.checks("Then check the filesystem on it"),
      Remedy(
        .lasting,
        "Give thin volumes back what is free (fstrim), extend the pool by itself "
          + "(thin_pool_autoextend_threshold), and promise no more than there is.",
        commands: [one.on("fstrim -av")], risk: .none, undo: "none is needed"),
    ]
  }

  static let noInodes = Cause(
    "NoInodes", .disk, "A filesystem has no inodes left",
    about: "No new file can be made although there is room: very many small files.", scope: .each,
    proof: [.finds(.diskInodes, as: .certain, "its inodes are used up")],
    effects: [
      .finds(
        .serviceFailed, .serviceRestarts, as: .possible, "what cannot write ends")
    ], decides: "where the files are", "du -x --inodes --max-depth=3 MOUNT | sort -n | tail"
  ) { one in
    [
      Remedy(
        .now, "Find the folder with very many files, and remove what nobody needs.",
        commands: [one.inside("du -x --inodes --max-depth=4 \(one.name) | sort -n | tail -20")],
        risk: .data,
        undo: "none"),
      Remedy(
        .lasting, "Make the filesystem anew with more inodes (mkfs.ext4 -N), or use xfs or btrfs.",
        risk: .data, undo: "none: keep the backup"),
    ]
  }

  static let damagedFilesystem = Cause(
    "DamagedFilesystem", .disk, "A filesystem is damaged",
    about: "The kernel met what cannot be right and stopped writing. The device below may be the "
      + "reason.", scope: .each,
    proof: [
      .finds(
        .diskFilesystemErrors, .diskReadOnly, .diskExt4Errors, .diskBtrfsErrors, as: .certain,
        "the kernel says so")
    ],
    effects: [.finds(.serviceFailed, as: .possible, "what cannot write ends")],
    decides: "whether the device below fails too", "dmesg -T | grep -iE 'error|remount'"
  ) { one in
    [
      one.checks("Save what is on it, then check it"),
      Remedy(
        .lasting, "Repair it, and see why it came: power, memory, the disk.", risk: .data,
        undo: "none: keep the backup"),
    ]
  }
}

extension Case {
  /// Makes room where no single filesystem is full: of btrfs in its chunks, of ZFS and LVM in the pool.
  fileprivate var makingRoomInPool: [Remedy] {
    if !proof.isEmpty, Set(proof).isSubset(of: scene.findings(of: .diskBtrfsSpace)) {
      let point = volume.mounted?.mountPoint.shellQuoted ?? "MOUNT"
      return [
        Remedy(
          .now, "Give back chunks that are hardly used, so that metadata finds room.",
          commands: [
            on("btrfs filesystem usage \(point)"), on("btrfs balance start -dusage=20 \(point)"),
          ], risk: .none, undo: on("btrfs balance cancel \(point)")),
        Remedy(
          .lasting, "Remove snapshots that nobody needs, or give it another device.",
          commands: [on("btrfs subvolume list -s \(point)")], risk: .data, undo: "none"),
      ]
    }
    let isOfZFS = scene.findings(of: .diskPoolSpace).contains { proof.contains($0) }
    return [
      Remedy(
        .now, "Remove snapshots and volumes that nobody needs.",
        commands: [
          on(isOfZFS ? "zfs list -r -t snapshot -o name,used -s used \(name)" : "lvs -a")
        ], risk: .data, undo: "none"),
      Remedy(.lasting, "Give the pool more room.", risk: .none, undo: "none is needed"),
    ]
  }

  /// Gives back the room of deleted files that somebody holds open on the filesystem at `point`.
  fileprivate func closing(on point: String) -> [Remedy] {
    scene.deletedFiles(on: point).prefix(2).flatMap { file -> [Remedy] in
      let size = Quantity(file.bytes, .bytes)
      let empty = Remedy(
        .now,
        "Have \(scene.holder(of: file).name) close \(file.path), which is deleted and takes "
          + "\(size); or empty it where nobody reads it any more.",
        commands: [on("truncate -s 0 /proc/\(file.pid)/fd/\(file.descriptor)")], risk: .data,
        undo: "none")
      return [empty] + [restart("Restart \(unit ?? ""), which closes it.")].compactMap(\.self)
    }
  }

  /// Makes room on the filesystem at `point` by what lies there, and keeps it so.
  fileprivate func making(roomOn point: String) -> [Remedy] {
    let path = point.shellQuoted
    let room = scene.mount(point)?.space.value
    let deleted = scene.deletedFiles(on: point).reduce(0) { $0 + $1.bytes }
    var remedies: [Remedy] = []
    // What has no name is in no folder.
    if deleted * 2 < room?.used ?? .infinity {
      remedies.append(
        Remedy(
          .now, "Find what takes the room.",
          commands: [inside("du -xh --max-depth=3 \(path) | sort -h | tail -20")]
            // A container's path is another on its host.
            + (scene.place.isContainer ? [] : [on("lsof +L1 \(path)")]), risk: .none,
          undo: "nothing is changed"))
    }
    let cleaning =
      (scene.mayHaveSystemd && scene.holds(point, "/var/log/journal")
        ? ["journalctl --vacuum-size=200M"] : [])
      + (scene.holds(point, "/var/cache/apt") ? ["apt-get clean"] : [])
    if !cleaning.isEmpty {
      remedies.append(
        Remedy(
          .now, "Shorten what the system keeps there itself: the journal, the package cache.",
          commands: cleaning.map(inside), risk: .data, undo: "none: old logs are gone"))
    }
    if scene.mount(point)?.type == "tmpfs", let total = room?.total {
      func resized(_ bytes: Double) -> String {
        inside("mount -o remount,size=\(Quantity.fixed(bytes / 1024, 0))k \(path)")
      }
      remedies.append(
        Remedy(
          .now, "Let it hold twice as much, where that much memory is left.",
          commands: [resized(total * 2)], risk: .none, undo: resized(total)))
    }
    let rotates = scene.mayHaveSystemd && scene.holds(point, "/var/log")
    return remedies + [
      Remedy(
        .lasting,
        "Rotate what grows, have who deletes a log tell its writer, and give the filesystem more "
          + "room.", commands: rotates ? [inside("systemctl enable --now logrotate.timer")] : [],
        risk: .none,
        undo: rotates ? inside("systemctl disable --now logrotate.timer") : "none is needed",
        setting: rotates
          ? Setting(
            "logrotate.timer", .command(["systemctl", "is-enabled", "logrotate.timer"]),
            .word(["enabled"]), isOfHost: false) : nil)
    ]
  }
}

extension Finding {
  /// Whether a device's requests failed because what is below it is full.
  var isOfRoom: Bool { measurement.name.hasPrefix("space allocation error") }
}
