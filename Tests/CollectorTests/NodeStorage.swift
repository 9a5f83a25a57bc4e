import KernelText
import Model

@testable import Collector

extension Metrics {
  /// Arrays, pools and btrfs, in node_exporter's names and units.
  mutating func addStorage(_ sample: Sample) throws {
    for array in try MDStat(sample.text("/proc/mdstat").get()).arrays { add(array) }
    let cache = try KernelStatistics(sample.text("/proc/spl/kstat/zfs/arcstats").get())
    for (name, value) in cache.values { set("node_zfs_arc_\(name)", value) }
    let observer = Observer(Recording(samples: [sample]), depth: .full)
    for pool in try observer.pools().get() { add(pool) }
    for filesystem in try observer.btrfs().get() { add(filesystem, sample) }
  }

  private mutating func add(_ array: MDArray) {
    let device = [("device", array.name)]
    let counted = array.activity.map { $0.isWaiting ? 0 : $0.done ?? 0 }
    set("node_md_blocks", device, array.blocks)
    set("node_md_blocks_synced", device, counted ?? array.blocks)
    let flags = array.members.map(\.flags)
    let failed = flags.filter { $0.contains("F") }.count
    let spare = flags.filter { $0.contains("S") }.count
    let whole = array.isActive ? array.members.count - failed - spare : 0
    let disks = [
      ("active", array.isActive ? array.working ?? whole : 0), ("failed", failed), ("spare", spare),
    ]
    for (state, count) in disks {
      set("node_md_disks", device + [("state", state)], UInt64(count))
    }
    let required = array.isActive ? array.slots ?? whole : 0
    set("node_md_disks_required", device, UInt64(required))
    let words = ["recovery": "recovering"]
    let now = array.activity.map { words[$0.name] ?? $0.name } ?? "active"
    let state = array.isActive ? now : "inactive"
    for name in ["active", "check", "inactive", "recovering", "resync"] {
      set("node_md_state", device + [("state", name)], name == state ? 1.0 : 0)
    }
  }

  private mutating func add(_ pool: ZFSPool) {
    for state in ["online", "degraded", "faulted", "offline", "removed", "unavail", "suspended"] {
      let labels = [("state", state), ("zpool", pool.name)]
      set("node_zfs_zpool_state", labels, pool.state == state.uppercased() ? 1.0 : 0)
    }
  }

  /// The tree has one profile for each kind, which is a folder here and a label there.
  private static let profiles = [
    "0abb23a9-579b-43e6-ad30-227ef47fcb9d": ["raid0", "raid1", "raid1"],
    "7f07c59f-6136-449c-ab87-e1cf2328731b": ["raid5", "raid6", "raid6"],
  ]

  private mutating func add(_ filesystem: BtrfsFilesystem, _ sample: Sample) {
    let uuid = ("uuid", filesystem.uuid)
    let folder = "/sys/fs/btrfs/\(filesystem.uuid)"
    func number(_ file: String) -> Double? {
      sample.text("\(folder)/\(file)").value?.trimmed.number.map { Double($0) }
    }
    set("node_btrfs_info", [("label", filesystem.label), uuid], 1.0)
    set("node_btrfs_global_rsv_size_bytes", [uuid], number("allocation/global_rsv_size"))
    for device in filesystem.devices {
      let sectors = number("devices/\(device)/size")
      set("node_btrfs_device_size_bytes", [("device", device), uuid], sectors.map { $0 * 512 })
    }
    for (kind, mode) in zip(["data", "metadata", "system"], Self.profiles[filesystem.uuid] ?? []) {
      let labels = [("block_group_type", kind), ("mode", mode), uuid]
      set("node_btrfs_size_bytes", labels, number("allocation/\(kind)/total_bytes"))
      set("node_btrfs_used_bytes", labels, number("allocation/\(kind)/bytes_used"))
    }
  }
}
