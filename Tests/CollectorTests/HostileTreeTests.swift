import Foundation
import KernelText
import Model
import Testing

@testable import Collector

/// A copy of a machine's files may hold anything in the place of any of them.
@Suite struct HostileTreeTests {
  private let folder: URL
  private var root: URL { folder.appending(path: "root") }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "whyslow-\(UUID())")
    try make("proc/mounts", "cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n")
    try make("proc/loadavg", "0.20 0.18 0.12 1/80 11206\n")
    try make("../secret", "secret\n")
  }

  private func make(_ path: String, _ text: String) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private func link(_ path: String, to target: String) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    #expect(symlink(target, file.path) == 0)
  }

  private func sample() -> Sample {
    defer { try? FileManager.default.removeItem(at: folder) }
    var sample = Sample()
    var sampler = Sampler(root: root.path)
    sampler.take(.last, into: &sample, since: nil)
    return sample
  }

  @Test("A pipe in the place of a file is not waited for", .timeLimit(.minutes(1)))
  func pipes() throws {
    try make("proc/7/io", "")
    for path in ["proc/7/stat", "proc/7/schedstat", "proc/stat", "proc/uptime"] {
      #expect(mkfifo(root.appending(path: path).path, 0o600) == 0)
    }
    let sample = sample()
    #expect(sample.text("/proc/stat").gap != nil)
    #expect(sample.processes.map(\.pid) == [7])
    #expect(sample.text("/proc/loadavg").value != nil)
  }

  @Test("Links lead nowhere out of the tree")
  func outside() throws {
    let secret = folder.appending(path: "secret").path
    try link("proc/stat", to: "../../secret")
    try link("proc/vmstat", to: secret)
    try link("proc/8/stat", to: "../../../secret")
    try link("proc/9", to: folder.path)
    try link("proc/diskstats", to: "/proc/loadavg")
    try link("sys/fs/cgroup", to: "../../..")
    let sample = sample()
    #expect(!sample.bytes.prefix(sample.used).contains(subsequence: "secret"))
    // A link within the tree is followed, from the tree's own root.
    #expect(sample.text("/proc/diskstats").value?.string == "0.20 0.18 0.12 1/80 11206\n")
  }

  @Test("A mount point with dots in it names no directory outside")
  func mountPoint() throws {
    try make("proc/mounts", "cgroup2 /../.. cgroup2 rw 0 0\n")
    try make("../elsewhere/pids.max", "1\n")
    let sample = sample()
    #expect(!sample.order.contains { $0.contains("elsewhere") })
  }

  @Test("Circles of links, directories and closed files are gaps")
  func circles() throws {
    try link("proc/stat", to: "stat")
    try make("proc/vmstat/x", "")
    try make("proc/meminfo", "MemTotal: 1 kB\n")
    chmod(root.appending(path: "proc/meminfo").path, 0)
    let sample = sample()
    #expect(sample.text("/proc/stat").gap?.kind == .malformed)
    #expect(sample.text("/proc/vmstat").gap?.kind == .malformed)
    if getuid() != 0 { #expect(sample.text("/proc/meminfo").gap?.kind == .forbidden) }
  }

  @Test("Processes are walked in the order of their numbers, however they lie")
  func order() throws {
    for pid in [30, 4, 200, 1] { try make("proc/\(pid)/stat", "") }
    #expect(sample().processes.map(\.pid) == [1, 4, 30, 200])
  }
}

extension Sequence<UInt8> {
  fileprivate func contains(subsequence text: String) -> Bool {
    String(decoding: Array(self), as: UTF8.self).contains(text)
  }
}
