import Collector
import Model
import Testing

@testable import Checks

/// Readings of processors and memory that are easy and wrong, each on a machine that would fool
/// them.
@Suite struct CPUAndMemoryTraps {
  @Test("iowait counted as CPU use")
  func ioWait() throws {
    // 100 less idle is 97 %, and nothing runs.
    let machine = try Machine(
      cpu: [.init(user: 20, idle: 30, ioWait: 950), .init(user: 40, idle: 60, ioWait: 900)],
      sections: [("/proc/pressure/cpu", pressure(), pressure())])
    #expect(machine.says("CPUBusy") == ["clear busy 3 %"])
    #expect(machine.convicted(.cpu) == [])
  }

  @Test("MemFree read as memory left")
  func memFree() throws {
    let memory = """
      MemTotal:       16384000 kB
      MemFree:          163840 kB
      MemAvailable:   11468800 kB
      Cached:         14000000 kB
      SwapTotal:             0 kB
      SwapFree:              0 kB

      """
    let machine = try Machine(sections: [
      ("/proc/meminfo", memory, memory), ("/proc/pressure/memory", pressure(), pressure()),
      (
        "/proc/vmstat", "pgscan_kswapd 100\npgscan_direct 7\npgsteal_kswapd 100\npswpout 0\n",
        "pgscan_kswapd 90100\npgscan_direct 7\npgsteal_kswapd 90000\npswpout 0\n"
      ),
    ])
    #expect(machine.says("MemoryAvailable") == ["clear used 30 %"])
    #expect(machine.convicted(.memory) == [])
  }

  @Test("load average as CPU demand")
  func loadAverage() throws {
    // Forty tasks wait for a file server on two idle processors.
    let machine = try Machine(
      cpu: [.init(user: 20, idle: 980), .init(user: 20, idle: 980)], blocked: 40,
      sections: [
        ("/proc/loadavg", "40.20 39.80 38.00 1/300 9000\n", "40.20 39.80 38.00 1/300 9000\n"),
        ("/proc/pressure/cpu", pressure(), pressure()),
      ])
    #expect(machine.says("CPULoad") == ["note load15 per processor 19"])
    #expect(machine.findings("CPULoad").first?.statement.contains("wait for I/O") == true)
    #expect(machine.convicted(.cpu) == [])
  }

