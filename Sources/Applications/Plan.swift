import Model

/// What is to be taken from each line of a pattern, found out at its first line.
struct Plan {
  /// A duration among the words of a line.
  struct Timing {
    /// The number of the word, from the end for negative ones.
    var word: Int
    /// How many words it goes on for: `1 min 3 s`.
    var words = 1
    var unit: DurationUnit?
    var field: String
    /// What stands before it, where lines of the pattern differ in how many words they have.
    var key: LineScanner.Key?
    /// Whether it is the time of a call to the host that the line names, not the line's own.
    var isCall: Bool
  }

  /// The other side of a call.
  struct Peer {
    var word: Int
    var standing: Standing
    /// The word that has its port.
    var port: Int?
  }

  var level: LogLevel?
  /// The word that has the level as a number.
  var levelWord: Int?
  var kind: LogEventKind?
  var timings: [Timing] = []
  var peer: Peer?
  /// Where the times stand that have no name, in the line of an access log.
  var access: AccessForm?
  /// Whether it is a line of an access log.
  var isAccess = false
  /// Whether a call went through another party that the line does not name.
  var isUpstream = false

  /// The plan for lines like `line`, as `scanner` has taken it apart from `body` on.
  init(_ line: Bytes, _ scanner: borrowing LineScanner, body: Int, level known: LogLevel?) {
    let words = LineWords(line, scanner)
    isAccess = words.isAccess
    (level, levelWord) = known.map { ($0, nil) } ?? words.level(before: body)
    if isAccess { level = words.statusLevel ?? level }
    kind = EventMatcher.shared.kind(of: line.slice(body, line.count), level: level)
    if isAccess { kind = words.statusKind }
    peer = words.peer(of: kind)
    access = AccessForm(named: line, scanner, isAccess: isAccess)
    timings = access?.timings ?? words.timings
    if isAccess, timings.isEmpty {
      access = AccessForm(trailing: line, scanner)
      timings = access?.timings ?? []
    }
    if let proxy = access?.proxy {
      peer = nil
      kind = proxy.kind
      if kind != nil { level = max(level ?? .error, .error) }
    }
    let hasCall = timings.contains(where: \.isCall)
    if isAccess || access != nil || words.isServed && hasCall {
      isUpstream = access?.isUpstream ?? hasCall && peer == nil
    } else if peer != nil {
      for index in timings.indices { timings[index].isCall = true }
    }
  }
}
