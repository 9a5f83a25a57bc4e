import Collector
import Model
import Testing

/// A closer look in a recording, and the numbers in it.
@Suite struct CloserTests {
  private static func stat(_ tid: Int, _ name: String, _ state: String, ticks: Int) -> String {
    "\(tid) (\(name)) \(state) 1 7 7 0 -1 4194304 7 0 5 0 \(ticks) 0 0 0 20 0 3 0 63 25 8 "
      + "18446744073709551615 1 1 0 0 0 0 0 4096 1 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
  }

  private static func thread(
    _ tid: Int, _ name: String, _ state: String, ticks: Int, run: Int, wait: Int, wchan: String?
  ) -> String {
    let folder = "-- /proc/7/task/\(tid)"
    return "\(folder)/stat --\n\(stat(tid, name, state, ticks: ticks))"
      + "\(folder)/schedstat --\n\(run) \(wait) 5\n"
      + (wchan.map { "\(folder)/wchan -- unterminated\n\($0)\n" } ?? "")
  }

  private static let first =
    thread(7, "main", "S", ticks: 100, run: 1_000_000_000, wait: 0, wchan: nil)
    + thread(8, "io\n) R", "D", ticks: 0, run: 0, wait: 0, wchan: nil)
    + "-- ss -tinH state established --\n0 0 10.0.0.1:40000 10.0.0.2:443\n"
    + "\t cubic rtt:80.5/2 cwnd:3 segs_out:100 retrans:0/4\n"
    + "-- dig +tries=1 +time=1 +noall +comments +stats . NS @10.0.0.53 --\n"
    + ";; communications error to 10.0.0.53#53: timed out\n;; no servers could be reached\n"
    + "-- dig +tries=1 +time=1 +noall +comments +stats . NS @10.0.0.54 --\n"
    + ";; communications error to 10.0.0.54#53: timed out\n;; no servers could be reached\n"

  private static let last =
    thread(7, "main", "R", ticks: 140, run: 1_400_000_000, wait: 100_000_000, wchan: "0")
    + thread(8, "io\n) R", "D", ticks: 0, run: 0, wait: 0, wchan: "io_schedule")
    // Began within the window: of it nothing is known.
    + thread(9, "new", "R", ticks: 50, run: 500_000_000, wait: 0, wchan: "0")
      + """
      -- /proc/7/smaps_rollup --
      1000-2000 ---p 00000000 00:00 0                          [rollup]
      Rss:                2048 kB
      Pss:                1024 kB
      Private_Clean:         0 kB
      Private_Dirty:       512 kB
      SwapPss:              16 kB
      -- /proc/1/smaps_rollup -- forbidden: Permission denied
      -- /sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq --
      800000
      -- /sys/devices/system/cpu/cpufreq/policy0/cpuinfo_max_freq --
      3200000
      -- deleted files --
      size 1048576 2048 0 fd01 5242 /proc/7/fd/5
      link /proc/7/fd/5 /var/log/app log (deleted)
      size 1048576 2048 0 fd01 5242 /proc/7/fd/6
      link /proc/7/fd/6 /var/log/app log (deleted)
      size 9 8 1 fd01 5 /proc/7/fd/9
      link /proc/7/fd/9 /still/has a name (deleted)
      whole
      -- /proc/self/mountinfo --
      27 1 253:1 / /data rw - ext4 /dev/mapper/vg-data rw
      28 1 0:22 / /proc rw - proc proc rw
      -- /sys/block/dm-1/dev --
      253:1
      -- /sys/block/dm-1/dm/name --
      vg-data
      -- /sys/block/dm-1/dm/uuid --
      LVM-abc
      -- /sys/block/dm-1/slaves/sda2/dev --
      8:2
      -- /sys/block/sda/dev --
      8:0
      -- /sys/block/sda/sda2/dev --
      8:2
      -- /etc/resolv.conf --
      nameserver 10.0.0.53
      nameserver 10.0.0.54
      nameserver -v
      -- dig +tries=1 +time=1 +noall +comments +stats . NS @10.0.0.53 --
      ;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
      ;; Query time: 12 msec
      -- dig +tries=1 +time=1 +noall +comments +stats . NS @10.0.0.54 --
      ;; communications error to 10.0.0.54#53: timed out
      -- ss -tinH state established --
      0 70000 10.0.0.1:40000 10.0.0.2:443
      \t cubic rtt:120.5/2 cwnd:2 segs_out:200 retrans:1/24
      -- ss -tlnpH --
      LISTEN 3 128 0.0.0.0:80 0.0.0.0:* users:(("nginx",pid=7,fd=6))
      LISTEN 0 128 0.0.0.0:22 0.0.0.0:*

      """