  @Test("CPU PSI under a quota")
  func pressureUnderQuota() throws {
    let machine = try Machine(
      cpu: [.init(user: 250, idle: 750), .init(user: 250, idle: 750)],
      sections: [
        ("/proc/pressure/cpu", pressure("80.00"), pressure("80.00", stalled: 8_000_000))
      ] + group("/web", quota: "50000 100000", throttled: 90))
    #expect(machine.says("CPUPressure") == ["note CPU pressure 80 %"])
    #expect(
      machine.findings("CPUPressure").first?.evidence.contains { $0.subject == .cgroup("/web") }
        == true)
    #expect(machine.convicted(.cpu) == ["CPUThrottling"])
  }

  @Test("PSI absent (psi=1 needed, old kernel)")
  func pressureAbsent() throws {
    let machine = try Machine(
      cpu: [.init(user: 1000), .init(user: 1000)],
      sections: [
        ("/proc/loadavg", "6.20 5.10 3.00 7/180 9000\n", "6.20 5.10 3.00 7/180 9000\n"),
        ("/proc/schedstat", schedule(waited: 0), schedule(waited: 20_000_000_000)),
      ])
    for check in ["CPUPressure", "MemoryPressureSome", "MemoryPressureFull"] {
      #expect(machine.says(check).first?.hasPrefix("unmeasured missing /proc/pressure/") == true)
      let toMeasure = Checklist.all.first { $0.name == check }?.toMeasure
      #expect(toMeasure?.contains("psi=1") == true)
    }
    // The scheduler's own count of waiting speaks instead.
    #expect(machine.says("CPURunDelay") == ["critical run delay per processor 2,000 ms/s"])
  }

  @Test("avg10 as the window")
  func average() throws {
    let over = try Machine(sections: [
      ("/proc/pressure/memory", pressure("60.00", ten: "90.00"), pressure("60.00", ten: "90.00"))
    ])
    #expect(over.says("MemoryPressureSome") == ["clear memory pressure some 0 %"])
    let begun = try Machine(sections: [
      ("/proc/pressure/memory", pressure("0.00"), pressure("0.00", stalled: 4_000_000))
    ])
    #expect(begun.says("MemoryPressureSome") == ["warning memory pressure some 40 %"])
  }

  @Test("the quota invisible from inside")
  func quota() throws {
    // /proc/stat is the host's, which is idle; nothing in it tells of the quota.
    let machine = try Machine(
      cpu: [.init(user: 60, idle: 940), .init(user: 60, idle: 940)],
      sections: [("/proc/pressure/cpu", pressure(), pressure())]
        + group("/web", quota: "50000 100000", throttled: 95))
    #expect(machine.says("CPUBusy") == ["clear busy 6 %"])
    #expect(machine.says("CPUThrottling") == ["critical throttled periods 95 % on /web"])
  }

  @Test("guest memory judged from the host's RSS")
  func guest() throws {
    // The guest has 12 of the host's 16 GiB mapped; whether it needs them only it can tell.
    let memory = """
      MemTotal:       16384000 kB
      MemFree:         2000000 kB
      MemAvailable:    3600000 kB
      SwapTotal:             0 kB
      SwapFree:              0 kB

      """
    let machine = try Machine(
      sections: [
        ("/proc/meminfo", memory, memory), ("/proc/pressure/memory", pressure(), pressure()),
      ] + [process(900, "qemu-system-x86", ticks: 0, pages: 3_145_728)])
    #expect(machine.says("MemoryAvailable") == ["clear used 78 %"])
    #expect(machine.convicted(.memory) == [])
    for check in Checklist.all {
      for finding in machine.findings(check.name) {
        #expect(finding.subject != .process(pid: 900, name: "qemu-system-x86"))
      }
    }
  }

  @Test("mean over CPUs")
  func mean() throws {
    // One of sixteen: the mean is 6 %.
    let cpu = (0..<16).map { $0 == 7 ? Ticks(user: 1000) : Ticks(idle: 1000) }
    let machine = try Machine(
      cpu: cpu,
      sections: [("/proc/pressure/cpu", pressure(), pressure())]
        + [process(4000, "single", ticks: 1000, pages: 100, processor: 7)])
    #expect(machine.says("CPUBusy") == ["clear busy 6.25 %"])
    #expect(machine.says("CPUCorePegged") == ["note busy 100 % on CPU 7"])
    let evidence = machine.findings("CPUCorePegged").first?.evidence ?? []
    #expect(evidence.contains { $0.subject == .process(pid: 4000, name: "single") })
  }

  @Test("THP \"on\"")
  func hugePages() throws {
    let setting = "/sys/kernel/mm/transparent_hugepage/enabled"
    let calm = "compact_stall 9000\ncompact_fail 100\nthp_split_page 40000\nthp_fault_alloc 1000\n"
    let on = try Machine(sections: [
      (setting, "[always] madvise never\n", "[always] madvise never\n"),
      ("/proc/vmstat", calm, calm), ("/proc/pressure/memory", pressure(), pressure()),
    ])
    #expect(on.says("MemoryCompaction") == ["clear compaction stalls 0/s"])
    #expect(on.says("MemoryHugePageSplits") == ["clear huge page splits 0/s"])
    #expect(on.convicted(.memory) == [])
    // Stalls convict whatever the setting says.
    let stalls = calm.replacing("9000", with: "11000")
    let off = try Machine(sections: [
      (setting, "always madvise [never]\n", "always madvise [never]\n"),
      ("/proc/vmstat", calm, stalls),
      ("/proc/pressure/memory", pressure("9.00"), pressure("9.00", stalled: 1_000_000)),
    ])
    #expect(off.says("MemoryCompaction") == ["critical compaction stalls 200/s"])
  }

  @Test("entropy")
  func entropy() throws {
    // Since Linux 5.18 the pool is of 256 bits and never runs out, though 256 looks like nothing.
    let pool = "/proc/sys/kernel/random/"
    func machine(_ available: String) throws -> Machine {
      try Machine(
        cpu: [.init(user: 100, idle: 900)],
        sections: [
          (pool + "poolsize", "256\n", "256\n"), (pool + "entropy_avail", available, available),
        ])
    }
    let usual = try machine("256\n"), low = try machine("3\n")
    for check in Checklist.all {
      #expect(usual.findings(check.name).isEmpty)
      #expect(usual.says(check.name) == low.says(check.name))
    }
  }

  @Test("swap occupied")
  func swap() throws {
    // Full of what nobody has touched since yesterday.
    let memory = """
      MemTotal:       16384000 kB
      MemFree:         4000000 kB
      MemAvailable:    9000000 kB
      SwapTotal:       8192000 kB
      SwapFree:         163840 kB

      """
    let paging = "pswpin 900000\npswpout 2500000\npgscan_direct 80000\npgscan_kswapd 1\n"
    let machine = try Machine(sections: [
      ("/proc/meminfo", memory, memory), ("/proc/vmstat", paging, paging),
      ("/proc/pressure/memory", pressure(), pressure()),
    ])
    #expect(machine.says("MemorySwapUse") == ["note swap used 98 %"])
    #expect(machine.says("MemorySwapActivity") == ["clear swapped out 0 pages/s"])
    #expect(machine.convicted(.memory) == [])
  }

  @Test("the tool seen as the culprit")
  func ownProcess() throws {
    // The busiest process is the one that looks, and the second busiest its child.
    let machine = try Machine(
      cpu: [.init(user: 990, idle: 10), .init(idle: 1000)],
      sections: [
        ("/proc/pressure/cpu", pressure(), pressure()),
        ("whyslow", "version test\nself 500\n", "version test\nself 500\n"),
        process(500, "whyslow", ticks: 500, pages: 900),
        process(501, "dmesg", parent: 500, ticks: 300, pages: 900),
        process(700, "backup", ticks: 190, pages: 900),
      ])
    let processes = try machine.observation.processes.get()
    #expect(processes.map(\.name) == ["backup"])
    let evidence = machine.findings("CPUCorePegged").first?.evidence ?? []
    #expect(evidence.contains { $0.subject == .process(pid: 700, name: "backup") })
    // What it runs on is not in the queue either.
    #expect(try machine.observation.cpu.scheduler.get().running == [0, 0])
  }

  @Test("a container reading the host's /proc")
  func container() throws {
    let host = """
      MemTotal:      263192576 kB
      MemFree:       180000000 kB
      MemAvailable:  205290209 kB
      SwapTotal:             0 kB
      SwapFree:              0 kB

      """
    let base = "/sys/fs/cgroup/app"
    let machine = try Machine(
      cpu: Array(repeating: Ticks(user: 40, idle: 960), count: 4),
      sections: [
        ("/proc/meminfo", host, host), ("/proc/pressure/memory", pressure(), pressure()),
        ("/proc/mounts", cgroupMount, cgroupMount),
        (base + "/memory.current", "2146435072\n", "2146435072\n"),
        (base + "/memory.max", "2147483648\n", "2147483648\n"),
        (
          base + "/memory.stat", "anon 2100000000\ninactive_file 1048576\n",
          "anon 2100000000\ninactive_file 1048576\n"
        ),
        (
          base + "/memory.events", "low 0\nhigh 0\nmax 900\noom 0\noom_kill 0\n",
          "low 0\nhigh 0\nmax 2900\noom 0\noom_kill 0\n"
        ),
        (base + "/memory.pressure", pressure("30.00"), pressure("30.00", stalled: 4_000_000)),
      ])
    #expect(machine.says("MemoryAvailable") == ["clear used 22 %"])
    #expect(machine.says("MemoryCgroupUse") == ["critical working set 99.9 % on /app"])
    #expect(
      machine.says("MemoryCgroupLimit") == ["warning events at the memory limit 2,000 on /app"])
    for check in machine.convicted(.memory) {
      for finding in machine.findings(check) { #expect(finding.subject == .cgroup("/app")) }
    }
  }
}

