#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Descriptors of processes' files that the first sample opened and the last reads again.
///
/// Opening and closing is half of what reading such a file costs. A descriptor stays with its
/// process: it fails once the process has ended, whoever got its number since.
struct KeptDescriptors: ~Copyable {
  /// The most that are kept; each holds about a kilobyte of the kernel's memory.
  static let limit = 4096

  private var descriptors: [(pid: Int, file: ProcessFile, descriptor: Int32)] = []
  private var cursor = 0
  private let room: Int

  init() { room = min(Self.limit, descriptorRoom()) }

  deinit { for kept in descriptors { close(kept.descriptor) } }

  /// Whether there is room for one more.
  var hasRoom: Bool { descriptors.count < room }

  mutating func keep(_ descriptor: Int32, of pid: Int, _ file: ProcessFile) {
    descriptors.append((pid, file, descriptor))
  }

  /// The descriptor of `file` of `pid`, where it was kept.
  ///
  /// Processes are asked for in the order in which they were kept, ascending, so that looking one
  /// up is a step.
  mutating func find(_ pid: Int, _ file: ProcessFile) -> Int32? {
    while cursor < descriptors.count,
      (descriptors[cursor].pid, descriptors[cursor].file.rawValue) < (pid, file.rawValue)
    { cursor += 1 }
    guard cursor < descriptors.count, descriptors[cursor].pid == pid,
      descriptors[cursor].file == file
    else { return nil }
    return descriptors[cursor].descriptor
  }

  /// Closes all, for another first sample.
  mutating func removeAll() {
    for kept in descriptors { close(kept.descriptor) }
    descriptors.removeAll(keepingCapacity: true)
    cursor = 0
  }

  /// Begins to ask from the start again.
  mutating func rewind() { cursor = 0 }
}

/// How many descriptors may be kept beside what the rest of the program needs, after raising the
/// soft limit as far as it goes.
private func descriptorRoom() -> Int {
  var limit = rlimit()
  guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
  let wanted = min(limit.rlim_max, rlim_t(KeptDescriptors.limit + 256))
  if limit.rlim_cur < wanted {
    limit.rlim_cur = wanted
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
  return max(0, Int(clamping: limit.rlim_cur) - 256)
}
