import Checks
import Model
import Testing

@testable import Collector

/// What is too large is left out and said to be, and nothing is clear because of it.
@Suite struct LimitTests {
  private static func recording(_ sections: String) throws -> Recording {
    let samples = (1...2).map { "-- sample \($0) at \(100 + $0).0 wall 1.0 --\n\(sections)" }
    return try Recording(parsing: Array(("whyslow recording 1\n" + samples.joined()).utf8))
  }

  private static let mounts = "-- /proc/mounts --\ncgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n"

  private static func groups(_ count: Int) -> String {
    (0..<count).map { group in
      ["current", "max"].map {
        "-- /sys/fs/cgroup/a\(group)/pids.\($0) --\n1\($0 == "max" ? "00" : "")\n"
      }
      .joined()
    }.joined()
  }

  @Test("Of more cgroups than are read, none is clear")
  func cgroups() throws {
    let few = verdicts(try Self.recording(Self.mounts + Self.groups(1000)))
    #expect(few["LimitsCgroupPids"]?.isClear == true)
    let many = try Self.recording(Self.mounts + Self.groups(1500))
    #expect(try Observation(many).cgroups.get().count == CgroupProbes.limit)
    #expect(verdicts(many)["LimitsCgroupPids"]?.isUnmeasured == true)
  }

  @Test("Of cgroups that the run left out, none is clear")
  func cutCgroups() throws {
    let facts = "-- whyslow --\ncgroups 1000\ncut 49000 of 50000 cgroups\n"
    let cut = verdicts(try Self.recording(Self.mounts + Self.groups(3) + facts))
    #expect(cut["LimitsCgroupPids"]?.isUnmeasured == true)
  }

  @Test("A hierarchy that may not be listed makes the others no answer for it")
  func closedHierarchy() throws {
    let mounts = """
      -- /proc/mounts --
      cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0
      cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0
      -- /sys/fs/cgroup/memory -- forbidden: Permission denied
      -- /sys/fs/cgroup/pids/a/pids.current --
      1
      -- /sys/fs/cgroup/pids/a/pids.max --
      100

      """
    #expect(verdicts(try Self.recording(mounts))["MemoryCgroupUse"]?.isUnmeasured == true)
  }

  @Test("Of more processes than are looked at, none is clear")
  func processes() throws {
    let stats = (1...(ProcessSampler.limit + 5)).map { pid in
      "-- /proc/\(pid)/stat --\n\(pid) (a) S 0 1 1 0 -1 4194304 7 0 5 0 6 2 0 0 20 0 3 0 63 25 8 "
        + "18446744073709551615 1 1 0 0 0 0 0 4096 17663 0 0 0 17 3 0 0 41 52 0 0 0 0 0 0 0 0\n"
    }
    let recording = try Self.recording(stats.joined())
    let observation = Observation(recording)
    #expect(try observation.processes.get().count == ProcessSampler.limit)
    #expect(observation.processGap?.kind == .cut)
    #expect(verdicts(recording)["LimitsZombies"]?.isUnmeasured == true)
  }

  @Test("A section longer than any is not kept")
  func section() throws {
    let line = "pgfault 55076\n"
    let count = Recording.sectionLimit / line.utf8.count + 2
    let long = "-- /proc/vmstat --\n" + String(repeating: line, count: count)
    let observation = Observation(try Self.recording(long + "-- /proc/uptime --\n1.0 1.0\n"))
    #expect(observation.memory.activity.gap?.kind == .cut)
  }

  @Test("More sections than any run writes are refused")
  func sections() {
    let many = (0...Recording.mostSections).map { "-- /x/\($0) --\n" }.joined()
    #expect(throws: RecordingError.self) { try Self.recording(many) }
  }

  @Test("A line that is too long for a header is none")
  func header() throws {
    let long = "-- /proc/loadavg\(String(repeating: "x", count: Recording.longestHeader)) --\n"
    let sample = try Self.recording("-- /proc/uptime --\n1.0 1.0\n" + long).samples[0]
    #expect(sample.order == ["/proc/uptime"])
  }

  @Test("With its second sample lost, the first says nothing of the present")
  func lostSample() throws {
    let text = """
      whyslow recording 1
      \(Recording.promise)
      -- sample 1 at 100.0 wall 1.0 --
      -- /proc/sys/fs/file-nr --
      1 0 100

      """
    let observation = Observation(try Recording(parsing: Array(text.utf8)))
    #expect(observation.limits.files.gap?.kind == .cut)
  }
}
