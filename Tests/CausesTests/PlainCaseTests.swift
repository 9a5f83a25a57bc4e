import Collector
import Model
import Testing

@testable import Causes

/// A process that grows below the limit of its group, and peers to whom segments are sent again.
@Suite struct PlainCaseTests {
  private func seen(_ change: (inout Observation) -> Void) throws -> Observation {
    let text = """
      whyslow recording 1
      -- sample 1 at 100.0 wall 1.0 --
      -- sample 2 at 103.0 wall 4.0 --

      """
    var observation = Observation(try Recording(parsing: Array(text.utf8)))
    change(&observation)
    return observation
  }

  @Test("What decides is looked for where the group's version has it")
  func versions() throws {
    func filled(_ version: Int, _ command: String) throws -> String {
      let observation = try seen { observation in
        let none = Gap(.missing, "/sys/fs/cgroup", "not there")
        let group = Cgroup(
          path: "/web", version: version, cpu: .failure(none), memory: .failure(none),
          io: .failure(none), pids: .failure(none), cpuPressure: .failure(none),
          memoryPressure: .failure(none), ioPressure: .failure(none))
        observation.cgroups = .success([group])
      }
      let scene = Scene(diagnosis([]), observation)
      return Case(scene: scene, subject: .cgroup("/web"), proof: []).filled(command)
    }
    let command = "grep -H . /sys/fs/cgroup/GROUP/memory.events /sys/fs/cgroup/GROUP/pids.max; w"
    #expect(
      try filled(2, command)
        == "grep -H . /sys/fs/cgroup/web/memory.events /sys/fs/cgroup/web/pids.max; w")
    #expect(
      try filled(1, command)
        == "grep -H . /sys/fs/cgroup/memory/web/memory.failcnt /sys/fs/cgroup/pids/web/pids.max; w")
    #expect(try filled(1, "cat /proc/PID/stack") == "cat /proc/PID/stack")
  }

  private func causes(
    growth: Double, events: Double = 0, killed group: String? = nil
  ) throws -> [ExplainedCause] {
    let observation = try seen { observation in
      var memory = Cgroup.Memory()
      (memory.usage, memory.limit, memory.limitEvents) = (240e6, 256e6, events)
      let none = Gap(.missing, "/sys/fs/cgroup", "not there")
      let group = Cgroup(
        path: "/web", version: 2, cpu: .failure(none), memory: .success(memory), io: .failure(none),
        pids: .failure(none), cpuPressure: .failure(none), memoryPressure: .failure(none),
        ioPressure: .failure(none))
      observation.cgroups = .success([group])
      var process = ProcessObservation(pid: 7, parent: 1, name: "leaking")
      process.residentGrowth = growth
      process.cgroups = ["memory": "/web"]
      observation.processes = .success([process])
    }
    var findings = [found(.memoryCgroupUse, on: .cgroup("/web"), "working set", 93, .percent)]
    if events > 0 { findings.append(found(.memoryCgroupLimit, .critical, on: .cgroup("/web"))) }
    if let group {
      let kill = Finding(
        .warning, Measurement("out of memory", 1, .count, on: .process(pid: 5, name: "old")),
        "The kernel killed it.", evidence: [Measurement("limit", 9, .bytes, on: .cgroup(group))])
      findings.append((.memoryOOMKill, kill))
    }
    return explain(diagnosis(findings), observation).causes
  }

  @Test("What fills one group has killed in no other")
  func kills() throws {
    #expect(try causes(growth: 12e6, killed: "/web").map(\.name) == ["GroupMemoryLimit"])
    let other = try causes(growth: 12e6, killed: "/other")
    #expect(Set(other.map(\.name)) == ["MemoryLeak", "GroupMemoryLimit"])
    #expect(
      other.first { $0.name == "GroupMemoryLimit" }?.culprits.map(\.subject) == [.cgroup("/other")])
  }

  @Test("What grows until its group is full leaks, with the limit as the other way to see it")
  func leak() throws {
    let leak = try #require(try causes(growth: 12e6).first)
    #expect(leak.name == "MemoryLeak")
    #expect(leak.culprits.map(\.subject) == [.process(pid: 7, name: "leaking")])
    #expect(leak.ties.map(\.cause) == ["GroupMemoryLimit"])
    // What does not grow, or would need an hour, is no leak.
    #expect(try causes(growth: 0).map(\.name) == ["GroupMemoryLimit"])
    #expect(try causes(growth: 1e4).map(\.name) == ["GroupMemoryLimit"])
  }

  @Test(
    "A group starves that gets less than its part, and not for the number of its own tasks",
    arguments: [
      // By group, each task's time and wait in percent: two beside four that are many themselves.
      (["/a": [(0.4, 99.5), (0.3, 99.6)], "/b": Array(repeating: (49.0, 50.0), count: 4)], "/a"),
      (["/a": [(0.7, 99)], "/b": [(99, 0), (99, 0)]], "/a"),
      (["/a": Array(repeating: (2.5, 97), count: 40), "/b": [(99, 0)]], nil),
      (["/a": [(33, 66)], "/b": [(33, 66)], "/c": [(33, 66)]], nil),
      (["/a": [(5, 90)], "/b": Array(repeating: (5, 90), count: 20)], nil),
    ] as [([String: [(Double, Double)]], String?)])
  func starved(groups: [String: [(Double, Double)]], path: String?) throws {
    let observation = try seen { observation in
      var all: [ProcessObservation] = []
      for (path, tasks) in groups.sorted(by: { $0.key < $1.key }) {
        for (time, wait) in tasks {
          var process = ProcessObservation(pid: 100 + all.count, parent: 1, name: "work")
          process.cgroups = ["cpu": path]
          process.cpuPercent = time
          process.runDelayPercent = .success(wait)
          all.append(process)
        }
      }
      observation.processes = .success(all)
    }
    #expect(Scene.starvedGroup(in: observation)?.path == path)
    let findings = [found(.cpuBusy), found(.cpuRunQueue), found(.cpuRunDelay)]
    let explanation = explain(diagnosis(findings), observation)
    let told = explanation.causes.flatMap { [$0.name] + $0.ties.map(\.cause) }
    #expect(told.contains("GroupStarved") == (path != nil))
    #expect(explanation.ruledOut.map(\.cause).contains("GroupStarved") == (path == nil))
  }

  @Test(
    "Pages that went to swap and stay there are no thrash, nor are files that are read for the first time",
    arguments: [
      (300.0, 0.0, 0.0, [CheckName.memorySwapActivity], "SwapThrash"),
      (2, 0, 0, [.memorySwapActivity], nil),
      (0, 900, 800, [.memoryMajorFaults], "PageCacheThrash"),
      (0, 900, 3, [.memoryMajorFaults], nil),
      (0, 900, 800, [.memoryRefaults], "PageCacheThrash"),
    ] as [(Double, Double, Double, [CheckName], String?)])
  func thrash(back: Double, faults: Double, again: Double, checks: [CheckName], name: String?)
    throws
  {
    let text = """
      whyslow recording 1
      -- sample 1 at 100.0 wall 1.0 --
      -- /proc/vmstat --
      pgmajfault 0
      pswpin 0
      pswpout 0
      workingset_refault_file 0
      -- sample 2 at 110.0 wall 11.0 --
      -- /proc/vmstat --
      pgmajfault \(Int(faults * 10))
      pswpin \(Int(back * 10))
      pswpout 9000
      workingset_refault_file \(Int(again * 10))

      """
    let observation = Observation(try Recording(parsing: Array(text.utf8)))
    let told = explain(diagnosis(checks.map { found($0) }), observation)
    #expect(told.causes.map(\.name) == (name.map { [$0] } ?? []))
    #expect(told.unexplained.isEmpty == (name != nil))
  }

  @Test("Who asks for a name waits for a processor too, and no server's silence is explained by it")
  func lateAsker() {
    func causes(_ name: String, _ milliseconds: Double, queue: Double?) -> Set<String> {
      let resolver = found(
        .networkResolvers, on: .socket("10.0.0.53:53"), name, milliseconds, .milliseconds)
      let waiting = queue.map {
        [found(.cpuBusy), found(.cpuRunQueue, .warning, "runnable per processor", $0, .ratio)]
      }
      return Set(explained([resolver] + (waiting ?? [])).causes.map(\.name))
    }
    #expect(causes("answer", 340, queue: 20) == ["CPUShortage"])
    #expect(causes("answer", 3000, queue: 20) == ["CPUShortage", "SlowDNS"])
    #expect(causes("wait of each look-up", 2000, queue: 20) == ["CPUShortage", "SlowDNS"])
    #expect(causes("answer", 340, queue: nil) == ["SlowDNS"])
  }

  @Test(
    "A profile tells threads that want one lock from threads that work",
    arguments: [
      ([("hot", "futex_wait", 40), ("hot", "__lll_lock_wake", 20), ("hot", "work", 30)], true),
      ([("hot", "futex_wait", 30), ("hot", "work", 60)], false),
      ([("pool", "futex_wait", 20), ("hot", "work", 60)], false), ([], false),
    ] as [([(String, String, Int)], Bool)])
  func profiledLocks(stacks: [(program: String, function: String, count: Int)], isTold: Bool) throws
  {
    let observation = try seen { observation in
      var look = CloserLook(seconds: 0.8)
      look.profile = .success(
        Profile(
          stacks.map { one in
            Profile.Stack(
              [.init(one.program), .init("start"), .init(one.function)], count: one.count)
          }, seconds: 3, frequency: 99))
      observation.closer = .success(look)
    }
    let findings = [
      found(.cpuBusy), found(.cpuRunQueue), found(.cpuContextSwitches, .note, "switches", 27_000),
    ]
    let explanation = explain(diagnosis(findings), observation)
    #expect(explanation.causes.map(\.name) == ["CPUShortage"])
    #expect((explanation.causes[0].ties.map(\.cause) == ["LockContention"]) == isTold)
  }

  @Test("At the limit it is the limit that holds it")
  func limited() throws {
    #expect(try causes(growth: 12e6, events: 40).map(\.name) == ["GroupMemoryLimit"])
  }

  @Test("Datagrams that were thrown away while no socket was full are no socket's fault")
  func datagrams() throws {
    func told(_ full: Double?) -> Explanation {
      let lost = Finding(
        .warning, Measurement("UDP errors", 5, .percent), "Datagrams are thrown away.",
        evidence: full.map { [Measurement("for a full buffer", $0, .count)] } ?? [])
      return explained([(.networkUDPErrors, lost)])
    }
    #expect(told(0).causes.map(\.name) == ["BrokenPackets"])
    #expect(told(0).ruledOut.contains { $0.cause == "SocketBuffers" })
    #expect(told(3).causes.map(\.name) == ["SocketBuffers"])
    #expect(told(nil).causes.map(\.name) == ["SocketBuffers"])
  }

  @Test("A peer that does not answer is told once: as a fault where calls are sent again")
  func silentPeer() throws {
    func told(_ calls: Int) throws -> (causes: [String], bounds: [String]) {
      let text = """
        whyslow recording 1
        -- sample 1 at 100.0 wall 1.0 --
        -- /proc/net/netstat --
        TcpExt: TCPTimeouts TCPSynRetrans
        TcpExt: 0 0
        -- sample 2 at 103.0 wall 4.0 --
        -- /proc/net/netstat --
        TcpExt: TCPTimeouts TCPSynRetrans
        TcpExt: \(calls) \(calls)

        """
      var observation = Observation(try Recording(parsing: Array(text.utf8)))
      observation.network.waiting = .success([
        WaitingConnection(
          .answer, local: "10.99.0.1:1", remote: "10.99.0.2:5432", unsent: 0, taken: 0,
          isOpenedHere: true, owner: nil)
      ])
      let waits = found(
        .networkPeerWindow, .note, on: .socket("10.99.0.2:5432"), "without an answer", 20)
      let timeouts = found(.networkTimeouts, .warning, "timeouts", 13, .perSecond)
      let told = explain(diagnosis(calls > 0 ? [timeouts, waits] : [waits]), observation)
      return (told.causes.map(\.name), told.bounds.map(\.name))
    }
    #expect(try told(40) == (["PeerSilent"], []))
    #expect(try told(0) == ([], ["ApplicationWaits"]))
  }

  @Test("Lost segments are told with the peers to whom they were sent again, now before ever")
  func peers() throws {
    func connection(_ peer: String, _ ever: Double, _ now: Double?) -> TCPConnection {
      var one = TCPConnection(local: "10.0.0.1:40000", peer: peer)
      one.retransmitted = ever
      one.retransmittedNow = now
      return one
    }
    func culprits(_ connections: [TCPConnection]) throws -> [String] {
      let observation = try seen { observation in
        var look = CloserLook(seconds: 0.8)
        look.connections = .success(connections)
        observation.closer = .success(look)
      }
      let findings = [found(.networkRetransmits, .warning, "retransmits", 7.6, .percent)]
      let cause = try #require(explain(diagnosis(findings), observation).causes.first)
      #expect(cause.name == "PathLoss")
      let commands = cause.remedies.flatMap(\.commands)
      if let first = cause.culprits.first {
        #expect(commands.contains { $0.contains("mtr") && $0.contains(first.subject.name) })
      }
      return cause.culprits.map(\.subject.name)
    }
    let all = [
      connection("10.99.0.2:443", 2277, 300), connection("10.99.0.2:444", 9, 1),
      connection("10.99.0.3:443", 9000, 0), connection("10.99.0.4:443", 50, 200),
    ]
    #expect(try culprits(all) == ["10.99.0.2", "10.99.0.4"])
    #expect(try culprits(all.map { connection($0.peer, $0.retransmitted, nil) }) == ["10.99.0.3"])
    #expect(try culprits([connection("10.99.0.2:443", 0, 0)]) == [])
    #expect(try culprits([]) == [])
  }
}
