import FoundationEssentials
import KernelText
import Model
import Testing

@testable import Collector

/// The tree that prometheus/procfs tests its own parsers with: odd cases of many machines.
@Suite(.enabled(if: Upstream.has("procfs"), Upstream.absence("procfs")))
struct ProcfsTests {
  private let tree: Unpacked

  init() async throws { tree = try await Unpacked("procfs/fixtures-extracted.tar.xz") }

  private var root: String { tree.path("fixtures") }

  @Test func everyFileThatIsRead() throws {
    let reading = try TreeReading(tree)
    print("procfs: \(reading)")
    // Made for refusal: no numbers, and fewer columns than every kernel has.
    #expect(
      reading.refused == [
        "fixtures/proc/26233/schedstat", "fixtures/proc/net/softnet_stat.broken",
        "fixtures/proc/net/udp_broken",
      ])
    #expect(reading.count > 20)
  }

  @Test func theTreeAsAMachine() throws {
    let observation = try observed(root)
    #expect(observation.machine.processors == 8)
    #expect(observation.machine.memoryBytes == 16_042_172_416)
  }

  @Test func disks() throws {
    let disks = try DiskStats.parse(text("diskstats"))
    #expect(disks.count == 52)
    let sdb = try #require(disks.first { $0.name == "sdb" })
    #expect(sdb.reads == 326_552)
    #expect(sdb.readSectors == 9_657_779)
    #expect(sdb.ioTime == 60730)
    #expect(sdb.discardSectors == 1_925_173_784)
    #expect(sdb.flushes == 0)
    let sdc = try #require(disks.first { $0.name == "sdc" })
    #expect(sdc.flushes == 127)
    #expect(sdc.flushTime == 182)
  }

  @Test func interfaces() throws {
    let interfaces = try NetDev.parse(text("net/dev"))
    #expect(interfaces.map(\.name) == ["vethf345468", "lo", "docker0", "eth0"])
    let eth0 = try #require(interfaces.last)
    #expect(eth0.received.bytes == 874_354_587)
    #expect(eth0.received.packets == 1_036_395)
    #expect(eth0.sent.bytes == 563_352_563)
    #expect(eth0.sent.packets == 732_147)
  }

  @Test func sockets() throws {
    let sockets = try SocketLine.parse(text("net/udp6"))
    #expect(sockets.count == 2)
    let socket = try #require(sockets.last)
    #expect("\(socket.local)" == "[fe80::56e1:adff:fe7c:6609]")
    #expect(socket.localPort == 51073)
    #expect("\(socket.remote)" == "[::]")
    #expect(socket.inode == 11_337_031)
    #expect(socket.drops == 0)
    let listening = try SocketLine.parse(text("net/tcp"))
    #expect(
      listening.map { "\($0.local):\($0.localPort)" } == [
        "10.0.0.5:22", "0.0.0.0:22", "0.0.0.0:22",
      ])
    #expect(listening.allSatisfy { $0.state == SocketLine.listen && $0.drops == nil })
    #expect(listening.map(\.unread) == [1, 0, 1])
    let neighbours = try ProcessorTable(text("net/stat/arp_cache"))
    #expect(neighbours["entries"] == [20, 20])
    #expect(neighbours["table_fulls"] == [12, 24])
  }

  @Test func processors() throws {
    let stat = try ProcStat(text("stat"))
    #expect(stat.total.user == 301_854)
    #expect(stat.total.steal == 0)
    #expect(stat.processors.count == 8)
    #expect(stat.processors[0]?.idle == 1_087_069)
    #expect(stat.contextSwitches == 38_014_093)
    #expect(stat.interrupts == 73_777_505)
    #expect(stat.bootTime == 1_418_183_276)
  }

  @Test func memory() throws {
    let table = try KeyValues(text("meminfo"))
    #expect(table["MemTotal"] == 15_666_184 * 1024)
    #expect(table["HugePages_Total"] == 0)
    #expect(table["VmallocTotal"] == 34_359_738_367 * 1024)
  }

  @Test func pressure() throws {
    let pressure = try PressureText(text("pressure/io"))
    #expect(pressure.some.average10 == 0.1)
    #expect(pressure.some.average60 == 2)
    #expect(pressure.some.average300 == 3.85)
    #expect(pressure.some.total == 15)
    #expect(pressure.full?.average300 == 4.95)
    #expect(pressure.full?.total == 25)
  }

  @Test func aProcess() throws {
    let stat = try ProcessStat(text("26231/stat"))
    #expect(stat.name == "vim")
    #expect(stat.parent == 5392)
    #expect(stat.userTime == 1677)
    #expect(stat.systemTime == 44)
    #expect(stat.startTime == 82375)
    #expect(stat.resident == 1981)
    let schedule = try ProcessSchedule(text("26231/schedstat"))
    #expect(schedule.wait == 93_680_043)
  }

  private func text(_ path: String) throws -> Text {
    Text(try tree.bytes("fixtures/proc/\(path)"))
  }
}
