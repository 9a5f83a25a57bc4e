import Model
import SystemCalls

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Takes a closer look at this machine: reads what `request` names twice, a window apart.
///
/// An interrupt ends the window early. What may block is given up half a second after it.
public func collectCloser(_ request: DiveRequest, version: String) async -> Recording {
  // It waits, on a thread of its own: the concurrency runtime may have but one.
  await withCheckedContinuation { continuation in
    let isStarted = startThread {
      continuation.resume(returning: readCloser(request, version: version))
    }
    if !isStarted { continuation.resume(returning: readCloser(request, version: version)) }
  }
}

private func readCloser(_ request: DiveRequest, version: String) -> Recording {
  var first = Sample(time: whyslow_boot_time(), wallTime: whyslow_wall_time())
  let counted = request.counted.flatMap { expanded($0) }
  first.take(counted)
  let commands = request.commands.flatMap(\.present)
  let before = SlowReads(commands.filter(\.isCounted).map(\.job))
  let asked = SlowReads(commands.filter { !$0.isCounted }.map(\.job))
  // Summing up page tables takes the lock under which they are changed.
  let sums = SlowReads(request.memoryOf.map(SlowReads.Job.pageTables))
  let end = first.time + request.window
  var interrupted = false
  while !interrupted, whyslow_boot_time() < end {
    interrupted = whyslow_sleep_until(min(end, whyslow_boot_time() + 0.1)) != 0
  }
  var last = Sample(time: whyslow_boot_time(), wallTime: whyslow_wall_time())
  last.take(counted)
  let summed = Set(request.memoryOf.map { "/proc/\($0)/smaps_rollup" })
  last.take(request.standing.filter { !summed.contains($0) }.flatMap { expanded($0) })
  let after = SlowReads(commands.filter(\.isCounted).map(\.job))
  // Whoever asks for files that grow waits for the search, and a second for a server that is silent.
  let search = request.growthOf.isEmpty ? request.wantsResolvers ? 1.2 : 0.8 : 1.5
  let patience = whyslow_boot_time() + (interrupted ? 0.1 : search)
  sums.collect(waiting: patience - whyslow_boot_time(), into: &last)
  asked.collect(waiting: patience - whyslow_boot_time(), into: &last)
  after.collect(waiting: patience - whyslow_boot_time(), into: &last)
  // What was asked first has answered first.
  before.collect(waiting: 0, into: &first)
  last.add(
    "whyslow", "version \(version)\ninterrupted \(interrupted ? "yes" : "no")\n".utf8)
  return Recording(samples: [first, last])
}

extension Sample {
  /// Reads `paths`, each as a section.
  fileprivate mutating func take(_ paths: [String]) {
    for path in paths { set(path, read(path, in: .machine)) }
  }
}

/// The paths that match `pattern`, in order; the path itself where it is no pattern.
private func expanded(_ pattern: String) -> [String] {
  guard pattern.contains("*") else { return [pattern] }
  var found = glob_t()
  defer { globfree(&found) }
  guard glob(pattern, 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
  return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
}

extension SlowReads.Job {
  /// Reads what the kernel sums up of a process's page tables.
  fileprivate static func pageTables(of pid: Int) -> SlowReads.Job {
    let path = "/proc/\(pid)/smaps_rollup"
    return SlowReads.Job(name: path, mayHang: true) {
      var sample = Sample(time: 0, wallTime: 0)
      switch sample.read(path, in: .machine) {
      case .text(let range): return .text(Array(sample.bytes[range]))
      case .failed(let kind, let detail): return .failed(kind, detail)
      }
    }
  }
}
