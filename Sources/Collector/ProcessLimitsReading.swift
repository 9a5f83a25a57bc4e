import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Notes the limits of each process and how many files it has open.
///
/// Since Linux 6.2 the size of `/proc/PID/fd` is the number of open files, which anybody may ask.
/// On older kernels they have to be counted, which takes the right to and, for a process with very
/// many, long: so a few of the numbers are looked at first. The kernel gives out the lowest number
/// that is free, so that a process near its limit has nearly all of them.
struct ProcessLimitsReading: ~Copyable {
  static let section = "process limits"
  /// The most open files that are counted of one process, and of all.
  private static let most = 1 << 20

  /// One line for each process.
  private(set) var text: [UInt8] = []

  private let directory: Int32
  private let isTold: Bool
  private var entries: [UInt8] = []
  private var counted = 0
  private var users: Set<UInt32> = []

  /// Reads below `directory`, the machine's `/proc`; a test says whether the kernel is to tell.
  init(directory: Int32, isTold: Bool? = nil) {
    self.directory = directory
    var own = stat()
    self.isTold = isTold ?? (fstatat(directory, "self/fd", &own, 0) == 0 && own.st_size > 0)
  }

  /// Takes note of process `pid`; one that has ended leaves no line.
  mutating func note(_ pid: Int) {
    // What is in the directory belongs to root where the process has changed its user; the
    // directory itself is always its own.
    var own = stat(), fd = stat()
    guard fstatat(directory, "\(pid)", &own, 0) == 0,
      fstatat(directory, "\(pid)/fd", &fd, 0) == 0
    else { return }
    let limits = limits(of: pid, user: own.st_uid, files: Int(clamping: fd.st_size))
    let files = isTold ? String(fd.st_size) : few(pid, limits?.files)
    let words = [String(own.st_uid), files, Self.word(limits?.files), Self.word(limits?.tasks)]
    text += String(pid).utf8
    for word in words {
      text.append(UInt8(ascii: " "))
      text += word.utf8
    }
    text.append(UInt8(ascii: "\n"))
  }

  private static func word(_ limit: UInt64?) -> String {
    limit.map { $0 == .max ? "unlimited" : String($0) } ?? "?"
  }

  /// The soft limits; of another user's process only where they can matter, since reading the file
  /// that anybody may read takes longer than all else.
  private mutating func limits(of pid: Int, user: UInt32, files: Int) -> (
    files: UInt64, tasks: UInt64
  )? {
    let isFirst = users.insert(user).inserted
    var files64: UInt64 = 0, tasks: UInt64 = 0
    if whyslow_soft_limits(Int32(truncatingIfNeeded: pid), &files64, &tasks) == 0 {
      return (files64, tasks)
    }
    guard isFirst || files >= 64 else { return nil }
    return readLimits(pid)
  }

  /// The words for the number of open files, where the kernel does not tell it.
  private mutating func few(_ pid: Int, _ limit: UInt64?) -> String {
    guard let limit, limit < UInt64(Self.most) * 8 else { return limit == nil ? "?" : "-" }
    var open = 0
    for eighth in 3...6 {
      var status = stat()
      let path = "\(pid)/fd/\(limit / 8 * UInt64(eighth))"
      if fstatat(directory, path, &status, AT_SYMLINK_NOFOLLOW) == 0 {
        open += 1
      } else if errno != ENOENT {
        return "?"
      }
    }
    return open < 2 ? "-" : count(pid).map { "\($0)" } ?? "?"
  }

  private mutating func count(_ pid: Int) -> Int? {
    let descriptor = openat(directory, "\(pid)/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    if entries.isEmpty { entries = [UInt8](repeating: 0, count: 32 << 10) }
    var count = -2
    while counted < Self.most {
      let got = entries.withUnsafeMutableBytes {
        whyslow_getdents(descriptor, $0.baseAddress, $0.count)
      }
      guard got > 0 else { return got == 0 ? max(0, count) : nil }
      var offset = 0
      // struct linux_dirent64: the length of each entry stands behind two numbers of 8 bytes.
      while offset + 19 < got {
        let length = Int(entries[offset + 16]) | Int(entries[offset + 17]) << 8
        guard length > 19 else { return nil }
        offset += length
        count += 1
        counted += 1
      }
    }
    return nil
  }
}

extension ProcessLimitsReading {
  /// Both limits from `/proc/PID/limits`, which anybody may read.
  private func readLimits(_ pid: Int) -> (files: UInt64, tasks: UInt64)? {
    var sample = Sample(time: 0, wallTime: 0)
    guard
      case .text(let range) = sample.read(
        "\(pid)/limits", in: Tree(descriptor: directory, isLive: true))
    else { return nil }
    var files: UInt64?, tasks: UInt64?
    for line in String(decoding: sample.bytes[range], as: UTF8.self).split(separator: "\n") {
      guard let soft = line.dropFirst(26).split(separator: " ").first else { continue }
      let value = soft == "unlimited" ? UInt64.max : UInt64(soft)
      if line.hasPrefix("Max open files ") { files = value }
      if line.hasPrefix("Max processes ") { tasks = value }
    }
    guard let files, let tasks else { return nil }
    return (files, tasks)
  }
}
