import Dispatch
import Model
import Synchronization
import SystemCalls
import Transports

/// Reads the logs of several targets side by side and hands each to `use`, in their order.
///
/// At most four are read at once, so that memory does not grow with their number.
func eachLog(
  of addresses: [TargetAddress],
  by read: @escaping @Sendable (TargetAddress) -> Result<LogDigest, Unreachable>,
  use: (TargetAddress, Result<LogDigest, Unreachable>) throws -> Void
) throws {
  guard addresses.count > 1 else {
    for address in addresses { try use(address, read(address)) }
    return
  }
  let answers = Answers()
  // Reading waits, which threads of the concurrency runtime must not.
  let queue = DispatchQueue(label: "logs", attributes: .concurrent)
  for _ in 0..<min(addresses.count, 4) {
    queue.async {
      while let number = answers.next(of: addresses.count) {
        answers.give(read(addresses[number]), for: number)
      }
    }
  }
  for (number, address) in addresses.enumerated() { try use(address, answers.take(number)) }
}

/// What was read of each target, until it is taken.
private final class Answers: Sendable {
  private let state = Mutex((begun: 0, read: [Int: Result<LogDigest, Unreachable>]()))

  /// The number of one that nobody reads yet; nil where there is none.
  func next(of count: Int) -> Int? {
    state.withLock { state in
      guard state.begun < count else { return nil }
      state.begun += 1
      return state.begun - 1
    }
  }

  func give(_ answer: Result<LogDigest, Unreachable>, for number: Int) {
    state.withLock { $0.read[number] = answer }
  }

  /// Waits for one and forgets it.
  func take(_ number: Int) -> Result<LogDigest, Unreachable> {
    while true {
      if let answer = state.withLock({ $0.read.removeValue(forKey: number) }) { return answer }
      whyslow_pause(0.005)
    }
  }
}
