import FoundationEssentials
import Testing

@testable import Collector

/// A tree of proc and sysfs, and what node_exporter's own test says that very tree reads as.
@Suite(.enabled(if: Upstream.has("node_exporter"), Upstream.absence("node_exporter")))
struct NodeExporterTests {
  /// The families that are read here; each must have samples that are compared.
  private static let families = [
    "node_cpu_seconds_total", "node_cpu_guest_seconds_total", "node_load", "node_memory_",
    "node_vmstat_", "node_disk_", "node_filefd_", "node_netstat_", "node_sockstat_",
    "node_softnet_", "node_pressure_", "node_network_speed_bytes",
    "node_network_carrier_changes_total", "node_context_switches_total", "node_intr_total",
    "node_forks_total", "node_boot_time_seconds", "node_procs_", "node_schedstat_",
    "node_interrupts_", "node_softirqs_functions_", "node_buddyinfo_", "node_zoneinfo_",
    "node_slabinfo_", "node_edac_", "node_cpu_core_throttles_", "node_cpu_package_throttles_",
    "node_cpu_scaling_frequency_max_hertz",
    "node_forks_total", "node_boot_time_seconds", "node_procs_", "node_md_", "node_zfs_arc_",
    "node_zfs_zpool_state", "node_btrfs_device_size_bytes", "node_btrfs_global_rsv_size_bytes",
    "node_btrfs_info", "node_btrfs_size_bytes", "node_btrfs_used_bytes",
    "node_forks_total", "node_boot_time_seconds", "node_procs_", "node_lnstat_",
    "node_nf_conntrack_", "node_udp_queues",
  ]

  /// What node_exporter reads from files, or columns of files, that are not read here.
  ///
  /// Of /proc/net/dev the tree has none: its interfaces came by netlink.
  private static let notRead = [
    "node_disk_ata_", "node_zoneinfo_nr_", "node_zoneinfo_numa_", "node_zoneinfo_protection_",
    "node_zoneinfo_spanned_", "node_edac_channel_uncorrectable_",
    "node_edac_csrow_correctable_",
    "node_edac_csrow_uncorrectable_errors_total{controller=\"0\",csrow=\"unknown\"}",
    "node_disk_device_mapper_info",
    "node_disk_filesystem_info", "node_disk_info", "node_pressure_irq_",

    "node_softnet_backlog_len", "node_softnet_cpu_collision_total",
    "node_softnet_flow_limit_count_total", "node_softnet_received_rps_total", "node_md_degraded",
    "node_md_raid_disks", "node_zfs_arc_memory_available_bytes",
  ]

  @Test func everyMetricThatIsRead() async throws {
    let tree = try await Unpacked("node_exporter/fixtures.tar.xz")
    let archive = String(decoding: try tree.bytes("sys.ttar"), as: UTF8.self)
    try Ttar.unpack(archive, into: tree.folder)
    var sample = Sample()
    var sampler = Sampler(root: tree.folder.path)
    sampler.take(.last, into: &sample, since: nil)
    let table = Reading.text(sample.append(try tree.bytes("proc/net/udp")))
    sample.set("/proc/net/udp", table)
    var metrics = try Metrics(sample)
    try metrics.addHardware(sample, of: tree)
    let ours = metrics.values
    let theirs = Metrics(String(decoding: try tree.bytes("e2e-output.txt"), as: UTF8.self)).values

    var compared: [String: Int] = [:]
    for (name, value) in theirs.sorted(by: { $0.key < $1.key }) {
      guard let family = Self.families.first(where: name.hasPrefix),
        !Self.notRead.contains(where: name.hasPrefix)
      else { continue }
      compared[family, default: 0] += 1
      guard let mine = ours[name] else {
        Issue.record("\(name) is not read")
        continue
      }
      #expect(abs(mine - value) <= abs(value) * 1e-12, "\(name)")
    }
    for family in Self.families {
      print("\(family): \(compared[family] ?? 0) samples")
      #expect(compared[family] != nil, "nothing of \(family) was compared")
    }
  }
}
