/// Where programs and the kernel were, found by looking many times a second.
public struct Profile: Sendable, Hashable {
  /// One way through functions, with how often it was seen.
  public struct Stack: Sendable, Hashable {
    /// The program, then its functions from the outermost; not yet sanitised.
    public var frames: [Frame]
    /// How often it was seen.
    public var count: Int
    /// The process; nil where it is not known, or of several.
    public var pid: Int?

    /// A way that was seen `count` times.
    public init(_ frames: [Frame], count: Int, pid: Int? = nil) {
      self.frames = frames
      self.count = count
      self.pid = pid
    }
  }

  /// A function.
  public struct Frame: Sendable, Hashable {
    /// Its name, or `[unknown]`; not yet sanitised.
    public var name: String
    /// Whether it is the kernel's.
    public var isKernel: Bool

    /// The function called `name`.
    public init(_ name: String, isKernel: Bool = false) {
      self.name = name
      self.isKernel = isKernel
    }
  }

  /// The ways, each once, the most frequent first.
  public var stacks: [Stack]
  /// For how long was looked, in seconds.
  public var seconds: Double
  /// How often was looked, each second on each processor.
  public var frequency: Double

  /// What was seen in `seconds`.
  public init(_ stacks: [Stack], seconds: Double, frequency: Double) {
    self.stacks = stacks.sorted { left, right in
      if left.count != right.count { return left.count > right.count }
      return left.frames.map(\.name).lexicographicallyPrecedes(right.frames.map(\.name))
    }
    self.seconds = seconds
    self.frequency = frequency
  }

  /// How often anything was seen that is not the kernel's idling.
  public var count: Int { stacks.reduce(0) { $0 + $1.count } }

  /// The same with each process called as `processes` has it, and those called alike put together: a
  /// thread may call itself what it likes.
  public func named(by processes: [ProcessObservation]) -> Profile {
    let names = Dictionary(processes.map { ($0.pid, $0.name) }) { first, _ in first }
    var counts: [[Frame]: Int] = [:]
    for stack in stacks {
      var frames = stack.frames
      if let name = stack.pid.flatMap({ names[$0] }), !frames.isEmpty { frames[0].name = name }
      counts[frames, default: 0] += stack.count
    }
    return Profile(
      counts.map { Stack($0.key, count: $0.value) }, seconds: seconds, frequency: frequency)
  }
}
