import Collector
import Model
import Testing

@testable import Causes

/// Remedies whose commands have to be those of the thing that is there.
@Suite struct ExactCommandTests {
  private static let btrfs = BtrfsFilesystem(
    uuid: "1", label: "data", devices: ["sdb", "sdc"], health: [],
    room: .failure(Gap(.missing, "/sys/fs/btrfs", "not there")), operation: nil)

  private static func card(_ check: CheckName, _ name: String) -> (CheckName, Finding) {
    found(check, .critical, on: .gpu(name))
  }

  @Test(
    "A command names the card, the disk, the filesystem and the group that it is for",
    arguments: [
      (card(.gpuXid, "0000:29:00"), "nvidia-smi -i 0000:29:00 --gpu-reset", nil),
      (card(.gpuECC, "NVIDIA H100 at 1B:00.0"), "nvidia-smi -i 1B:00.0 --gpu-reset", nil),
      (card(.gpuECC, "AMD GPU card1"), "dmesg", "nvidia-smi"),
      (card(.gpuHang, "0000:03:00.0"), "dmesg", "nvidia-smi"),
      (card(.gpuSwitchXid, "0000:a9:00.0"), "nvidia-fabricmanager", "-i "),
      (card(.gpuThrottle, "Tesla P100 at 00:04.0"), "nvidia-smi -i 00:04.0 -pl WATTS", "300"),
      (
        found(.diskDeviceResets, .critical, on: .device("ata1.00")), "grep -F /ata1/",
        "/dev/ata1"
      ),
      (found(.diskIOErrors, .critical, on: .device("vda")), "lsblk -s /dev/vda", "smartctl"),
      (found(.diskIOErrors, .critical, on: .device("sda")), "smartctl -t short /dev/sda", nil),
      (found(.diskBtrfsErrors, on: .device("data")), "btrfs check --readonly /dev/sdb", "fsck"),
      (found(.diskBtrfsSpace, on: .device("data")), "balance start -dusage=20 /srv", "lvs"),
      (found(.diskPoolSpace, on: .device("tank")), "-s used tank", "lvs"),
      (found(.diskThinPool, on: .device("vg-pool")), "lvs -a", "zfs"),
      (found(.networkInterfaceHeld, on: .interface("lo")), "systemctl reboot", "rp_filter"),
      (found(.networkNoRoute), "ip route get", "rp_filter"),
      (found(.networkReversePath), "rp_filter", "ip route get"),
      (found(.serviceFailed, on: .unit("srv.mount")), "list-dependencies srv.mount", "RestartSec"),
      (found(.serviceFailed, on: .unit("web.service")), "RestartSec", nil),
      (found(.cpuSoftirq, on: .processor(0)), "echo ff,ffffffff >/sys", nil),
    ] as [((CheckName, Finding), String, String?)])
  func exact(finding: (CheckName, Finding), has expected: String, lacks other: String?) throws {
    let text = "whyslow recording 1\n-- sample 1 at 100.0 wall 1.0 --\n"
    var observation = Observation(try Recording(parsing: Array(text.utf8)))
    observation.machine.processors = 40
    observation.disk.btrfs = .success([Self.btrfs])
    let room = Filesystem.Room(total: 1e9, used: 9e8, available: 1e8)
    observation.disk.filesystems = .success([
      Filesystem(
        mountPoint: "/srv", type: "btrfs", device: "/dev/sdc", isReadOnly: false, isImage: false,
        space: .success(room), inodes: .success(room))
    ])
    let cause = try #require(explain(diagnosis([finding]), observation).causes.first)
    let commands = cause.remedies.flatMap(\.commands)
    #expect(commands.contains { $0.contains(expected) })
    if let other { #expect(!commands.contains { $0.contains(other) }) }
  }
}
