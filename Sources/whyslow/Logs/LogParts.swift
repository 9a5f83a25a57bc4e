import Applications
import Model
import Collector
import SystemCalls
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A large file that is read in several places side by side, as one processor is not enough for it.
struct LogParts {
  let file: Int32
  /// Where the parts begin; the last goes on to the end of the file, however far that moves.
  let bounds: [Int]
  /// When reading has to stop, by the clock since the machine's start.
  let end: Double
  let receiver: LogReceiver

  /// Smaller parts are not worth their overhead.
  private static let least = 32 << 20
  /// Each takes memory of its own.
  private static let most = 4
  /// How far a place is looked for where a file can be divided.
  private static let reach = 1 << 20
  private static let block = 256 << 10

  /// Where a file of `size` bytes can be divided, with its beginning: at lines that begin an event with a
  /// time of its own, so that the parts need nothing of each other.
  static func bounds(_ file: Int32, _ size: Int, _ receiver: LogReceiver) -> [Int] {
    let processors = max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
    let count = min(processors, most, size / least)
    guard count > 1 else { return [0] }
    var bounds = [0]
    let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: reach)
    defer { room.deallocate() }
    for number in 1..<count {
      let place = size / count * number
      let got = pread(file, room.baseAddress, room.count, off_t(place))
      guard got > 0, let found = receiver.beginning(in: UnsafeBufferPointer(rebasing: room[..<got]))
      else { continue }
      bounds.append(place + found)
    }
    return bounds
  }

  /// Reads all parts; what was not read, if anything.
  func read() -> String? {
    let parts = bounds.indices.compactMap { _ in receiver.part(of: bounds.count) }
    guard parts.count == bounds.count else { return "it could not be divided" }
    let tally = Tally()
    let (log, starts, stop) = (file, bounds, end)
    // Each is used by one task alone, and after all have ended.
    nonisolated(unsafe) let analyses = parts
    wait {
      await withTaskGroup(of: Void.self) { group in
        for number in starts.indices {
          group.addTask {
            let next = number + 1 < starts.count ? starts[number + 1] : Int.max
            tally.add(Self.pump(log, starts[number], next, stop, analyses[number]))
          }
        }
      }
    }
    for part in parts { receiver.take(part: part) }
    return tally.why.map { "only \(Quantity(Double(tally.bytes), .bytes)) of it: \($0)" }
  }

  /// Reads from `start` to `stop` or the end of the file.
  private static func pump(
    _ file: Int32, _ start: Int, _ stop: Int, _ end: Double, _ analysis: LogAnalysis
  ) -> (bytes: Int, why: String?) {
    let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: block)
    defer { room.deallocate() }
    var place = start
    while place < stop {
      let count = pread(file, room.baseAddress, min(room.count, stop - place), off_t(place))
      if count < 0, errno == EINTR, whyslow_interrupted() == 0 { continue }
      guard count > 0 else {
        return (place - start, count < 0 ? String(cString: strerror(errno)) : nil)
      }
      analysis.take(UnsafeBufferPointer(rebasing: room[..<count]))
      place += count
      if whyslow_boot_time() > end { return (place - start, "the time was over") }
      if whyslow_interrupted() != 0 { return (place - start, "interrupted") }
    }
    return (place - start, nil)
  }

  /// How much was read, and why not all.
  private final class Tally: Sendable {
    private let state = Mutex((bytes: 0, why: String?.none))

    var bytes: Int { state.withLock { $0.bytes } }
    var why: String? { state.withLock { $0.why } }

    func add(_ part: (bytes: Int, why: String?)) {
      state.withLock {
        $0.bytes += part.bytes
        $0.why = $0.why ?? part.why
      }
    }
  }
}
