import Checks
import Model
import Testing

@testable import Collector

/// What a naive reading of the kernel's log would convict by, each trap by its name.
@Suite struct KernelLogTrapTests {
  /// What the checks find worse than a note by `lines`, in the hour before 10,000 s after boot.
  private func convictions(_ lines: String, at now: Int = 10_000, others: String = "") throws
    -> [String]
  {
    let recording = """
      whyslow recording 1
      -- sample 1 at \(now - 3).0 wall 1795368118.0 --
      \(others)-- sample 2 at \(now).0 wall 1795368121.0 --
      \(others)-- dmesg -r --
      <5>[    0.000000] Linux version 6.1.0
      \(lines)

      """
    let observation = Observation(try Recording(parsing: Array(recording.utf8)))
    return Checklist.all.flatMap { check in
      check.judge(observation).verdict.findings.filter { $0.severity > .note }.map { finding in
        "\(check.name) \(finding.severity.name)"
      }
    }
  }

  private let kill =
    "Out of memory: Killed process 1012 (heapster) total-vm:327128kB, anon-rss:306328kB"

  @Test("An old OOM does not convict")
  func oldKill() throws {
    #expect(try convictions("<3>[ 8000.0] \(kill)") == [])
    #expect(try convictions("<3>[ 8300.0] \(kill)") == ["MemoryOOMKill warning"])
    #expect(try convictions("<3>[ 9999.0] \(kill)") == ["MemoryOOMKill critical"])
  }

  @Test("A recovered reset is no conviction")
  func recoveredReset() throws {
    let reset = """
      <3>[ 9990.1] ata1.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen
      <3>[ 9990.2] ata1.00: failed command: READ FPDMA QUEUED
      <6>[ 9990.3] ata1: hard resetting link
      """
    #expect(try convictions(reset + "\n<6>[ 9991.3] ata1: EH complete") == [])
    let lost = reset + "\n<4>[ 9992.0] ata1.00: disable device"
    #expect(try convictions(lost) == ["DiskDeviceResets warning"])
    #expect(try convictions(lost + "\n<6>[ 9995.0] ata1: EH complete") == [])
  }

  @Test("A program's words are not the kernel's")
  func programsWords() throws {
    #expect(try convictions("<11>[ 9999.0] \(kill)") == [])
    #expect(try convictions("[ 9999.0] systemd[1]: \(kill)") == [])
  }

  @Test("What an earlier boot left is not of now")
  func earlierBoot() throws {
    #expect(try convictions("<3>[ 9999.0] \(kill)\n<5>[    0.0] Linux version 6.1.0") == [])
  }

  @Test("A date that cannot be placed is not recent")
  func dateWithoutZone() throws {
    #expect(try convictions("[Mon Nov 23 05:21:58 2026] \(kill)") == [])
  }

  @Test("A date of a log file is placed by the zone of the recording")
  func dateWithZone() throws {
    let recording = """
      whyslow recording 1
      -- sample 1 at 9997.0 wall 1795368118.0 --
      -- sample 2 at 10000.0 wall 1795368121.0 --
      -- /var/log/messages --
      Nov 22 16:00:00 host kernel: hello
      Nov 22 18:21:59 host kernel: \(kill)
      -- whyslow --
      zone 3600

      """
    let observation = Observation(try Recording(parsing: Array(recording.utf8)))
    #expect(observation.kernelLog.value?.events.map(\.line.time) == [9998])
  }

  @Test("What drivers do while the machine boots is no fault")
  func boot() throws {
    let lines = """
      <6>[    3.0] ata1: hard resetting link
      <6>[   13.0] ata1: hard resetting link
      <6>[   93.0] ata1: hard resetting link
      <6>[    5.0] e1000e 0000:00:1f.6 eth0: NIC Link is Down
      <6>[    6.0] e1000e 0000:00:1f.6 eth0: NIC Link is Down
      <6>[    7.0] e1000e 0000:00:1f.6 eth0: NIC Link is Down
      <6>[    9.0] e1000e 0000:00:1f.6 eth0: Reset adapter unexpectedly
      """
    #expect(try convictions(lines, at: 300) == [])
  }

  @Test("A single corrected error is no conviction")
  func correctedOnce() throws {
    let lines = """
      <4>[ 9990.0] EDAC MC0: 1 CE memory read error on DIMM_A1 (channel:1 slot:0)
      <4>[ 9991.0] mce: [Hardware Error]: CPU 2: Machine Check: 0 Bank 5: 9c00004000010091
      """
    #expect(try convictions(lines) == [])
    let many = "<4>[ 9990.0] EDAC MC0: 5000 CE memory read error on DIMM_A1 (channel:1 slot:0)"
    #expect(try convictions(many) == ["MemoryECC warning"])
  }

  @Test("A check of an array that is done or goes on is no fault")
  func arrayCheck() throws {
    let begun = "<6>[ 9000.0] md: data-check of RAID array md0"
    #expect(try convictions(begun) == [])
    #expect(try convictions(begun + "\n<6>[ 9900.0] md: md0: data-check done.") == [])
  }

  @Test("Errors of a device that is gone delay nobody")
  func gone() throws {
    let error = "<3>[ 9999.0] I/O error, dev sdb, sector 1 op 0x1:(WRITE) flags 0x0 phys_seg 1"
    let disks = """
      -- /proc/diskstats --
         8       0 sda 49601 2822 3195498 623970 12180 9784 821088 117109 0 32862 714408 0 0 0 0

      """
    #expect(try convictions(error, others: disks) == [])
    #expect(
      try convictions(error.replacing("sdb", with: "sda"), others: disks)
        == ["DiskIOErrors critical"])
  }

  @Test("A program that crashed once is no storm")
  func crashedOnce() throws {
    let crash = "worker[77]: segfault at 0 ip 000055d0 sp 00007ffd error 4 in worker[55d0+1000]"
    #expect(try convictions("<6>[ 9999.0] \(crash)") == [])
    let lines = (0..<5).map { "<6>[ 999\($0).0] \(crash)" }.joined(separator: "\n")
    #expect(try convictions(lines) == ["ServiceCrashes warning"])
  }
}
