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
    ], decides: "what takes the room", "du -xh --max-depth=2 MOUNT | sort -h | tail; lsof +L1"
  ) { one in
    guard case .mount(let point) = one.subject else {
      return [
        Remedy(
          .now, "Remove snapshots and volumes that nobody needs.",
          commands: [one.on("lvs -a"), one.on("zfs list -t snapshot -o name,used -s used")],
          risk: .data,
          undo: "none"),
        Remedy(.lasting, "Give the pool more room.", risk: .none, undo: "none is needed"),
      ]
    }
    let path = point.shellQuoted
    return [
      Remedy(
        .now, "Find what takes the room.",
        commands: [
          one.on("du -xh --max-depth=3 \(path) | sort -h | tail -20"), one.on("lsof +L1 \(path)"),
        ], risk: .none, undo: "nothing is changed"),
      Remedy(
        .now, "Shorten the journal and the package cache.",
        commands: [one.on("journalctl --vacuum-size=200M"), one.on("apt-get clean")], risk: .data,
        undo: "none: old logs are gone"),
      Remedy(
        .lasting, "Rotate what grows, and give the filesystem more room.",
        commands: [one.on("systemctl enable --now logrotate.timer")], risk: .none,
        undo: one.on("systemctl disable --now logrotate.timer"),
        setting: Setting(
          "logrotate.timer", .command(["systemctl", "is-enabled", "logrotate.timer"]),
          .word(["enabled"]))),
    ]
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
      Remedy(
        .now, "Then check the filesystem on it, unmounted.",
        commands: [one.on("fsck -n /dev/\(one.name)")], risk: .restart, undo: "mount it again"),
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
        commands: [one.on("du -x --inodes --max-depth=4 \(one.name) | sort -n | tail -20")],
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
      Remedy(
        .now, "Save what is on it, then check it while it is not mounted.",
        commands: [one.on("umount \(one.name)"), one.on("fsck -n \(one.name)")], risk: .restart,
        undo: one.on("mount \(one.name)")),
      Remedy(
        .lasting, "Repair it, and see why it came: power, memory, the disk.", risk: .data,
        undo: "none: keep the backup"),
    ]
  }
}

extension Finding {
  /// Whether a device's requests failed because what is below it is full.
  var isOfRoom: Bool { measurement.name.hasPrefix("space allocation error") }
}
