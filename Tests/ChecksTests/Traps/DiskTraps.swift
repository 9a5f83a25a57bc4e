import Model
import Testing

@testable import Checks

/// What fools a naive reading of disks.
@Suite struct DiskTraps {
  @Test("%util on NVMe/RAID")
  func utilization() throws {
    let trap = try Fixture.trap("util-on-nvme-and-raid")
    let devices = try trap.observation.disk.devices.get()
    #expect(devices.allSatisfy { $0.utilization == 100 }, "a naive reading calls them full")
    try trap.expectVerdicts()
  }

  @Test("dm/LVM/md counted twice")
  func stacked() throws {
    let trap = try Fixture.trap("counted-twice")
    let slow = try trap.observation.disk.devices.get().filter { $0.await > 200 }
    #expect(slow.count == 5, "a naive reading counts five slow disks")
    try trap.expectVerdicts()
  }

  @Test("mount full")
  func full() throws {
    let trap = try Fixture.trap("mount-full")
    let full = try trap.observation.disk.filesystems.get().filter { filesystem in
      filesystem.space.value.map { $0.usedPercent > 98 } ?? false
    }
    #expect(full.count == 5, "a naive reading counts images and what may not be written to")
    #expect(try !trap.observation.disk.filesystems.get().contains { $0.type == "overlay" })
    try trap.expectVerdicts()
  }

  @Test("scrub, resilver, backup")
  func maintenance() throws {
    let trap = try Fixture.trap("scrub-resilver-backup")
    try trap.expectVerdicts()
    let findings = DiskAwait().judge(trap.observation).verdict.findings
    func reasons(_ device: String) -> [String] {
      findings.filter { $0.subject == .device(device) }.flatMap(\.explanations)
    }
    #expect(reasons("sda") == ["the pool tank is being scrubbed, 16.9 % done; it ends by itself"])
    let resilver = ["the pool pool is being resilvered, 16.9 % done; it ends by itself"]
    #expect(reasons("sdb") == resilver)
    #expect(reasons("sdc") == resilver)
    #expect(reasons("sdd").allSatisfy { $0.hasPrefix("borg (900) is making a backup, 70 MiB/s") })
    #expect(reasons("sdd").count == 1)
    #expect(reasons("sde") == [])
  }
}

extension Fixture {
  /// Holds every verdict that the recording expects.
  fileprivate func expectVerdicts() throws {
    #expect(!expected.isEmpty, "\(name).rec expects nothing")
    for (check, lines) in expected {
      let judge = try #require(Checklist.all.first { $0.name == check })
      #expect(judge.judge(observation).verdict.lines == lines, "\(name).rec, \(check)")
    }
  }
}
