import Applications
import Model
import Synchronization
import Transports

/// Hands what comes of a target's logs to the analysis, and keeps what did not come.
final class LogReceiver: Sendable {
  private struct State {
    var analysis: LogAnalysis?
    var gaps: [Gap] = []
    var name = ""
    var bytes = 0
    /// Whether the log that has begun could not be had.
    var hasFailed = false
  }

  private let state = Mutex(State())
  private let request: LogRequest

  init(_ request: LogRequest) { self.request = request }

  func take(_ arrival: LogArrival) {
    state.withLock { state in
      switch arrival {
      case .clock(let now, let zone):
        state.analysis = LogAnalysis(
          clock: LogClock(now: now, zone: zone), since: request.since.map { now - $0 },
          until: request.until.map { now - $0 })
      case .begin(let name, let isJournal):
        (state.name, state.bytes, state.hasFailed) = (name, 0, false)
        state.analysis?.begin(name, form: isJournal ? .journal : .plain)
      case .bytes(let bytes):
        state.bytes += bytes.count
        state.analysis?.take(bytes)
      case .end(let status): end(status, &state)
      case .broken(let why): state.analysis?.end(cut: why)
      case .failed(let why):
        state.hasFailed = true
        // Addresses and some names have colons of their own.
        let colon = why.firstRange(of: ": ")
        let name = colon.map { String(why[..<$0.lowerBound]) } ?? why
        let detail = colon.map { String(why[$0.upperBound...]) } ?? "it could not be read"
        let isForbidden = ["may not be read", "forbidden", "Forbidden"].contains {
          detail.contains($0)
        }
        state.gaps.append(Gap(isForbidden ? .forbidden : .missing, name, detail))
      case .omitted(let name):
        state.gaps.append(Gap(.cut, name, "left out, to keep the run bounded"))
      }
    }
  }

  private func end(_ status: Int, _ state: inout State) {
    // A log that nothing came of is none.
    let isBroken = status != 0 && status != 124
    if state.bytes == 0, state.hasFailed || isBroken {
      state.analysis?.drop()
      if state.hasFailed { return }
    } else {
      state.analysis?.end(cut: cut(status, state))
    }
    guard isBroken else { return }
    let isPacked = [".gz", ".xz", ".zst", ".bz2"].contains { state.name.hasSuffix($0) }
    let detail =
      if status == 127 {
        "its program is not installed there"
      } else if isPacked {
        "it cannot be unpacked\(state.bytes > 0 ? " to its end" : "") and may be damaged"
      } else {
        "it ended with status \(status)"
      }
    state.gaps.append(Gap(.missing, state.name, detail))
  }

  /// What of a log did not come, as far as that is known.
  private func cut(_ status: Int, _ state: State) -> String? {
    if status == 124 { return "given up after \(Quantity(request.seconds, .seconds))" }
    if state.bytes >= request.bytes {
      return "only the last \(Quantity(Double(request.bytes), .bytes))"
    }
    return request.lines.map { "at most the last \($0) lines, as asked for" }
  }

  /// What the logs say; nil where none came.
  func digest() -> LogDigest? {
    state.withLock { state in
      guard var digest = state.analysis?.digest() else { return nil }
      digest.gaps = state.gaps
      let why = state.gaps.first.map { "\($0.source): \($0.detail)" }
      if digest.sources.isEmpty {
        digest.decision = .silent(why ?? "no log was found")
      } else if let why, digest.lines.count == 0 {
        digest.decision = .silent(why)
      }
      return digest
    }
  }

  /// Takes a block of a file here, without a copy.
  func take(_ block: UnsafeBufferPointer<UInt8>) {
    // A pointer may not go where the lock is; its number may, and is used during the call only.
    let (place, count) = (UInt(bitPattern: block.baseAddress), block.count)
    state.withLock {
      $0.analysis?.take(UnsafeBufferPointer(start: UnsafePointer(bitPattern: place), count: count))
    }
  }

  /// Analyses for as many parts of the file that is being read, of which `take(part:)` takes one after
  /// the other when it is done.
  func part(of count: Int) -> sending LogAnalysis? {
    state.withLock { $0.analysis?.part(of: count) }
  }

  /// Where in `block`, which begins anywhere in the file, a line begins that belongs to none before.
  func beginning(in block: UnsafeBufferPointer<UInt8>) -> Int? {
    let (place, count) = (UInt(bitPattern: block.baseAddress), block.count)
    return state.withLock {
      $0.analysis?.beginning(
        in: UnsafeBufferPointer(start: UnsafePointer(bitPattern: place), count: count))
    }
  }

  /// Takes what was read of the next part.
  func take(part: LogAnalysis) {
    // Nobody else has it any more.
    let place = UInt(bitPattern: Unmanaged.passRetained(part).toOpaque())
    state.withLock {
      guard let pointer = UnsafeRawPointer(bitPattern: place) else { return }
      $0.analysis?.take(Unmanaged<LogAnalysis>.fromOpaque(pointer).takeRetainedValue())
    }
  }

  /// The file has ended; `cut` says what of it did not come.
  func end(cut: String?) { state.withLock { $0.analysis?.end(cut: cut) } }
}
