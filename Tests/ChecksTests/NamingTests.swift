import Collector
import Model
import Testing

@testable import Checks

/// A finding names what is behind it, where the machine tells.
@Suite struct NamingTests {
  /// The evidence and quotes of what the check finds in `fires.rec`, or in another of its fixtures.
  private func finding(_ check: String, in name: String = "fires") throws -> Finding {
    let fixture = try #require(try Fixture.all(of: check).first { $0.name == name })
    let verdict = Checklist.all.first { $0.name == check }?.judge(fixture.observation).verdict
    return try #require(verdict?.findings.first)
  }

  @Test("The device whose interrupts take a processor")
  func interrupts() throws {
    let evidence = try finding("CPUInterrupts").evidence
    #expect(evidence.first?.name == "interrupt 36 nvme0q1")
    #expect(evidence.first?.quantity == Quantity(40_000, .perSecond))
  }

  @Test("The kind of soft interrupts that are not the network's")
  func softInterrupts() throws {
    #expect(
      try finding("CPUSoftirq", in: "disk").evidence.first?.name == "soft interrupt BLOCK")
  }

  @Test("The memory module that makes errors")
  func modules() throws {
    let label = Subject.device("CPU_SrcID#0_MC#0_Chan#1_DIMM#1")
    #expect(try finding("MemoryEDACCorrected").evidence.map(\.subject).contains(label))
    let channel = Subject.device("DIMM_B1")
    #expect(
      try finding("MemoryEDACCorrected", in: "rows").evidence.map(\.subject).contains(channel))
  }

  @Test("The cache that leaks, and not those that are emptied on demand")
  func caches() throws {
    let names = try finding("MemorySlabGrowth").evidence.map(\.name)
    #expect(names.contains("cache leaky_conn"))
    #expect(!names.contains("cache dentry"))
  }

  @Test("What a process in uninterruptible sleep waits in")
  func waitChannel() throws {
    func stat(_ pid: Int) -> String {
      "\(pid) (ls) D 1 \(pid) \(pid) 0 -1 4194304 12 0 3 0 40 25 0 0 20 0 1 0 2500 12500992 900 "
        + "18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
    }
    let text = """
      whyslow recording 1
      -- sample 1 at 100.0 wall 1795368121.0 --
      -- /proc/812/stat --
      \(stat(812))-- /proc/813/stat --
      \(stat(813))-- sample 2 at 110.0 wall 1795368131.0 --
      -- /proc/812/stat --
      \(stat(812))-- /proc/812/wchan -- unterminated
      rpc_wait_bit_killable
      -- /proc/813/stat --
      \(stat(813))-- /proc/813/wchan -- unterminated
      0

      """
    let observation = Observation(try Recording(parsing: Array(text.utf8)))
    let processes = try observation.processes.get()
    #expect(processes.map(\.waitChannel) == ["rpc_wait_bit_killable", nil])
    let check = try #require(Checklist.all.first { $0.name == "DiskBlockedTasks" })
    let quotes = check.judge(observation).verdict.findings.first?.quotes
    #expect(quotes == ["ls (812) waits in rpc_wait_bit_killable"])
  }
}
