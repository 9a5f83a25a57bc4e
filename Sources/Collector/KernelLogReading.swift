import Model
import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Sample {
  /// The most that is read of the kernel's log: the end of it, which is the recent part.
  private static let kernelLogLimit = 1 << 20

  /// Reads the kernel's log by the first way that is open; every way that is closed leaves its gap.
  mutating func readKernelLog() {
    if readSyslog() || readDeviceLog() { return }
    if readJournal() { return }
    for path in Self.logFiles where readTail(path) { return }
  }

  /// syslog(2), which gives the whole buffer in one call.
  private mutating func readSyslog() -> Bool {
    let size = min(max(whyslow_kernel_log_size(), 64 << 10), Int32(Self.kernelLogLimit))
    var buffer = [CChar](repeating: 0, count: Int(size))
    let got = whyslow_kernel_log(&buffer, size)
    guard got >= 0 else {
      set("dmesg -r", .failed(errno))
      return false
    }
    // It was cleared; /dev/kmsg does not care.
    guard got > 0 else {
      set("dmesg -r", .failed(.missing, "it is empty: it was cleared"))
      return false
    }
    add("dmesg -r", buffer.prefix(Int(got)).map { UInt8(bitPattern: $0) })
    return true
  }

  /// /dev/kmsg, one record a read.
  private mutating func readDeviceLog() -> Bool {
    let descriptor = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      set("/dev/kmsg", .failed(errno))
      return false
    }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var record = [UInt8](repeating: 0, count: 8192)
    // As many records as the largest buffer holds, lest one who writes without end be followed.
    for _ in 0..<(1 << 18) {
      if content.count > 2 * Self.kernelLogLimit {
        content.removeFirst(content.count - Self.kernelLogLimit)
      }
      let got = platformRead(descriptor, &record, record.count)
      // EPIPE: a record was overwritten meanwhile, the next read goes on after it.
      if got < 0, errno == EPIPE || errno == EINTR { continue }
      guard got > 0 else { break }
      content += record.prefix(got)
    }
    if content.isEmpty {
      set("/dev/kmsg", errno == EAGAIN ? .failed(.missing, "it is empty") : .failed(errno))
      return false
    }
    add("/dev/kmsg", content)
    return true
  }

  /// The journal, which its group may read where the log itself is closed.
  private mutating func readJournal() -> Bool {
    let arguments = [
      "journalctl", "--dmesg", "--quiet", "--no-pager", "--boot", "--lines=5000",
      "--output=short-monotonic",
    ]
    let name = "journalctl --dmesg"
    var limit = rlimit()
    // The concurrency runtime ends the program where it gets no descriptor for itself.
    if getrlimit(noFileLimit, &limit) == 0, limit.rlim_cur < 64 {
      set(name, .failed(.cut, "too few file descriptors are allowed to run a command"))
      return false
    }
    switch wait({ await run(arguments, deadline: 2) }) {
    case .success(let result) where result.succeeded && !result.output.isEmpty:
      add(name, result.output)
      return true
    case .success(let result):
      let said = result.errors.split(separator: "\n").first.map(String.init)
      set(name, .failed(.forbidden, said ?? "it shows nothing"))
    case .failure(let gap):
      set(name, .failed(gap.kind, gap.detail))
    }
    return false
  }

  /// Seconds by which the clocks here are ahead of UTC, where the log that was read has dates.
  var zoneOfLog: Int? {
    guard Self.logFiles.contains(where: { text($0).value != nil }) else { return nil }
    var now = time_t(wallTime)
    var date = tm()
    return localtime_r(&now, &date) == nil ? nil : date.tm_gmtoff
  }

  private static let logFiles = ["/var/log/kern.log", "/var/log/messages"]

  /// The end of a log file that syslog writes.
  private mutating func readTail(_ path: String) -> Bool {
    let descriptor = Tree.machine.open(path)
    guard descriptor >= 0 else {
      set(path, .failed(errno))
      return false
    }
    defer { close(descriptor) }
    let tail = off_t(256 << 10)
    if lseek(descriptor, -tail, SEEK_END) < 0 { lseek(descriptor, 0, SEEK_SET) }
    var buffer = [UInt8](repeating: 0, count: Int(tail))
    let got = platformRead(descriptor, &buffer, buffer.count)
    guard got > 0 else {
      set(path, got < 0 ? .failed(errno) : .failed(.missing, "it is empty"))
      return false
    }
    add(path, buffer.prefix(got))
    return true
  }
}
