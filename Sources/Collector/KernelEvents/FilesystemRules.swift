import KernelText
import Model

extension KernelRule {
  static let filesystems: [KernelRule] = [
    // fs/ext4/super.c: "EXT4-fs (sda1): Remounting filesystem read-only"
    event(.remountReadOnly, "Remounting filesystem read-only", about: filesystem),
    // fs/btrfs/fs.c: "BTRFS info (device sda1): forced readonly"
    event(.remountReadOnly, "forced readonly", about: filesystem),
    // fs/fat/misc.c: "FAT-fs (sdb1): Filesystem has been set read-only"
    event(.remountReadOnly, "Filesystem has been set read-only", about: filesystem),
    // fs/ext4/super.c: "EXT4-fs error (device sda1): ext4_lookup:1855: inode #131074: comm nginx: …"
    event(.filesystemError, "EXT4-fs error", about: filesystem),
    event(.filesystemError, "EXT3-fs error", about: filesystem),
    event(.filesystemError, "EXT2-fs error", about: filesystem),
    event(
      .filesystemError, "EXT4-fs (", also: ["Delayed block allocation failed"], about: filesystem),
    event(.filesystemWarning, "EXT4-fs warning", about: filesystem),
    // fs/jbd2/journal.c: "Aborting journal on device sda1-8."
    event(
      .filesystemError, "Aborting journal on device ",
      about: { text in
        text.after("on device ").map { .device($0.until("-. ").string) }
      }),
    // fs/btrfs/messages.c; fs/btrfs/inode.c: "BTRFS warning (device sda1): csum failed root 5 ino …"
    event(.filesystemError, "BTRFS error", about: filesystem),
    event(.filesystemError, "BTRFS critical", about: filesystem),
    event(.filesystemError, "csum failed root ", also: ["BTRFS"], about: filesystem),
    // fs/xfs says a lot that is no damage: mounts, recoveries, deprecated formats, features
    event(.filesystemError, "XFS (") { text in
      xfsDamage.contains(where: text.contains) ? Reading(about: filesystem(text)) : nil
    },
    // fs/f2fs/super.c, fs/fat/misc.c: "FAT-fs (sdb1): error, fat_get_cluster: …"
    event(.filesystemError, "F2FS-fs error", about: filesystem),
    event(.filesystemError, "FAT-fs (", also: ["): error, "], about: filesystem),
    event(.filesystemError, "SQUASHFS error: "),
    // fs/nfs: net/sunrpc/clnt.c: "nfs: server 10.0.0.5 not responding, still trying"
    event(
      .shareSilent, " not responding, ", also: [": server "],
      about: { text in text.after(": server ")?.firstWord.map { .device($0.string) } }),
    event(.shareAnswers, "nfs: server ") { text in
      guard let rest = text.after("nfs: server "), rest.trimmed.lastWord?.string == "OK",
        let server = rest.firstWord
      else { return nil }
      return Reading(about: .device(server.string))
    },
    // fs/smb/client/connect.c: "CIFS: VFS: \\srv has not responded in 180 seconds. Reconnecting..."
    event(
      .shareSilent, " has not responded in ", also: ["CIFS"],
      about: { text in
        text.before(" has not responded in ")?.lastWord.map { .device($0.string) }
      }),
    // fs/nfs/nfs4state.c: "nfs4_reclaim_open_state: Lock reclaim failed!"
    event(.shareLockLost, "Lock reclaim failed"),
    // Functions of fs/nfs/write.c in the stack of a task that hangs
    frame("nfs_lock_and_join_requests+"), frame("nfs_wb_all+"), frame("nfs_page_async_flush+"),
    frame("nfs_writepages_callback+"),
    // aufs fs/aufs/opts.c, as node-problem-detector knows it from Docker's hosts
    event(.unionMount, "au_opts_verify"),
  ]

  /// fs/xfs/xfs_error.c, xfs_fsops.c, xfs_buf.c and xfs_log.c.
  private static let xfsDamage: [StaticString] = [
    "orrupt", "CRC error", "nternal error", "I/O error", "writeback error", "hutting down",
    "hut down", "hutdown", "mount failed", "recovery failed", "ailed to recover", "xfs_repair",
  ]

  private static func frame(_ function: StaticString) -> KernelRule {
    event(.shareWriteback, function) { text in
      text.trimmed.hasPrefix(function) ? Reading() : nil
    }
  }

  /// The parentheses of `EXT4-fs error (device loop0): …` or `XFS (sda1): …`.
  @Sendable private static func filesystem(_ text: Text) -> Subject? {
    text.inside("(", ")").map { .device(($0.after("device ") ?? $0).until(":").string) }
  }
}
