import KernelText
import Model
import Synchronization
import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads that may wait for a dead server or a driver, beside the run and with a deadline.
///
/// These are bare threads: a dispatch queue starts no more than there are processors, so that a few
/// hung mounts would hold up all that stand behind them. A thread that the kernel holds cannot be
/// ended; it is left behind and its row says so. What may hang has a thread of its own, so that it
/// costs nobody else's answer.
final class SlowReads: Sendable {
  /// One read and the name of its section.
  struct Job: Sendable {
    let name: String
    /// Whether it may wait for another machine.
    let mayHang: Bool
    let read: @Sendable () -> Answer
  }

  /// The text, or why there is none.
  enum Answer: Sendable {
    case text([UInt8])
    case failed(Gap.Kind, String)
  }

  /// The most reads that may hang at the same time.
  private static let lanes = 32

  private let names: [String]
  private let answers = Mutex<[String: Answer]>([:])

  /// Starts `jobs` and returns at once.
  init(_ jobs: [Job]) {
    names = jobs.map(\.name)
    let hanging = jobs.filter(\.mayHang)
    for job in hanging.prefix(Self.lanes) { start([job]) }
    for job in hanging.dropFirst(Self.lanes) {
      answers.withLock {
        $0[job.name] = .failed(.cut, "more than \(Self.lanes) reads that may wait")
      }
    }
    start(jobs.filter { !$0.mayHang })
  }

  private func start(_ jobs: [Job]) {
    guard !jobs.isEmpty else { return }
    let isStarted = startThread { [self] in
      for job in jobs {
        let answer = job.read()
        answers.withLock { $0[job.name] = answer }
      }
    }
    if isStarted { return }
    for job in jobs {
      let answer = job.mayHang ? .failed(.cut, "no thread could be started for it") : job.read()
      answers.withLock { $0[job.name] = answer }
    }
  }

  /// The answers that have come, after waiting no longer than `seconds` for the rest.
  func collect(waiting seconds: Double, into sample: inout Sample) {
    let end = whyslow_boot_time() + seconds
    // Mostly all have answered long before they are asked for.
    var pause = 0.0001
    while answers.withLock({ $0.count }) < Set(names).count, whyslow_boot_time() < end {
      whyslow_pause(pause)
      pause = min(pause * 2, 0.005)
    }
    let arrived = answers.withLock { $0 }
    for name in names {
      switch arrived[name] {
      case .text(let bytes): sample.add(name, bytes)
      case .failed(let kind, let detail): sample.set(name, .failed(kind, detail))
      case nil: sample.set(name, .failed(.timedOut, "no answer before the report was due"))
      }
    }
  }
}

/// Runs `body` on a thread of its own; false where none could be started.
func startThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  let work = Unmanaged.passRetained(Work(body))
  let code = whyslow_start_thread(
    { context in
      guard let context else { return }
      Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
    }, work.toOpaque())
  if code != 0 { work.release() }
  return code == 0
}

private final class Work: Sendable {
  let body: @Sendable () -> Void
  init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

extension SlowReads.Job {
  /// Reads the file at `path` of a driver.
  static func driver(_ path: String) -> SlowReads.Job {
    SlowReads.Job(name: path, mayHang: false) {
      var sample = Sample(time: 0, wallTime: 0)
      switch sample.read(path, in: .machine) {
      case .text(let range): return .text(Array(sample.bytes[range]))
      case .failed(let kind, let detail): return .failed(kind, detail)
      }
    }
  }

  /// Asks the filesystem at `mount` for its room, once in kibibytes and once in inodes.
  static func room(of mount: Mount, inodes: Bool) -> SlowReads.Job {
    let name = (inodes ? "df -Pi " : "df -Pk ") + mount.escapedPoint
    return SlowReads.Job(name: name, mayHang: mount.mayHang) {
      var room = statvfs()
      guard statvfs(mount.point, &room) == 0 else {
        guard case .failed(let kind, let detail) = Reading.failed(errno) else { return .text([]) }
        return .failed(kind, detail)
      }
      return .text(Array(room.line(of: mount, inodes: inodes).utf8))
    }
  }
}

extension statvfs {
  /// One line of POSIX df.
  fileprivate func line(of mount: Mount, inodes: Bool) -> String {
    let unit = Double(f_frsize)
    let total = inodes ? Double(f_files) : Double(f_blocks) * unit / 1024
    let free = inodes ? Double(f_ffree) : Double(f_bfree) * unit / 1024
    let available = inodes ? free : Double(f_bavail) * unit / 1024
    let used = max(0, total - free)
    let share = used + available > 0 ? (used / (used + available) * 100).rounded(.up) : 0
    let numbers = [total, used, available].map { Quantity.fixed($0, 0) }.joined(separator: " ")
    let device = String(decoding: mount.device.utf8.map { $0 <= 0x20 ? 0x3F : $0 }, as: UTF8.self)
    return "\(device) \(numbers) \(Quantity.fixed(share, 0))% \(mount.escapedPoint)\n"
  }
}
