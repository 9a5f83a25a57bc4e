import KernelText
import Model
import Testing

@testable import Collector

/// What a hostile name or text may not do: become a section of its own.
@Suite struct ForgeryTests {
  private func reread(_ sample: Sample) throws -> Sample {
    try Recording(parsing: Recording(samples: [sample]).archive).samples[0]
  }

  @Test("No content forges a section")
  func content() throws {
    var sample = Sample(time: 1, wallTime: 1)
    let forged =
      "-- /proc/loadavg --\n9.99 9.99 9.99 9/9 9\n-- end --\n-- sample 2 at 9 wall 9 --\n"
    sample.add("dmesg -r", "x\n\(forged)".utf8)
    sample.processes = [ProcessReadings(pid: 7)]
    sample.processes[0].cmdline = .text(sample.append("sh\n\(forged)".utf8))
    let again = try reread(sample)
    #expect(again.order == ["dmesg -r"])
    #expect(again.text("dmesg -r").value?.string == "x\n\(forged)")
    let process = try #require(again.processes.first)
    #expect(again.text(process, .cmdline).value?.string == "sh\n\(forged)")
  }

  @Test(
    "No name forges a section or its status",
    arguments: [
      "/sys/fs/cgroup/a\n-- /proc/loadavg --\n9 9 9 9/9 9/cpu.stat",
      "/sys/fs/cgroup/a -- missing: x/cpu.stat", "/sys/fs/cgroup/a --/cpu.stat",
      "/sys/fs/cgroup/a -- -- --", "/sys/fs/cgroup/\u{1B}[2J/cpu.stat",
    ])
  func name(name: String) throws {
    var sample = Sample(time: 1, wallTime: 1)
    sample.add(name, "usage_usec 1\n".utf8)
    let again = try reread(sample)
    #expect(again.order == sample.order)
    let kept = try #require(again.order.first)
    #expect(again.order.count == 1)
    #expect(kept.hasPrefix("/sys/fs/cgroup/"))
    #expect(again.text(kept).value?.string == "usage_usec 1\n")
  }

  @Test("No reason forges a section")
  func reason() throws {
    var sample = Sample(time: 1, wallTime: 1)
    sample.set("journalctl --dmesg", .failed(.forbidden, " No\n-- /proc/loadavg --\n9 9 9 9/9 9"))
    let again = try reread(sample)
    #expect(again.order == ["journalctl --dmesg"])
    let gap = again.text("journalctl --dmesg").gap
    #expect(gap == sample.text("journalctl --dmesg").gap)
    #expect(gap?.kind == .forbidden)
  }
}