  private static let archive = """
    whyslow recording 1
    Complete only with "-- end --" as its last line.
    -- sample 1 at 97.000000 wall 1795368120.000000 --
    -- /proc/loadavg --
    0.20 0.18 0.12 1/80 11206
    -- sample 2 at 100.000000 wall 1795368123.000000 --
    -- /proc/loadavg --
    0.20 0.18 0.12 1/80 11206
    -- layer dive machine --
    -- sample 1 at 101.000000 wall 1795368124.000000 --
    \(first)-- sample 2 at 102.000000 wall 1795368125.000000 --
    \(last)-- end --

    """

  private static func look() throws -> CloserLook {
    try Observation(try Recording(parsing: Array(archive.utf8))).closer.get()
  }

  @Test("It is written again as it was read")
  func roundTrip() throws {
    let again = try Recording(parsing: Array(Self.archive.utf8)).archive
    #expect(String(decoding: again, as: UTF8.self) == Self.archive)
  }

  @Test("Threads have their time, their waiting and what they wait in, over a window of their own")
  func threads() throws {
    let look = try Self.look()
    #expect(look.seconds == 1)
    let threads = try look.threads.get()
    #expect(threads.map(\.tid) == [7, 8])
    #expect(abs(threads[0].cpuPercent - 40) < 0.1)
    #expect(abs(try threads[0].runDelayPercent.get() - 10) < 0.1)
    #expect(threads[0].waitChannel == nil)
    #expect(threads[1].states == ["D", "D"] && threads[1].waitChannel == "io_schedule")
    #expect(threads[1].name == "io\n) R")
  }

  @Test("What is refused has its reason and no number")
  func memory() throws {
    let memory = try Self.look().proportional.get()
    let own = try #require(memory.first { $0.pid == 7 }).size.get()
    #expect(own.proportional == 1_048_576 && own.own == 524_288 && own.swap == 16_384)
    #expect(memory.first { $0.pid == 1 }?.size.gap?.kind == .forbidden)
  }

