import Collector
import Model
import Testing

@testable import Runbook

/// Who is named for what.
@Suite struct AttributionTests {
  @Test("What the kernel's log tells of the past names nobody of now")
  func past() throws {
    let diagnosis = try diagnose(killed: 60, pressure: 0)
    #expect(diagnosis.resourcesToBlame == [.memory])
    #expect(diagnosis.attributions.isEmpty)
  }

  @Test("A shortage that lasts names who holds the memory, whatever the log tells")
  func present() throws {
    let diagnosis = try diagnose(killed: 60, pressure: 2_700_000)
    #expect(diagnosis.attributions.first?.suspects.first?.subject.name == "hog (40)")
  }

  @Test("What a main thread waits is not told as its program's, which has others")
  func mainThread() throws {
    func told(_ threads: Int) throws -> [String] {
      var observation = Observation(try recording(killed: 60, pressure: 0))
      var process = ProcessObservation(pid: 7, parent: 1, name: "spin")
      (process.cpuPercent, process.threads) = (197, threads)
      process.runDelayPercent = .success(0.1)
      observation.processes = .success([process])
      let suspect = try #require(attribute(.cpu, in: observation).first?.suspects.first)
      return suspect.measurements.map(\.name)
    }
    #expect(try told(1) == ["CPU", "run delay"])
    #expect(try told(7) == ["CPU"])
  }

  @Test("An interface that is being set up is no fault")
  func settingUp() throws {
    let observation = Observation(try recording(killed: 60, pressure: 0))
    #expect(observation.kernelLog.value?.events.map(\.kind) == [.outOfMemory])
  }

  @Test("The triage counts the faults that its verdict is about")
  func triaged() throws {
    let text = """
      whyslow recording 1
      -- sample 1 at 9997.0 wall 1795368121.0 --
      -- sample 2 at 10000.0 wall 1795368124.0 --
      -- dmesg -r --
      <5>[    0.000000] Linux version 6.1.0
      <3>[ 7500.000000] I/O error, dev sda, sector 2048 op 0x0:(READ) flags 0x0 phys_seg 1

      """
    let observation = Observation(try Recording(parsing: Array(text.utf8)))
    let judgements = Runbook.diagnose(observation, target: .local).judgements
    let row = try #require(
      triage(observation, judgements).rows.first { $0.command == "dmesg | tail" })
    #expect(
      row.judgements.contains { $0.check.name == "DiskIOErrors" && $0.verdict.severity != nil })
    #expect(row.facts.value?.first?.quantity.value == 1)
  }

  @Test("Who drops connections is told by the sockets' own counters, not by being busy")
  func sockets() throws {
    func sample(_ drops: Int) -> String {
      """
      -- /proc/net/netstat --
      TcpExt: ListenOverflows ListenDrops
      TcpExt: \(drops) \(drops)
      -- ss -Oltnme --
      State Recv-Q Send-Q Local Address:Port Peer Address:Port Process
      LISTEN 0 128 0.0.0.0:81 0.0.0.0:* ino:8 skmem:(d0)
      LISTEN 5 4 0.0.0.0:80 0.0.0.0:* ino:7 skmem:(d\(drops))

      """
    }
    let text = """
      whyslow recording 1
      -- sample 1 at 100.0 wall 1795368121.0 --
      \(sample(10))-- sample 2 at 103.0 wall 1795368124.0 --
      \(sample(310))-- socket owners --
      7 40 slow
      8 41 busy

      """
    let observation = Observation(try Recording(parsing: Array(text.utf8)))
    let diagnosis = Runbook.diagnose(observation, target: .recording(path: "test"))
    #expect(diagnosis.resourcesToBlame == [.network])
    #expect(diagnosis.attributions.map(\.measure) == ["what its sockets dropped"])
    #expect(
      diagnosis.attributions.first?.suspects.map(\.subject) == [.process(pid: 40, name: "slow")])
  }

  private func diagnose(killed seconds: Int, pressure: Int) throws -> Diagnosis {
    let recording = try recording(killed: seconds, pressure: pressure)
    return Runbook.diagnose(Observation(recording), target: .recording(path: "test"))
  }

  /// A machine on which a process was killed `seconds` after boot and some other holds memory;
  /// tasks wait for memory for `pressure` microseconds of the window.
  private func recording(killed seconds: Int, pressure: Int) throws -> Recording {
    let stat = "40 (hog) S 1 40 40 0 -1 4194304 98 0 0 0 100 0 0 0 20 0 1 0 5 900000 250000 0 0"
    let process = "-- /proc/40/stat --\n\(stat)" + String(repeating: " 0", count: 26) + "\n"
    func stall(_ total: Int) -> String {
      """
      -- /proc/pressure/memory --
      some avg10=0.00 avg60=0.00 avg300=0.00 total=\(total)
      full avg10=0.00 avg60=0.00 avg300=0.00 total=0

      """
    }
    let text = """
      whyslow recording 1
      -- sample 1 at 100.0 wall 1795368121.0 --
      \(stall(0))\(process)-- sample 2 at 103.0 wall 1795368124.0 --
      \(stall(pressure))\(process)-- dmesg -r --
      <5>[    0.000000] Linux version 6.1.0
      <6>[    5.000000] IPv6: ADDRCONF(NETDEV_UP): eth0: link is not ready
      <3>[   \(seconds).000000] Out of memory: Killed process 39 (gone) total-vm:8kB, anon-rss:8kB

      """
    return try Recording(parsing: Array(text.utf8))
  }
}
