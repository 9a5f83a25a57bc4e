import Collector
import Model
import Runbook
import Testing

/// The dives over what only a closer look tells.
@Suite struct DiveTests {
  private func seen(_ change: (inout CloserLook) -> Void) throws -> Observation {
    let text = "whyslow recording 1\n-- sample 1 at 100.0 wall 1.0 --\n"
    var observation = Observation(try Recording(parsing: Array(text.utf8)))
    var look = CloserLook(seconds: 1)
    change(&look)
    observation.closer = .success(look)
    return observation
  }

  private func table(_ title: String, _ dive: Dive) throws -> [Dive.Row] {
    try #require(dive.sections.first { $0.title == title }).rows.get()
  }

  @Test("The hottest thread stands first, and one without run delay is no zero")
  func threads() throws {
    let observation = try seen { look in
      var hot = ThreadObservation(pid: 7, tid: 9, name: "worker")
      hot.cpuPercent = 98
      look.threads = .success([ThreadObservation(pid: 7, tid: 7, name: "main"), hot])
    }
    let result = dive(.cpu, in: observation)
    let rows = try table("Threads that run", result)
    #expect(rows.map(\.name) == ["worker (9)"])
    #expect(!rows[0].measurements.contains { $0.name == "run delay" })
    #expect(result.inBrief.contains { $0.section.title == "Threads that run" })
  }

