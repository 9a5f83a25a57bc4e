import Model

/// The words of a line with what stands around them.
struct LineWords {
  struct Word {
    var bytes: Bytes
    var start: Int, end: Int
    var varies: Bool
    /// The name of the field that it is the value of: `took=3`, `"took":3`, `took: 3`.
    var key: Bytes?
  }

  let line: Bytes
  private(set) var words: [Word] = []
  let method: Int
  let status: Int

  init(_ line: Bytes, _ scanner: borrowing LineScanner) {
    self.line = line
    method = scanner.method
    status = scanner.status
    for number in 0..<scanner.count {
      let (start, end) = (scanner.start(number), scanner.end(number))
      var word = Word(
        bytes: line.slice(start, end), start: start, end: end,
        varies: scanner.varies(number, line))
      if let before = words.last, Self.isField(line, before.end, start) {
        var end = before.bytes.count
        while end > 0, before.bytes[end - 1] == UInt8(ascii: ":") { end -= 1 }
        // `"took": 3`: the colon is a word of its own.
        word.key = end > 0 ? before.bytes.slice(0, end) : before.key
      }
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

  // The other side of a call.

  var peer: Plan.Peer? {
    for (number, word) in words.enumerated() {
      guard let key = word.key, FieldNames.isPeer(key) else { continue }
      let isNamed = key.says("up") || key.says("peer") || key.says("backend") || key.says("target")
      if host(in: word.bytes, isNamed: isNamed) != nil {
        return Plan.Peer(word: fromEnd(number), isNamed: isNamed, port: port(behind: number))
      }
    }
    guard !isAccess else { return nil }
    for (number, word) in words.enumerated() where word.bytes.find("://") != nil {
      if isClient(number) || word.key.map({ $0.says("refer") }) ?? false { continue }
      if host(in: word.bytes) != nil {
        return Plan.Peer(word: number, isNamed: false, port: nil)
      }
    }
    for (number, word) in words.enumerated().dropFirst() {
      let before = words[number - 1]
      guard FieldNames.leads(before.bytes) || word.bytes.index(of: UInt8(ascii: ":")) != nil,
        !isClient(number), host(in: word.bytes) != nil
      else { continue }
      return Plan.Peer(word: number, isNamed: false, port: port(behind: number))
    }
    // `lookup api.example on 127.0.0.11:53`: who was asked for, not who was asked.
    return nil
  }

  /// In an access log the words before the end vary in number.
  func fromEnd(_ number: Int) -> Int {
    isAccess && number > status ? number - words.count : number
  }

  private func isClient(_ number: Int) -> Bool {
    if let key = words[number].key, FieldNames.isClient(key) { return true }
    return number > 0 && FieldNames.isClient(words[number - 1].bytes)
  }

  private func port(behind number: Int) -> Int? {
    guard number + 2 < words.count, FieldNames.equals(words[number + 1].bytes, "port"),
      words[number + 2].varies
    else { return nil }
    return fromEnd(number + 2)
  }
}
