import Collector
import Model
import Testing

@testable import Runbook

/// The flowchart's branches, and who is named.
struct DiagnosingTests {
  /// A machine of two processors on which three workers of one program and a daemon run.
  private func recording(user: Int, workers: Int = 3) -> [UInt8] {
    func process(_ pid: Int, _ name: String, _ ticks: Int, parent: Int = 1) -> String {
      let rest = String(repeating: " 0", count: 28)
      return """
        -- /proc/\(pid)/stat --
        \(pid) (\(name)) R \(parent) 1 1 0 -1 0 0 0 0 0 \(ticks) 0 0 0 20 0 1 0 50 1000 100\(rest)
        -- /proc/\(pid)/cgroup --
        4:memory:/of-memory
        1:cpu:/of-cpu
        0::/

        """
    }
    func sample(_ number: Int, at time: Int, user: Int, ticks: Int) -> String {
      var text = """
        -- sample \(number) at \(time) wall 1795368121 --
        -- /proc/stat --
        cpu  \(user) 0 0 \(1000 + number) 0 0 0 0 0 0
        cpu0 \(user) 0 0 \(1000 + number) 0 0 0 0 0 0

        """
      text += process(1, "init", 0, parent: 0)
      for index in 0..<workers { text += process(100 + index, "worker", ticks) }
      text += process(200, "daemon", ticks / 2)
      text += process(300, "whyslow", ticks * 9) + process(301, "child", ticks * 9, parent: 300)
      return text + "-- whyslow --\nself 300\n"
    }
    let archive =
      "whyslow recording 1\n" + sample(1, at: 100, user: 0, ticks: 0)
      + sample(2, at: 103, user: user, ticks: 60)
    return Array(archive.utf8)
  }

  private func diagnosis(user: Int) throws -> Diagnosis {
    diagnose(Observation(try Recording(parsing: recording(user: user))), target: .local)
  }

  @Test("What is to blame is dived into, and the logs are not asked")
  func blamed() throws {
    let diagnosis = try diagnosis(user: 300)
    #expect(diagnosis.resourcesToBlame == [.cpu])
    let steps = Dictionary(uniqueKeysWithValues: diagnosis.path.map { ($0.name, $0.outcome) })
    #expect(steps["application logs"] == .skipped("a resource is to blame"))
    guard case .taken(let result)? = steps["deep dive"] else {
      Issue.record("the deep dive is not told of")
      return
    }
    #expect(result.contains("whyslow dive cpu"))
    #expect(diagnosis.dives.map(\.resource) == [.cpu])
    let brief = try #require(diagnosis.dives.first?.inBrief)
    #expect(brief.contains { $0.rows.contains { $0.name == "worker (100)" } })
  }

  @Test("Where nothing is to blame, the next step is the logs")
  func clean() throws {
    let diagnosis = try diagnosis(user: 0)
    #expect(diagnosis.resourcesToBlame.isEmpty)
    #expect(diagnosis.attributions.isEmpty)
    #expect(diagnosis.dives.isEmpty)
    #expect(
      diagnosis.path.map(\.name).prefix(3) == ["USE method", "deep dive", "application logs"])
    #expect(diagnosis.path[1].outcome == .skipped("no resource is to blame"))
  }

  @Test("Workers of one program are one suspect; the product and its children are none")
  func suspects() throws {
    let found = try #require(try diagnosis(user: 300).attributions.first)
    #expect(found.measure == "CPU time")
    #expect(found.suspects.map(\.subject.name) == ["worker (100)", "daemon (200)"])
    #expect(found.suspects.map(\.others) == [2, 0])
    #expect(found.suspects[0].measurements[0].quantity == Quantity(60, .percent))
  }

  @Test("The cgroup named is the one that rules the resource")
  func cgroup() throws {
    let found = try #require(try diagnosis(user: 300).attributions.first)
    #expect(found.suspects[0].cgroup == "/of-cpu")
  }

  @Test("Who is held back until pages are written is named by what it wrote before")
  func heldBack() throws {
    func process(_ pid: Int, _ name: String, _ state: Character, _ wait: String, written: Double)
      -> ProcessObservation
    {
      var one = ProcessObservation(pid: pid, parent: 1, name: name)
      one.states = [state, state]
      one.waitChannel = wait
      one.io = .success(.init(readBytes: 0, writeBytes: 5000, writtenInAll: written))
      return one
    }
    var observation = Observation(try Recording(parsing: recording(user: 0)))
    observation.processes = .success([
      process(7, "logger", "D", "balance_dirty_pages", written: 9000),
      process(8, "copy", "D", "balance_dirty_pages", written: 6e7),
      process(9, "reader", "D", "folio_wait_bit_common", written: 9e9),
      process(10, "server", "S", "do_epoll_wait", written: 9e9),
    ])
    let found = try #require(attribute(.disk, in: observation).first)
    #expect(found.suspects.map(\.subject.name) == ["copy (8)", "logger (7)"])
    observation.processes = .success([
      process(9, "reader", "D", "folio_wait_bit_common", written: 9e9)
    ])
    #expect(attribute(.disk, in: observation).first?.measure == "bytes read and written")
  }
}