/// What is written of a machine at both ends of ten seconds.
private struct Machine {
  let observation: Observation

  init(
    cpu: [Ticks] = [], blocked: Int = 0,
    sections: [(name: String, first: String, last: String)]
  ) throws {
    var all = sections
    if !cpu.isEmpty {
      let before = cpu.map { _ in Ticks(user: 5000, idle: 90_000, ioWait: 400) }
      let after = zip(before, cpu).map { $0 + $1 }
      all.insert(("/proc/stat", stat(before, blocked), stat(after, blocked)), at: 0)
    }
    var text = "whyslow recording 1\n-- sample 1 at 9990.0 wall 1795368111.0 --\n"
    for section in all { text += "-- \(section.name) --\n\(section.first)" }
    text += "-- sample 2 at 10000.0 wall 1795368121.0 --\n"
    for section in all { text += "-- \(section.name) --\n\(section.last)" }
    observation = Observation(try Recording(parsing: Array(text.utf8)))
  }

  private func verdict(_ name: String) -> Verdict? {
    Checklist.all.first { $0.name == name }?.judge(observation).verdict
  }

  /// The verdict of the check called `name`, as fixtures write it.
  func says(_ name: String) -> Set<String> { verdict(name)?.lines ?? [] }

  func findings(_ name: String) -> [Finding] { verdict(name)?.findings ?? [] }

