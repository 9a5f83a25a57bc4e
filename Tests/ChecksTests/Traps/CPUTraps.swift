import Model
import Testing

@testable import Checks

/// Readings of processors that are easy and wrong, each on a machine that would fool them.
@Suite struct CPUTraps {
  @Test("iowait counted as CPU use")
  func ioWait() throws {
    // 100 less idle is 97 %, and nothing runs.
    let machine = try Machine(
      cpu: [.init(user: 20, idle: 30, ioWait: 950), .init(user: 40, idle: 60, ioWait: 900)],
      sections: [("/proc/pressure/cpu", pressure(), pressure())])
    #expect(machine.says("CPUBusy") == ["clear busy 3 %"])
    #expect(machine.convicted(.cpu) == [])
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
}
