import Model

/// Exceptions by their type and innermost frame.
struct StackTally {
  struct Stack {
    var type: String
    var message: String
    var frame: String?
    var cause: String?
    var count = LogCount()

    init(_ head: TraceWords.Head) { (type, message) = head }
  }

  private(set) var stacks: [Stack] = []
  private var byKey: [String: Int] = [:]
  private static let most = 256

  /// Counts `stack` once, at `time`.
  mutating func add(_ stack: Stack?, at time: Double?) {
    if let stack { add(stack, LogCount(1, first: time, last: time)) }
  }

  private mutating func add(_ stack: Stack, _ count: LogCount) {
    let key = "\(stack.type)\n\(stack.frame ?? "")"
    guard let index = byKey[key] ?? (stacks.count < Self.most ? stacks.count : nil) else { return }
    if index == stacks.count {
      byKey[key] = index
      stacks.append(stack)
      stacks[index].count = LogCount()
    }
    stacks[index].count.add(count)
    // Not every log tells of all of it.
    if stacks[index].cause == nil { stacks[index].cause = stack.cause }
  }

  /// Adds the traces of `other`.
  mutating func absorb(_ other: StackTally) {
    for stack in other.stacks { add(stack, stack.count) }
  }
}