  /// The checks of `resource` that warn or worse.
  func convicted(_ resource: Resource) -> [String] {
    Checklist.all.filter { $0.resource == resource }.map(\.name)
      .filter { (verdict($0)?.severity ?? .note) > .note }
  }
}

/// Hundredths of a second that a processor spent in each mode.
private struct Ticks {
  var user = 0, idle = 0, ioWait = 0

  static func + (left: Ticks, right: Ticks) -> Ticks {
    Ticks(
      user: left.user + right.user, idle: left.idle + right.idle,
      ioWait: left.ioWait + right.ioWait)
  }

  var line: String { "\(user) 0 0 \(idle) \(ioWait) 0 0 0 0 0" }
}

private func stat(_ processors: [Ticks], _ blocked: Int) -> String {
  let total = processors.reduce(Ticks(), +)
  let lines = processors.enumerated().map { "cpu\($0) \($1.line)\n" }.joined()
  return "cpu  \(total.line)\n\(lines)intr 500000 0\nctxt 1000000\nbtime 1795358121\n"
    + "processes 50000\nprocs_running 1\nprocs_blocked \(blocked)\n"
}

/// A pressure file whose averages are `average`, after `stalled` microseconds more.
private func pressure(_ average: String = "0.00", ten: String? = nil, stalled: Int = 0) -> String {
  let some = "avg10=\(ten ?? average) avg60=\(average) avg300=\(average)"
  return "some \(some) total=\(9_000_000 + stalled)\n"
    + "full avg10=0.00 avg60=0.00 avg300=0.00 total=12\n"
}

private func schedule(waited: Int) -> String {
  "version 15\ntimestamp 4298042456\n"
    + (0..<2).map { "cpu\($0) 0 0 9 8 7 6 900000000000 \(700_000_000_000 + waited) 5000\n" }
    .joined()
}

private let cgroupMount = "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n"

/// A cgroup whose quota held it back in `throttled` of a hundred periods.
private func group(_ path: String, quota: String, throttled: Int) -> [(String, String, String)] {
  let base = "/sys/fs/cgroup\(path)"
  func stat(_ periods: Int, _ held: Int) -> String {
    "usage_usec \(5_000_000 + periods * 50_000)\nnr_periods \(periods)\nnr_throttled \(held)\n"
      + "throttled_usec \(held * 60_000)\n"
  }
  return [
    ("/proc/mounts", cgroupMount, cgroupMount),
    (base + "/cpu.max", quota + "\n", quota + "\n"),
    (base + "/cpu.stat", stat(500, 20), stat(600, 20 + throttled)),
  ]
}

/// A process that used so many hundredths of a second of CPU time in the window.
private func process(
  _ pid: Int, _ name: String, parent: Int = 1, ticks: Int, pages: Int, processor: Int = 0
) -> (String, String, String) {
  func stat(_ time: Int) -> String {
    "\(pid) (\(name)) S \(parent) \(pid) \(pid) 0 -1 4194304 98 0 0 0 \(time) 0 0 0 20 0 1 0 5000 "
      + "3133440 \(pages) 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 \(processor) "
      + "0 0 0 0 0 0 0 0 0 0 0 0 0\n"
  }
  return ("/proc/\(pid)/stat", stat(900), stat(900 + ticks))
}
