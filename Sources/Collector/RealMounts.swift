import KernelText

extension Mount {
  /// Filesystems that hold no files of anybody's: their room says nothing.
  static let virtualTypes: Set<String> = [
    "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts",
    "devtmpfs", "efivarfs", "fuse.gvfsd-fuse", "fuse.lxcfs", "fuse.portal", "fusectl",
    "hugetlbfs", "mqueue", "nsfs", "proc", "pstore", "ramfs", "rpc_pipefs", "securityfs",
    "selinuxfs", "sysfs", "tracefs",
  ]

  /// Filesystems whose answer comes from another machine or another program.
  static let remoteTypes: Set<String> = [
    "9p", "afs", "ceph", "cifs", "glusterfs", "gfs2", "lustre", "nfs", "nfs4", "ocfs2", "smb3",
    "smbfs", "sshfs", "virtiofs",
  ]

  /// Filesystems that are full and read-only by nature.
  private static let imageTypes: Set<String> = ["squashfs", "iso9660", "erofs", "cramfs", "udf"]

  /// Whether asking it may wait for another machine or program.
  var mayHang: Bool { Self.remoteTypes.contains(type) || type.hasPrefix("fuse") }

  /// Whether it is a sealed image rather than a place to write to.
  var isImage: Bool { Self.imageTypes.contains(type) }

  /// Whether it has room of its own that can run out; an overlay's is that of what lies below,
  /// which is seen by itself unless this is a container.
  var isReal: Bool { !Self.virtualTypes.contains(type) && (type != "overlay" || point == "/") }

  /// The filesystems in `mounts` whose room is asked for: each device once, at its shortest path.
  ///
  /// A container host shows one filesystem at hundreds of bind mounts; all have the same room.
  static func real(_ mounts: [Mount]) -> [Mount] {
    var best: [String: Mount] = [:]
    for mount in mounts where mount.isReal {
      // Every tmpfs is another, whatever its device is called.
      let unnamed = mount.type == "tmpfs" || mount.mayHang
      let key = unnamed ? mount.escapedPoint : mount.device
      if let known = best[key], known.escapedPoint.count <= mount.escapedPoint.count { continue }
      best[key] = mount
    }
    return best.values.sorted { $0.escapedPoint < $1.escapedPoint }
  }
}
