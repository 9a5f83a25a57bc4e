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

  /// The lines of `text`.
  public init(_ text: Text) throws(Malformed) {
    for line in text.lines {
      let words = line.words
      switch words.first?.string {
      case "looked"? where words.count == 2: looked.append(try Self.number(words[1]))
      case "refused"? where words.count == 2: refused.append(try Self.number(words[1]))
      default:
        guard words.count == 3, words[1].string.hasPrefix("0x") else {
          throw Malformed("no process with its lock")
        }
        locks.append(
          Lock(
            pid: try Self.number(words[0]), waiting: try Self.number(words[2]),
            address: words[1].string))
      }
    }
  }

  /// The number of a process or of threads, of which there are no more than PID_MAX_LIMIT of
  /// include/linux/threads.h.
  private static func number(_ word: Text) throws(Malformed) -> Int {
    guard let number = word.number, number <= 4_194_304 else { throw Malformed("no such number") }
    return Int(number)
  }
}