  @Test("A process whose page tables are refused is a row with the reason")
  func refused() throws {
    let observation = try seen { look in
      look.proportional = .success([
        ProportionalMemory(
          pid: 1, size: .failure(Gap(.forbidden, "/proc/1/smaps_rollup", "Permission denied")))
      ])
    }
    let result = dive(.memory, in: observation)
    let row = try #require(try table("Programs by their share of memory", result).first)
    #expect(row.measurements.isEmpty && row.detail?.contains("Permission denied") == true)
    #expect(
      result.advice.contains { $0.takes.contains("smaps_rollup") && $0.what.contains("refused") })
  }

  @Test("A disk's requests have their size, and without any there is none")
  func requestSize() throws {
    var observation = try seen { _ in }
    var disk = BlockDevice(name: "sda", kind: .solidState, isLeaf: true)
    (disk.writesPerSecond, disk.writeBytesPerSecond, disk.queue) = (100, 1_638_400, 1)
    observation.disk.devices = .success([disk])
    let row = try #require(try table("Devices", dive(.disk, in: observation)).first)
    #expect(row.measurements.first { $0.name == "w size" }?.quantity == Quantity(16_384, .bytes))
    #expect(!row.measurements.contains { $0.name == "r size" })
  }

  @Test("The peer to which is sent again now comes first")
  func peers() throws {
    let observation = try seen { look in
      var near = TCPConnection(local: "10.0.0.1:1", peer: "10.0.0.2:443")
      (near.roundTrip, near.retransmittedNow) = (0.1, 3)
      var far = TCPConnection(local: "10.0.0.1:2", peer: "[fe80::1]:443")
      (far.roundTrip, far.retransmittedNow) = (300, 0)
      look.connections = .success([far, near, near])
    }
    let rows = try table("Connections by peer", dive(.network, in: observation))
    #expect(rows.map(\.name) == ["10.0.0.2", "[fe80::1]"])
    #expect(rows[0].measurements.first?.quantity.value == 2)
  }

  @Test(
    "Whom calls and closed windows wait for is told, and that a link is up that carries nothing")
  func waitsForPeers() throws {
    var observation = try seen { look in
      let silent = Gap(.timedOut, "dig @10.0.0.53", "no servers could be reached")
      look.resolvers = .success([ResolverAnswer("10.0.0.53", milliseconds: .failure(silent))])
    }
    func one(_ reason: WaitingConnection.Reason, _ peer: String) -> WaitingConnection {
      WaitingConnection(
        reason, local: "10.0.0.1:1", remote: peer, unsent: 4096, taken: 0, isOpenedHere: true,
        owner: SocketOwner(pid: 7, name: "app"))
    }
    observation.network.waiting = .success([
      one(.window, "10.0.0.3:80"), one(.answer, "10.0.0.2:5432"), one(.answer, "10.0.0.2:5432"),
    ])
    let none = Gap(.missing, "/sys/class/net", "not there")
    func idle(_ name: String, _ state: String) -> NetworkInterface {
      NetworkInterface(
        name: name, received: .init(), sent: .init(), speed: .failure(none), duplex: .failure(none),
        state: .success(state), carrierChanges: .failure(none), isWireless: false)
    }
    observation.network.interfaces = .success([idle("eth0", "up"), idle("ifb0", "down")])
    let result = dive(.network, in: observation)
    let rows = try table("Connections that wait for the other end", result)
    #expect(rows.map(\.name) == ["10.0.0.2:5432", "10.0.0.3:80"])
    #expect(rows[0].detail == "no answer to the first packet; app (7)")
    #expect(rows[1].measurements.last?.quantity == Quantity(4096, .bytes))
    #expect(try table("Interfaces", result).map(\.name) == ["eth0"])
    // A server's silence is no missing tool.
    #expect(!result.advice.contains { $0.takes.contains("apt install bind9-dnsutils") })
  }

  @Test("Where all was told, nothing is advised that would tell it again")
  func advice() throws {
    let told = try seen { look in
      look.connections = .success([])
      look.listening = .success([])
      look.resolvers = .success([])
    }
    #expect(!dive(.network, in: told).advice.contains { $0.takes.contains("iproute2") })
    let untold = try seen { look in
      look.connections = .failure(Gap(.missing, "ss", "not installed"))
    }
    let advice = try #require(
      dive(.network, in: untold).advice.first { $0.takes.contains("iproute2") })
    #expect(advice.what.contains("not installed"))
  }

  @Test("No deleted file among the descriptors that one may see is no answer about the others")
  func deletedOfOthers() throws {
    let others = Gap(.forbidden, "/proc/PID/fd", "not of others' processes")
    let title = "Deleted files still held open"
    let none = try seen { ($0.deleted, $0.untoldDeleted) = (.failure(others), others) }
    let some = try seen {
      $0.deleted = .success([
        DeletedFile(pid: 7, descriptor: 5, path: "/a", bytes: 65_536, descriptors: 1)
      ])
      $0.untoldDeleted = others
    }
    for observation in [none, some] {
      let result = dive(.disk, in: observation)
      #expect(result.sections.first { $0.title == title }?.rows.value?.isEmpty != true)
      #expect(
        result.advice.contains {
          $0.wasMissing && $0.what.contains("deleted files") && $0.what.contains("(refused)")
        })
    }
    #expect(
      dive(.disk, in: some).sections.first { $0.title == title }?.remark?.contains("may be more")
        == true)
  }

  @Test(
    "What is refused to a dive is told with the right that it takes, and what nobody took is no tool's",
    arguments: divableResources)
  func missing(of resource: Resource) throws {
    var refused = try seen { _ in }
    refused.kernelLog = .failure(Gap(.forbidden, "dmesg", "Operation not permitted"))
    let shown = dive(resource, in: refused)
    let needsLog = shown.sections.contains { $0.rows.gap?.source == "dmesg" }
    #expect(shown.advice.contains { $0.takes.contains("dmesg") && $0.wasMissing } == needsLog)
    #expect(needsLog == [.disk, .memory, .gpu].contains(resource))

    var unlooked = refused
    unlooked.closer = .failure(.noCloserLook)
    let advice = dive(resource, in: unlooked).advice.filter(\.wasMissing)
    #expect(
      advice.contains { $0.takes.contains("whyslow record --dive") } == (resource != .gpu))
    #expect(!advice.contains { $0.takes.contains("apt install") })
  }

  @Test("A profile's shares are of all that ran, and the kernel's work counts for its caller")
  func profile() throws {
    let frames = ["app", "main", "work"].map { Profile.Frame($0) }
    let stacks = [
      Profile.Stack(frames + [Profile.Frame("copy", isKernel: true)], count: 1),
      Profile.Stack(frames, count: 3),
    ]
    let observation = try seen {
      $0.profile = .success(Profile(stacks, seconds: 1, frequency: 99))
    }
    let result = dive(.cpu, in: observation)
    let functions = try result.sections[0].rows.get()
    #expect(functions.map(\.name) == ["work"])
    #expect(functions[0].measurements[0].quantity.value == 100)
    #expect(try table("Functions of the kernel", result)[0].measurements[0].quantity.value == 25)
    #expect(!result.advice.contains { $0.what.contains("functions") })
  }

  @Test("What is asked for is bounded, and of the processes that matter")
  func request() throws {
    var observation = try seen { _ in }
    observation.processes = .success(
      (1...40).map { number in
        var process = ProcessObservation(pid: number, parent: 0, name: "p")
        process.cpuPercent = Double(number)
        process.resident = Double(number) * 1e9
        process.threads = number == 40 ? 1_000_000 : 2
        return process
      })
    let request = DiveRequest([.cpu, .memory], in: observation)
    #expect(request.threadsOf == [39, 38, 37, 36, 35])
    #expect(request.memoryOf.first == 40 && request.memoryOf.count <= 8)
    #expect(DiveRequest([.gpu], in: observation).isEmpty)
  }
}
