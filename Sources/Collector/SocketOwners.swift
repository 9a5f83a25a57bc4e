import KernelText
import Model
import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Who has a socket: told only by the descriptors of every process, so that it is asked for the
/// few sockets that were found wanting and no others.
enum SocketOwners {
  static let section = "socket owners"
  /// The most seconds that are spent.
  private static let patience = 0.25

  /// The job that looks for the processes that have the sockets numbered `inodes`.
  static func job(_ inodes: Set<UInt64>) -> SlowReads.Job {
    SlowReads.Job(name: section, mayHang: false) {
      let deadline = whyslow_boot_time() + patience
      var left = inodes
      var text = ""
      for name in Tree.machine.names(in: "/proc", areDirectories: true) ?? [] {
        guard !left.isEmpty, whyslow_boot_time() < deadline else { break }
        guard let pid = Int(name) else { continue }
        for inode in sockets(of: pid, among: left) {
          left.remove(inode)
          text += "\(inode) \(pid) \(comm(of: pid))\n"
        }
      }
      return .text(Array(text.utf8))
    }
  }

  /// Those of `wanted` that the process has.
  private static func sockets(of pid: Int, among wanted: Set<UInt64>) -> Set<UInt64> {
    guard let directory = opendir("/proc/\(pid)/fd") else { return [] }
    defer { closedir(directory) }
    var found: Set<UInt64> = []
    let target = UnsafeMutablePointer<CChar>.allocate(capacity: 64)
    defer { target.deallocate() }
    while let entry = readdir(directory) {
      let size = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 1) { name in
          readlinkat(dirfd(directory), name, target, 64)
        }
      }
      guard size > 9, size < 64 else { continue }
      let link = UnsafeBufferPointer(start: target, count: size).map { UInt8(bitPattern: $0) }
      let text = Text(link)
      guard text.hasPrefix("socket:["), let inode = text.slice(8, size - 1).number else { continue }
      if wanted.contains(inode) { found.insert(inode) }
    }
    return found
  }

  /// The name the kernel keeps, on one line.
  private static func comm(of pid: Int) -> String {
    var sample = Sample(time: 0, wallTime: 0)
    guard case .text(let range) = sample.read("/proc/\(pid)/comm", in: .machine) else { return "?" }
    let bytes = sample.bytes[range].dropLast().map { $0 < 0x20 ? UInt8(ascii: "?") : $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Sample {
  /// Looks for the owners of the sockets that changed for the worse since `first`.
  mutating func findSocketOwners(since first: Sample) {
    let observer = Observer(Recording(samples: [first, self]), depth: .triage)
    let inodes = observer.socketsOfInterest
    guard !inodes.isEmpty else { return }
    SlowReads([SocketOwners.job(inodes)]).collect(waiting: 0.5, into: &self)
  }
}
