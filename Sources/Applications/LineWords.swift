import Model

/// The words of a line with what stands around them.
struct LineWords {
  struct Word {
    var bytes: Bytes
    var start: Int, end: Int
    var varies: Bool
    /// The name of the field that it is the value of: `took=3`, `"took":3`, `took: 3`.
    var key: Bytes?
    /// The name of the object of JSON that it is a member of.
    var parent: Bytes?
    /// The last name of a field before it.
    var field: Bytes?
  }

  let line: Bytes
  private(set) var words: [Word] = []
  /// Where the method and the status stand in the line of an access log; -1 in others.
  let method: Int
  let status: Int

  init(_ line: Bytes, _ scanner: borrowing LineScanner) {
    self.line = line
    method = scanner.method
    status = scanner.status
    var parents: [Bytes] = []
    for number in 0..<scanner.count {
      let (start, end) = (scanner.start(number), scanner.end(number))
      var word = Word(
        bytes: line.slice(start, end), start: start, end: end,
        varies: scanner.varies(number, line))
      let before = words.last
      var name = before.map { $0.bytes } ?? line.slice(0, 0)
      var isObject = false
      for place in (before?.end ?? 0)..<start {
        if line[place] == UInt8(ascii: "{") {
          parents.append(isObject ? line.slice(0, 0) : name)
          isObject = true
        } else if line[place] == UInt8(ascii: "}") {
          _ = parents.popLast()
        }
      }
      if let before, Self.isField(line, before.end, start) {
        var end = name.count
        while end > 0, name[end - 1] == UInt8(ascii: ":") { end -= 1 }
        // `"took": 3`: the colon is a word of its own.
        name = end > 0 ? name.slice(0, end) : before.key ?? name
        // `"upstream":{"host":"a"}`: what follows is a name itself.
        if !isObject { word.key = name }
      }
      word.parent = parents.last
      word.field = word.key ?? before?.field
      words.append(word)
    }
  }

  /// Whether the word that ends at `end` names the one at `start`.
  private static func isField(_ line: Bytes, _ end: Int, _ start: Int) -> Bool {
    guard start - end <= 4 else { return false }
    return line[start] == UInt8(ascii: ":") || line[end - 1] == UInt8(ascii: ":")
      || (end..<start).contains { line[$0] == UInt8(ascii: "=") || line[$0] == UInt8(ascii: ":") }
  }

  var isAccess: Bool { statusCode != nil }

  private var statusCode: Int? {
    guard status > 0, status < words.count, let number = words[status].bytes.number(0),
      number.end == 3, words[status].bytes.count == 3, (100...599).contains(number.value)
    else { return nil }
    return number.value
  }

  /// A server that fails is an error; one who asks for what is not there is not.
  var statusLevel: LogLevel? { statusCode.map { $0 >= 500 ? .error : .info } }

  var statusKind: LogEventKind? {
    switch statusCode {
    case 429: .rateLimited
    case 504, 408, 499: .timeout
    default: nil
    }
  }

  /// How grave the line says it is, and the word that says so by a number.
  func level(before body: Int) -> (LogLevel?, Int?) {
    for (number, word) in words.enumerated() {
      guard let key = word.key, Self.levelKeys.contains(where: { FieldNames.equals(key, $0) })
      else { continue }
      if let level = LevelWords.level(word.bytes) { return (level, nil) }
      // MongoDB has klog's letters.
      if word.bytes.count == 1, let level = LevelWords.klog(word.bytes[0]) { return (level, nil) }
      if word.varies { return (nil, number) }
    }
    if body > 5, line.isDigit(1), line.isDigit(4), let level = LevelWords.klog(line[0]) {
      return (level, nil)
    }
    for (number, word) in words.prefix(14).enumerated() {
      if let level = klogLevel(number) { return (level, nil) }
      // Apache writes the module before it: `[core:notice]`.
      let module = word.bytes.index(of: UInt8(ascii: ":")).map { $0 + 1 } ?? 0
      let isBracketed = word.start > 0 && line[word.start - 1] == UInt8(ascii: "[")
      let level =
        LevelWords.level(word.bytes)
        ?? (isBracketed ? LevelWords.level(word.bytes.slice(module, word.bytes.count)) : nil)
      guard let level else { continue }
      // In small letters it is a level only within brackets: `[error]`, `<warn>`, or before a colon.
      let before = word.start > 0 ? line[word.start - 1] : 0
      let isMarked =
        before == UInt8(ascii: "[") || before == UInt8(ascii: "<")
        || before == UInt8(ascii: "|") || line[word.end - 1] == UInt8(ascii: ":")
      if LevelWords.shouts(word.bytes) || isMarked { return (level, nil) }
    }
    return (nil, nil)
  }

  /// `I1125 10:00:00.123456` behind another time.
  private func klogLevel(_ number: Int) -> LogLevel? {
    let word = words[number].bytes
    guard word.count == 5, number + 1 < words.count, let month = word.number(1), month.end == 5,
      words[number + 1].bytes[2] == UInt8(ascii: ":")
    else { return nil }
    return LevelWords.klog(word[0])
  }

  private static let levelKeys: [StaticString] = [
    "level", "lvl", "severity", "loglevel", "log.level", "levelname", "s", "l", "priority",
  ]
}