  @Test("A deleted file counts once, and one that has a name is none")
  func deleted() throws {
    let files = try Self.look().deleted.get()
    #expect(
      files == [
        DeletedFile(
          pid: 7, descriptor: 5, path: "/var/log/app log", bytes: 1_048_576, descriptors: 2)
      ])
  }

  @Test("That nobody holds a deleted file is said only where everybody's descriptors were seen")
  func deletedOfOthers() throws {
    func look(_ section: String) throws -> CloserLook {
      let mark = "-- deleted files --\n"
      let parts = Self.archive.split(separator: mark)
      let rest = try #require(parts.last?.split(separator: "-- /proc/self/mountinfo --").last)
      let text = "\(parts[0])\(mark)\(section)-- /proc/self/mountinfo --\(rest)"
      return try Observation(try Recording(parsing: Array(text.utf8))).closer.get()
    }
    #expect(try look("whole\n").deleted.value == [])
    #expect(try look("whole\n").untoldDeleted == nil)
    #expect(try look("refused 12\nwhole\n").deleted.gap?.kind == .forbidden)
    #expect(try look("").deleted.gap != nil)
    let some = "size 1 8 0 fd01 5 /proc/7/fd/9\nlink /proc/7/fd/9 /a (deleted)\nrefused 1\nwhole\n"
    #expect(try look(some).deleted.value?.count == 1)
    #expect(try look(some).untoldDeleted?.kind == .forbidden)
  }

  @Test("A mount is followed down to its disk")
  func stacks() throws {
    let stacks = try Self.look().stacks.get()
    #expect(stacks.map(\.mountPoint) == ["/data"])
    #expect(stacks.first?.layers.map(\.device) == ["dm-1", "sda2", "sda"])
    #expect(stacks.first?.layers.map(\.kind) == ["LVM", "partition", "disk"])
  }

  @Test(
    "A loop device is followed to the disk on which its file lies",
    arguments: [
      ("/data/images/lo.img", ["loop0", "dm-1", "sda2", "sda"]), ("/gone/lo.img", ["loop0"]),
      ("/data/lo.img (deleted)", ["loop0"]), ("/mnt/itself.img", ["loop0"]),
    ])
  func loops(file: String, layers: [String]) throws {
    let text = Self.archive.replacing(
      "28 1 0:22 / /proc", with: "29 1 7:0 / /mnt rw - ext4 /dev/loop0 rw\n28 1 0:22 / /proc"
    ).replacing(
      "-- /sys/block/dm-1/dev --",
      with: "-- /sys/block/loop0/dev --\n7:0\n-- /sys/block/loop0/loop/backing_file --\n\(file)\n"
        + "-- /sys/block/dm-1/dev --")
    let stacks = try Observation(try Recording(parsing: Array(text.utf8))).closer.get().stacks.get()
    #expect(stacks.first { $0.mountPoint == "/mnt" }?.layers.map(\.device) == layers)
  }

  @Test("A connection has what was sent again in the window")
  func connections() throws {
    let all = try Self.look().connections.get()
    let one = try #require(all.first)
    #expect(one.roundTrip == 120.5 && one.window == 2 && one.unsent == 70000)
    #expect(one.retransmitted == 24 && one.retransmittedNow == 20)
    let sockets = try Self.look().listening.get()
    #expect(sockets.map(\.holders.first?.name) == ["nginx", nil])
  }

  @Test("A names' server that is silent is no fast one, and an option is no server")
  func resolvers() throws {
    let servers = try Self.look().resolvers.get()
    #expect(servers.map(\.address) == ["10.0.0.53", "10.0.0.54"])
    #expect(servers[0].milliseconds.value == 12)
    #expect(servers[1].milliseconds.gap?.kind == .timedOut)
    // One answer that was lost is not silence.
    #expect(servers.map(\.isSilent) == [false, true])
  }

  @Test("A profile tells processes apart and not their threads, whatever these call themselves")
  func profile() throws {
    let folding = ProfileFolding()
    func sample(_ name: String, _ ids: String, _ function: String) -> [UInt8] {
      let header = "\(name) \(ids) [000] 12.5: cpu-clock:ppp: \n"
      return Array("\(header)\t7f1 \(function) (/usr/bin/a)\n\n".utf8)
    }
    // Of 8 the main thread is seen, of 9 it is not, and 7 is in the table of processes.
    for (name, ids, function) in [
      ("worker-16", "7/71", "f"), ("worker-29", "7/72", "f"), ("io 1", "8/81", "g"),
      ("server", "8/8", "g"), ("b1", "9/91", "h"), ("b2", "9/92", "h"), ("b2", "9/93", "h"),
    ] { folding.take(sample(name, ids, function)) }
    let text = try #require(folding.text(seconds: 1, frequency: 99))
    let stat = Self.stat(7, "main", "S", ticks: 100)
    let own = "-- /proc/loadavg --\n0.20 0.18 0.12 1/80 11206\n-- /proc/7/stat --\n\(stat)"
    let archive = """
      whyslow recording 1
      -- sample 1 at 97.000000 wall 1795368120.000000 --
      \(own)-- sample 2 at 100.000000 wall 1795368123.000000 --
      \(own)-- layer dive machine --
      -- sample 1 at 101.000000 wall 1795368124.000000 --
      -- perf script, folded --
      \(String(decoding: text, as: UTF8.self))-- end --

      """
    let look = try Observation(try Recording(parsing: Array(archive.utf8))).closer.get()
    let stacks = try #require(look.profile).get().stacks
    #expect(
      stacks.map { $0.frames.map(\.name) } == [["b2", "h"], ["main", "f"], ["server", "g"]])
    #expect(stacks.map(\.count) == [3, 2, 2])
  }

  @Test("What nobody asked for is a gap, and so is all where no look was taken")
  func absent() throws {
    #expect(try Self.look().idleStates.gap != nil)
    let text = String(Self.archive.split(separator: "-- layer dive machine --")[0]) + "-- end --\n"
    #expect(Observation(try Recording(parsing: Array(text.utf8))).closer.gap != nil)
    let refused = text.replacing(
      "-- end --", with: "-- layer dive machine -- timed-out: no answer\n-- end --")
    let recording = try Recording(parsing: Array(refused.utf8))
    #expect(Observation(recording).closer.gap?.kind == .timedOut)
    #expect(String(decoding: recording.archive, as: UTF8.self).contains("timed-out: no answer"))
  }

  @Test("Wherever the archive ends, it is read or refused with a reason")
  func cut() throws {
    let bytes = Array(Self.archive.utf8)
    for end in 0..<bytes.count {
      guard let recording = try? Recording(parsing: Array(bytes[..<end])) else { continue }
      let closer = Observation(recording).closer
      for thread in closer.value?.threads.value ?? [] {
        #expect(abs(thread.cpuPercent) <= 40.1)
      }
    }
  }
}
