import Checks
import Collector
import FoundationEssentials
import Model

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder that holds a proc and a sys of our making, and goes when this does.
final class FakeTree {
  /// What the system said to a call that made a part of it.
  struct Failure: Error { let path: String, code: Int32 }

  private let folder: String
  private var root: String { folder + "/root" }

  init(_ folder: String) throws {
    self.folder = folder
    try? FileManager.default.removeItem(atPath: folder)
    try FileManager.default.createDirectory(
      atPath: folder + "/root", withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// One process, one group, one disk and one interface.
  func small() throws {
    try file("/proc/mounts", "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n/dev/sda / ext4 rw 0 0\n")
    try file("/proc/1/stat", Self.stat(1))
    for file in Self.groupFiles { try self.file("/sys/fs/cgroup/system.slice/\(file)", "0\n") }
    try directory("/sys/block/sda")
    try directory("/sys/class/net/eth0")
  }

  /// The files of a group in Documentation/admin-guide/cgroup-v2.rst, of which those that are there
  /// are read.
  private static let groupFiles = [
    "cgroup.events", "cgroup.stat", "cpu.stat", "cpu.max", "cpu.pressure", "cpu.weight",
    "memory.current", "memory.min", "memory.low", "memory.high", "memory.max", "memory.peak",
    "memory.events", "memory.events.local", "memory.stat", "memory.swap.current",
    "memory.swap.max", "memory.swap.events", "memory.pressure", "io.stat", "io.max", "io.latency",
    "io.pressure", "pids.current", "pids.max", "pids.peak", "pids.events",
  ]

  static func stat(_ pid: Int) -> String {
    "\(pid) (init) S 0 1 1 0 -1 4194304 777121 0 528 0 6962 2001 0 0 20 0 33 0 6320 2530164736 "
      + "81312 18446744073709551615 1 1 0 0 0 0 0 4096 17663 0 0 0 17 3 0 0 41 52 0 0 0 0 0\n"
  }

  /// The paths that a run on the tree asks for, whether they are there or not.
  func pathsAskedFor() -> [String] {
    let names = ["schedstat", "io", "status", "cgroup", "stat"].map { "/proc/1/\($0)" }
    let archive = recorded().archive
    let sections = Archive(archive).sections.map(\.name).filter { $0.hasPrefix("/") }
    return Set(sections + names).sorted()
  }

  /// What two samples of the tree give.
  func recorded() -> Recording {
    var sampler = Sampler(root: root)
    var first = Sample()
    var last = Sample()
    sampler.take(.first, into: &first, since: nil)
    sampler.take(.last, into: &last, since: first)
    return Recording(samples: [first, last])
  }

  /// The checks to which the mounts, which alone can be read, say that there is nothing to judge.
  private static let byMounts: Set = ["DiskBtrfsErrors", "DiskBtrfsSpace"]

  /// Whether the tree can be read, recorded and told of, and nothing outside of it was read.
  ///
  /// Where nothing in it can be read, nothing may be clear but what the list of mounts tells.
  func outcome(_ words: String, isUnreadable: Bool = false) -> ScaleCase.Outcome {
    let recording = recorded()
    let archive = recording.archive
    var faults: [String] = []
    do throws(RecordingError) {
      faults += Reports.faults(of: try Recording(parsing: archive))
      if isUnreadable {
        faults += try zip(Checklist.all, whyslowVerdicts(archive))
          .filter { $0.1.isClear && !Self.byMounts.contains($0.0.name) }
          .map { "\($0.0.name) is \($0.1.short)" }
      }
    } catch {
      faults.append("its own recording is refused: \(error)")
    }
    if archive.split(separator: 0x0A).contains(where: { $0.starts(with: "root:".utf8) }) {
      faults.append("it was led out of the tree")
    }
    return ScaleCase.Outcome(
      words: "\(words); \(archive.count >> 10) KiB recorded", bytes: archive.count, faults: faults)
  }

  // Making it

  func file(_ path: String, _ text: String, mode: mode_t = 0o600) throws {
    try clear(path)
    try write(Array(text.utf8), times: 1, to: root + path, mode: mode)
  }

  /// Writes `bytes` so many times to the file at `path`, which lies anywhere.
  func write(_ bytes: [UInt8], times: Int, to path: String, mode: mode_t = 0o600) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
    defer { close(descriptor) }
    var left = times
    while left > 0 {
      let now = min(left, 10_000)
      let block = Array(repeatElement(bytes, count: now).joined())
      guard Glibc.write(descriptor, block, block.count) == block.count else {
        throw Failure(path: path, code: errno)
      }
      left -= now
    }
  }

  func directory(_ path: String) throws {
    try clear(path)
    try made(path, mkdir(root + path, 0o700))
  }

  func pipe(_ path: String) throws {
    try clear(path)
    try made(path, mkfifo(root + path, 0o600))
  }

  func link(_ path: String, to target: String) throws {
    try clear(path)
    try made(path, symlink(target, root + path))
  }

  /// Puts the file at `other`, which lies anywhere, in the place of `path`.
  func replace(_ path: String, with other: String) throws {
    try clear(path)
    try made(path, Glibc.link(other, root + path))
  }

  /// Makes the directories above `path` and removes what is there.
  private func clear(_ path: String) throws {
    unlink(root + path)
    let parent = (root + path).split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    if access(parent, F_OK) == 0 { return }
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
  }

  private func made(_ path: String, _ result: Int32) throws {
    guard result == 0 else { throw Failure(path: path, code: errno) }
  }
}
