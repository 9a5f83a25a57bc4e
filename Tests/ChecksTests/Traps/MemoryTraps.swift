import Model
import Testing

@testable import Checks

/// Readings of memory that are easy and wrong, each on a machine that would fool them.
@Suite struct MemoryTraps {
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
