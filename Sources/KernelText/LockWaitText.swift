/// At which locks threads wait, as the script of that name tells.
///
/// ```
/// looked 4242
/// refused 4300
/// 4242 0x5593c0a14080 38
/// ```
public struct LockWaitText: Sendable, Hashable {
  /// The processes whose threads were looked at, and those whose threads may not be.
  public var looked: [Int] = [], refused: [Int] = []
  /// The locks of a process, each with the most threads that were seen to wait for it at once.
  public var locks: [Lock] = []

  /// A lock by its address in the process.
  public struct Lock: Sendable, Hashable {
    /// The process, and the threads that wait.
    public var pid: Int, waiting: Int
    /// Its address in the process, in hexadecimal.
    public var address: String
  }

  /// The lines of `text`; what is none of these is passed over.
  public init(_ text: Text) {
    for line in text.lines {
      let words = line.words
      guard words.count >= 2, let first = words.first else { continue }
      let pid = words[1].number.flatMap(Int.init(exactly:))
      switch (first.string, pid) {
      case ("looked", let pid?): looked.append(pid)
      case ("refused", let pid?): refused.append(pid)
      default:
        guard words.count == 3, words[1].string.hasPrefix("0x"),
          let pid = first.number.flatMap(Int.init(exactly:)),
          let waiting = words[2].number.flatMap(Int.init(exactly:))
        else { continue }
        locks.append(Lock(pid: pid, waiting: waiting, address: words[1].string))
      }
    }
  }
}
