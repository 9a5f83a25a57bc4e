import Collector
import Model
import SystemCalls
import Transports

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Files of this machine, read as fast as it can.
struct LocalLogFiles {
  let request: LogRequest
  let receiver: LogReceiver
  /// No more of one file than this.
  private static let most = 16 << 30
  /// So little that it stays near the processor.
  private static let block = 256 << 10

  /// Reads what the patterns name, the oldest first.
  func read() {
    receiver.take(.clock(whyslow_wall_time(), zone: localZone()))
    let end = whyslow_boot_time() + request.deadline
    for pattern in request.files {
      let paths = Self.expanded(pattern)
      if paths.isEmpty {
        // A folder that may not be entered hides what is in it.
        let isHidden = access(pattern, F_OK) != 0 && errno == EACCES
        let why = isHidden ? "it may not be read" : "there is no such file"
        receiver.take(.failed("\(pattern): \(why)"))
      }
      for path in paths {
        guard whyslow_boot_time() < end else {
          receiver.take(.omitted(path))
          continue
        }
        if Self.unpackers.keys.contains(where: { path.hasSuffix($0) }) {
          unpack(path, end)
        } else {
          read(path, until: end)
        }
      }
    }
  }

  private static let unpackers = [
    ".gz": ["gzip", "-dc"], ".xz": ["xz", "-dc"], ".zst": ["zstd", "-dcq"],
    ".bz2": ["bzip2", "-dc"],
  ]

  /// The files that a pattern names, the oldest first.
  private static func expanded(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, GLOB_NOSORT, nil, &found) == 0 else { return [] }
    let paths = (0..<Int(found.gl_pathc)).compactMap {
      found.gl_pathv[$0].map { String(cString: $0) }
    }
    return paths.map { path -> (String, Int) in
      var status = stat()
      return (path, stat(path, &status) == 0 ? modified(status) : 0)
    }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
  }

  private func unpack(_ path: String, _ end: Double) {
    guard let command = Self.unpackers.first(where: { path.hasSuffix($0.key) })?.value else {
      return
    }
    receiver.take(.begin(name: path, isJournal: false))
    let receiver = receiver
    let result = wait {
      do throws(Unreachable) {
        let reply = try await Connection(to: TargetAddress(hops: [])).stream(
          newest(of: command + ["--", path]), input: [], deadline: max(end - whyslow_boot_time(), 1)
        ) { block in
          receiver.take(.bytes(block))
          return true
        }
        return reply.status.map(Int.init) ?? 124
      } catch { return 1 }
    }
    receiver.take(.end(status: result))
  }

  /// `command`, of whose output the lines come that are wanted, with its status.
  private func newest(of command: [String]) -> [String] {
    guard let lines = request.lines else { return command }
    let script = """
      { status=$({ { "$@" && echo 0 >&3 || echo $? >&3; } | tail -n \(lines) >&4; } 3>&1); } 4>&1
      exit "$status"
      """
    return ["sh", "-c", script, "sh"] + command
  }

  private func read(_ path: String, until end: Double, isAgain: Bool = false) {
    // Opening a pipe or a terminal must not wait for its other end.
    let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else {
      let why = errno == EACCES ? "it may not be read" : String(cString: strerror(errno))
      return receiver.take(.failed("\(path): \(why)"))
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return receiver.take(.failed("\(path): it is no regular file"))
    }
    if let lines = request.lines {
      lseek(file, start(of: lines, file, Int(status.st_size)), SEEK_SET)
    }
    receiver.take(.begin(name: path, isJournal: false))
    var cut = request.lines.map { "at most the last \($0) lines, as asked for" }
    let size = Int(status.st_size)
    let bounds =
      request.lines == nil && size < Self.most ? LogParts.bounds(file, size, receiver) : []
    if bounds.count > 1 {
      cut = LogParts(file: file, bounds: bounds, end: end, receiver: receiver).read()
    } else {
      cut = pump(file, end) ?? cut
    }
    var after = stat()
    let isRotated = stat(path, &after) == 0 && after.st_ino != status.st_ino
    receiver.end(cut: isRotated ? "rotated while it was read; its successor follows" : cut)
    if isRotated, !isAgain { read(path, until: end, isAgain: true) }
  }

  /// Reads to the end of the file; what was not read, if anything.
  private func pump(_ file: Int32, _ end: Double) -> String? {
    let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Self.block)
    defer { room.deallocate() }
    var total = 0
    while true {
      let count = takeBytes(file, room.baseAddress, room.count)
      if count < 0, errno == EINTR, whyslow_interrupted() == 0 { continue }
      guard count > 0 else { return count < 0 ? String(cString: strerror(errno)) : nil }
      receiver.take(UnsafeBufferPointer(rebasing: room[..<count]))
      total += count
      if total >= Self.most { return "only the first \(Quantity(Double(total), .bytes))" }
      if whyslow_boot_time() > end {
        return "only the first \(Quantity(Double(total), .bytes)): the time was over"
      }
      if whyslow_interrupted() != 0 { return "interrupted" }
    }
  }

  /// Where the last `count` lines of a file begin.
  private func start(of count: Int, _ file: Int32, _ size: Int) -> Int {
    var end = size
    var left = count
    var room = [UInt8](repeating: 0, count: 64 << 10)
    while end > 0 {
      let from = max(end - room.count, 0)
      let got = pread(file, &room, end - from, from)
      guard got > 0 else { return from }
      for index in stride(from: got - 1, through: 0, by: -1) where room[index] == 0x0A {
        // The newline at the end begins no line.
        if from + index == size - 1 { continue }
        left -= 1
        if left <= 0 { return from + index + 1 }
      }
      end = from
    }
    return 0
  }
}

/// read(2), which a method of the same name hides.
func takeBytes(_ file: Int32, _ room: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, room, count)
}

private func modified(_ status: stat) -> Int {
  #if canImport(Darwin)
    status.st_mtimespec.tv_sec
  #else
    status.st_mtim.tv_sec
  #endif
}

/// How far clocks here are ahead of UTC, in seconds.
func localZone() -> Double {
  var now = time(nil)
  var local = tm()
  localtime_r(&now, &local)
  return Double(local.tm_gmtoff)
}
