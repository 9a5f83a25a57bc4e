import Dispatch
import Synchronization

/// Waits for `work` on this thread, which is not one of the concurrency runtime's.
public func wait<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value {
  let answer = Answer<Value>()
  Task.detached { answer.give(await work()) }
  return answer.take()
}

/// Hands one value from a task to a waiting thread.
private final class Answer<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let given = DispatchSemaphore(value: 0)

  func give(_ new: Value) {
    value.withLock { $0 = new }
    given.signal()
  }

  func take() -> Value {
    while true {
      given.wait()
      if let value = value.withLock({ $0 }) { return value }
    }
  }
}
