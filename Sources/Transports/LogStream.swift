import Synchronization

/// Divides what the script of the logs prints at its marks.
///
/// A mark is a line of its own: a byte that no text has, a word that nobody can guess, and what it
/// tells. What stands between two marks goes on as it comes.
final class LogStream: Sendable {
  private struct State {
    var pending: [UInt8] = []
    var isInside = false
    var hasBegun = false
  }

  private let state = Mutex(State())
  private let mark: [UInt8]
  private let deliver: @Sendable (LogArrival) -> Void
  /// No mark with what it tells is longer.
  private static let longest = 8192

  init(mark: String, take: @escaping @Sendable (LogArrival) -> Void) {
    self.mark = [0x0A, 0x02] + Array(mark.utf8) + [0x20]
    deliver = take
  }

  /// Whether the script has said anything.
  var hasBegun: Bool { state.withLock { $0.hasBegun } }

  func take(_ block: [UInt8]) {
    state.withLock { state in
      state.pending += block
      var start = 0
      while let found = find(in: state.pending, from: start) {
        guard let end = state.pending[(found + mark.count)...].firstIndex(of: 0x0A) else { break }
        pass(state.pending[start..<found], &state)
        let words = String(decoding: state.pending[(found + mark.count)..<end], as: UTF8.self)
        start = end + 1
        arrive(words, &state)
      }
      // What may be the beginning of a mark waits for the rest of it.
      let kept = heldBack(in: state.pending, from: start)
      pass(state.pending[start..<kept], &state)
      state.pending.removeFirst(kept)
    }
  }

  /// Nothing comes any more; `why` is told where a log has not ended.
  func finish(_ why: String) {
    state.withLock { state in
      pass(state.pending[...], &state)
      state.pending = []
      if state.isInside { deliver(.broken(why)) }
      state.isInside = false
    }
  }

  private func pass(_ bytes: ArraySlice<UInt8>, _ state: inout State) {
    if state.isInside, !bytes.isEmpty { deliver(.bytes(Array(bytes))) }
  }

  private func find(in bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    while let next = bytes[index...].firstIndex(of: 0x02) {
      let begin = next - 1
      if begin >= start, bytes[begin...].starts(with: mark) { return begin }
      index = next + 1
    }
    return nil
  }

  private func heldBack(in bytes: [UInt8], from start: Int) -> Int {
    let from = max(start, bytes.count - Self.longest)
    if let last = bytes[from...].lastIndex(of: 0x02), last > start, bytes[last - 1] == 0x0A {
      return last - 1
    }
    return bytes.count > start && bytes[bytes.count - 1] == 0x0A ? bytes.count - 1 : bytes.count
  }

  private func arrive(_ words: String, _ state: inout State) {
    state.hasBegun = true
    let parts = words.split(separator: " ", maxSplits: 1).map(String.init)
    let rest = parts.count > 1 ? String(parts[1].reversed().drop { $0 == " " }.reversed()) : ""
    switch parts.first {
    case "clock":
      let numbers = rest.split(separator: " ")
      guard let now = numbers.first.flatMap({ Double($0) }) else { return }
      deliver(.clock(now, zone: numbers.count > 1 ? Self.zone(numbers[1]) : 0))
    case "begin":
      let both = rest.split(separator: " ", maxSplits: 1).map(String.init)
      state.isInside = true
      deliver(.begin(name: both.count > 1 ? both[1] : "", isJournal: both.first == "journal"))
    case "status":
      state.isInside = false
      deliver(.end(status: Int(rest) ?? 0))
    case "failed": deliver(.failed(rest))
    case "more": deliver(.omitted(rest))
    default: break
    }
  }

  /// `+0130` in seconds.
  private static func zone(_ text: Substring) -> Double {
    guard text.count == 5, let number = Double(text.dropFirst()) else { return 0 }
    let seconds =
      (number / 100).rounded(.down) * 3600 + number.truncatingRemainder(
        dividingBy: 100) * 60
    return text.hasPrefix("-") ? -seconds : seconds
  }
}
