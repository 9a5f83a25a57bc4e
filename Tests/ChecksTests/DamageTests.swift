import Collector
import FoundationEssentials
import Model
import Testing

@testable import Checks

/// A fixture with one thing damaged, which its check may not be clear of; most of these were once.
struct Damage: Sendable, CustomTestStringConvertible {
  let check: String
  let fixture: String
  /// The last of these in the file, and what is put in its place.
  let old: String, new: String

  init(_ check: String, in fixture: String = "fires", _ old: String, _ new: String) {
    self.check = check
    self.fixture = fixture
    self.old = old
    self.new = new
  }

  var testDescription: String { "\(check)/\(fixture): \(new) for \(old)" }

  /// The verdict of the check after the damage.
  func verdict() throws -> Verdict {
    let file = Fixture.root.appending(path: "\(check)/\(fixture).rec")
    let text = try String(contentsOf: file, encoding: .utf8)
    let place = try #require(text.ranges(of: old).last, "\(old) is not in the fixture")
    let damaged = text.replacingCharacters(in: place, with: new)
    let observation = Observation(try Recording(parsing: Array(damaged.utf8)))
    return try #require(Checklist.all.first { $0.name == check }).judge(observation).verdict
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}

/// No check is clear of a value that cannot be right.
///
/// `make fuzz` tries what is not listed here.
@Suite struct DamageTests {
  @Test(
    "A number that is none",
    arguments: [
      Damage("CPUThrottling", "nr_throttled 128", "nr_throttled ?"),
      Damage("CPUThrottling", "nr_periods 1030", "nr_periods 18446744073709551616"),
      Damage("LimitsUserTasks", "20 0 20 0 300", "20 0 18446744073709551615 0 300"),
      Damage("MemoryCgroupLimit", "max 340", "max -7"),
      Damage("MemoryCgroupUse", "inactive_file ", "inactive_file x"),
      Damage("DiskCgroupThrottle", "wbps=10485760", "wbps=-7"),
      Damage("DiskCgroupThrottle", "8:0 rbps=max", "99999999999999999999:0 rbps=max"),
      Damage("DiskCgroupThrottle", in: "v1", "8:0 100", "8:0 -7"),
      Damage("CPUThrottling", in: "v1", "cpu.cfs_quota_us --\n", "cpu.cfs_quota_us --\n-2"),
      Damage("NetworkSoftnetDrops", "00000003 00000000", "?0000003 00000000"),
      Damage("DiskBlockedTasks", in: "working", "4194304 1200 0 3 0 40 25 0 0 20 0 1 0 2500", "x"),
      Damage("DiskAwait", in: "writeback", "rotational --\n0", "rotational --\n?"),
      Damage("CPULockup", "[ 9900.5", "[ 99?0.5"),
      Damage("NetworkThroughput", "operstate --\nup", "operstate --\n"),
    ] as [Damage])
  func noNumber(damage: Damage) throws { try expectNotClear(damage) }

  @Test(
    "A number beyond all measure",
    arguments: [
      Damage("LimitsPids", "32768", "18446744073709551615"),
      Damage("LimitsFileDescriptors", "100000", "18446744073709551615"),
      Damage("LimitsCgroupPids", "\n100\n", "\n18446744073709551615\n"),
      Damage("CPUSteal", "90034", "18446744073709551615"),
      Damage("NetworkDrops", " 9159131 ", " 18446744073709551615 "),
      Damage("DiskInodes", "26214", "18446744073709551615"),
      Damage("DiskAwait", in: "writeback", " 9659 ", " 18446744073709551615 "),
      Damage("CPULockup", "[ 9900.5", "[ 19900.5"),
    ] as [Damage])
  func beyondMeasure(damage: Damage) throws { try expectNotClear(damage) }

  @Test(
    "A counter that went backwards",
    arguments: [
      Damage("CPUThrottling", "nr_throttled 128", "nr_throttled 3"),
      Damage("LimitsCgroupPidsRefused", "max 222", "max 3"),
      Damage("DiskCgroupThrottle", "wbytes=975175680", "wbytes=9"),
      Damage("DiskUtilization", " 6523434 ", " 5 "),
      Damage("DiskAwait", in: "writeback", " 9659 ", " 5 "),
      Damage("NetworkDrops", " 9159131 ", " 5 "),
      Damage("NetworkCarrier", "--\n6\n", "--\n1\n"),
      Damage("NetworkSoftnetDrops", "000005ec", "0000000c"),
      Damage("CPURunDelay", in: "silent", "560000000", "5"),
      Damage("CPUSteal", "90034", "5"),
      Damage("CPUCorePegged", in: "silent", "cpu0 5006", "cpu0 4006"),
      Damage("MemoryOOMKill", in: "silent", "oom_kill 7", "oom_kill 5"),
      Damage("DiskBlockedTasks", in: "working", "0 20 0 1 0 2500", "0 20 0 1 0 2000"),
    ] as [Damage])
  func backwards(damage: Damage) throws { try expectNotClear(damage) }

  @Test(
    "A text that was cut",
    arguments: [
      Damage("CPUThrottling", in: "v1", "cpu.stat --", "cpu.stat -- unterminated"),
      Damage("CPULockup", "dmesg -r --", "dmesg -r -- unterminated"),
      Damage("CPULockup", in: "silent", "dmesg -r --", "dmesg -r -- unterminated"),
      Damage("MemoryCgroupPressure", "memory.pressure --", "memory.pressure -- unterminated"),
      Damage("NetworkDuplex", "operstate --\nup", "operstate -- unterminated\nu"),
    ] as [Damage])
  func cut(damage: Damage) throws {
    try expectNotClear(damage)
  }

  private func expectNotClear(_ damage: Damage) throws {
    let verdict = try damage.verdict()
    if case .clear(let measurement) = verdict {
      Issue.record("it is clear, with \(measurement)")
    }
  }
}
