import Collector
import Model
import Testing

/// Counters that wrap, go backwards, appear and vanish within the window.
@Suite struct CounterTests {
  private func observation(_ name: String, _ before: String, _ after: String) throws -> Observation
  {
    let text = """
      whyslow recording 1
      -- sample 1 at 100.0 wall 1.0 --
      -- \(name) --
      \(before)
      -- sample 2 at 101.0 wall 2.0 --
      -- \(name) --
      \(after)

      """
    return Observation(try Recording(parsing: Array(text.utf8)))
  }

  @Test("Processor time that went backwards is unmeasured")
  func processorTime() throws {
    let reset = try observation(
      "/proc/stat", "cpu 900 0 900 900\ncpu0 900 0 900 900", "cpu 1 0 1 950\ncpu0 1 0 1 950")
    #expect(reset.cpu.total.gap?.kind == .noInterval)
    #expect(reset.cpu.each.gap?.kind == .noInterval)
  }

  @Test("Idle time may go backwards")
  func idleTime() throws {
    let share = try observation(
      "/proc/stat", "cpu 100 0 0 900\ncpu0 100 0 0 900", "cpu 200 0 0 899\ncpu0 200 0 0 899")
    #expect(try share.cpu.total.get().user == 100)
  }

  @Test("Processors that come and go are left out")
  func processors() throws {
    let share = try observation(
      "/proc/stat", "cpu 100 0 0 100\ncpu0 50 0 0 50\ncpu1 50 0 0 50",
      "cpu 9000 0 0 100\ncpu0 100 0 0 100\ncpu2 8900 0 0 0")
    #expect(try share.cpu.each.get().keys.sorted() == [0])
    #expect(try share.cpu.total.get().user == 50)
    let none = try observation(
      "/proc/stat", "cpu 1 0 0 1\ncpu0 1 0 0 1", "cpu 2 0 0 2\ncpu1 1 0 0 1")
    #expect(none.cpu.each.gap?.kind == .missing)
  }

  @Test("Disks that come or are changed count from zero, those that go are left out")
  func disks() throws {
    func line(_ name: String, _ reads: Int) -> String {
      "8 0 \(name) \(reads) 0 \(reads) \(reads) 0 0 0 0 0 \(reads) \(reads)"
    }
    let disks = try observation(
      "/proc/diskstats", "\(line("sda", 10))\n\(line("sdb", 500))\n\(line("sdc", 7))",
      "\(line("sda", 20))\n\(line("sdb", 3))\n\(line("sdd", 900))")
    let devices = try disks.disk.devices.get()
    #expect(devices.map(\.name) == ["sda", "sdb", "sdd"])
    #expect(devices.map(\.readsPerSecond) == [10, 3, 900])
  }

  @Test("Milliseconds of 32 bits wrap")
  func wrap() throws {
    let disks = try observation(
      "/proc/diskstats", "8 0 sda 10 0 10 4294967290 0 0 0 0 0 4294967290 4294967290",
      "8 0 sda 20 0 20 4 0 0 0 0 0 4 4")
    #expect(try disks.disk.devices.get().map(\.readAwait) == [1])
  }

  @Test("Counts at the end of 64 bits add up to no trap")
  func greatest() throws {
    let most = UInt64.max
    let line =
      "8 0 sda \(most) \(most) \(most) \(most) \(most) \(most) \(most) 1 1 1 1 \(most) 1 1 1"
    #expect(try observation("/proc/diskstats", line, line).disk.devices.get().count == 1)
  }

  @Test("A counter that went backwards is no zero")
  func names() throws {
    let pages = try observation(
      "/proc/vmstat", "pswpin 100\npswpout 5\noom_kill 3", "pswpin 4\npswpout 6\noom_kill 3")
    let activity = try pages.memory.activity.get()
    #expect(throws: Gap.self) { try activity.delta(.swapIn) }
    #expect(try activity.delta(.swapOut) == 1)
  }

  @Test("Interfaces that come and go are left out, a renewed one too")
  func interfaces() throws {
    func line(_ name: String, _ bytes: Int) -> String {
      "\(name): \(bytes) \(bytes) 0 0 0 0 0 0 \(bytes) \(bytes) 0 0 0 0 0 0"
    }
    let head = "Inter-| |\n face | |\n"
    let net = try observation(
      "/proc/net/dev", "\(head)\(line("a", 1))\n\(line("b", 100))\n\(line("c", 1))",
      "\(head)\(line("a", 5))\n\(line("b", 1))\n\(line("d", 1))")
    #expect(try net.network.interfaces.get().map(\.name) == ["a"])
  }

  @Test("A cgroup's counter that went backwards is unmeasured")
  func group() throws {
    let mounts =
      "/proc/mounts --\ncgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n-- /sys/fs/cgroup/a/cpu.max --"
    let text = """
      whyslow recording 1
      -- sample 1 at 100.0 wall 1.0 --
      -- /sys/fs/cgroup/a/cpu.stat --
      usage_usec 500
      nr_periods 500
      nr_throttled 500
      throttled_usec 500
      -- sample 2 at 101.0 wall 2.0 --
      -- \(mounts)
      10000 100000
      -- /sys/fs/cgroup/a/cpu.stat --
      usage_usec 600
      nr_periods 510
      nr_throttled 2
      throttled_usec 600

      """
    let groups = try Observation(try Recording(parsing: Array(text.utf8))).cgroups.get()
    #expect(groups.map(\.path) == ["/a"])
    #expect(groups.first?.cpu.gap?.kind == .noInterval)
  }
}
