/// A process's own limits and its open files, as the section `process limits` notes them.
///
/// ```
/// 1 0 299 1048576 96365
/// 842 33 - 1024 unlimited
/// 900 1000 ? ? ?
/// ```
/// The process, the number of its user, its open files, and the soft limits of open files and of
/// processes and threads. A `-` in place of the files says that a look at some of the numbers
/// showed few; `?` that it is hidden.
public struct ProcessLimitsText: Sendable, Hashable {
  /// The number of the process and of its user.
  public var pid: Int, user: Int
  /// Each as it was noted.
  public var files: Note, fileLimit: Note, taskLimit: Note

  /// A number or what stands in its place.
  public enum Note: Sendable, Hashable {
    case number(UInt64)
    /// `-` or `unlimited`.
    case none
    /// `?`.
    case hidden
  }

  /// The processes in `text`; throws where there is none.
  public static func parse(_ text: Text) throws(Malformed) -> [ProcessLimitsText] {
    _ = try text.whole()
    var processes: [ProcessLimitsText] = []
    for line in text.lines {
      var scanner = Scanner(line)
      guard let pid = scanner.number().flatMap(Int.init(exactly:)),
        let user = scanner.number().flatMap(Int.init(exactly:)), let files = Note(&scanner),
        let fileLimit = Note(&scanner), let taskLimit = Note(&scanner), scanner.isAtEnd
      else { throw Malformed("not a process and its limits: \(line.string.prefix(60))") }
      processes.append(
        ProcessLimitsText(
          pid: pid, user: user, files: files, fileLimit: fileLimit, taskLimit: taskLimit))
    }
    guard !processes.isEmpty else { throw Malformed("no process") }
    return processes
  }
}

extension ProcessLimitsText.Note {
  fileprivate init?(_ scanner: inout Scanner) {
    var ahead = scanner
    if let number = ahead.number() {
      scanner = ahead
      self = .number(number)
      return
    }
    guard let word = scanner.word() else { return nil }
    if word.count == 1, word[0] == UInt8(ascii: "?") {
      self = .hidden
    } else if word.count == 1 && word[0] == UInt8(ascii: "-") || word.string == "unlimited" {
      self = .none
    } else {
      return nil
    }
  }
}
