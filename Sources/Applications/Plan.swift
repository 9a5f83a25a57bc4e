import Model

/// What is to be taken from each line of a pattern, found out at its first line.
struct Plan {
  /// A duration among the words of a line.
  struct Timing {
    /// The number of the word, from the end for negative ones.
    var word: Int
    var unit: DurationUnit?
    var field: String
    /// Whether it is the time of a call to the host that the line names, not the line's own.
    var isCall: Bool
  }

  /// The other side of a call.
  struct Peer {
    var word: Int
    var isNamed: Bool
    /// The word that has its port.
    var port: Int?
  }

  var level: LogLevel?
  /// The word that has the level as a number.
  var levelWord: Int?
  var kind: LogEventKind?
  var timings: [Timing] = []
  var peer: Peer?
  /// Whether it is a line of an access log.
  var isAccess = false
  /// Whether a call went through another party that the line does not name.
  var isUpstream = false

  /// The plan for lines like `line`, as `scanner` has taken it apart from `body` on.
  init(_ line: Bytes, _ scanner: borrowing LineScanner, body: Int, level known: LogLevel?) {
    let words = Words(line, scanner)
    isAccess = words.isAccess
    (level, levelWord) = known.map { ($0, nil) } ?? words.level(before: body)
    if isAccess { level = words.statusLevel ?? level }
    kind = EventMatcher.shared.kind(of: line.slice(body, line.count), level: level)
    if isAccess { kind = words.statusKind }
    peer = words.peer
    timings = words.timings
    if isAccess {
      isUpstream = timings.contains(where: \.isCall) && peer == nil
    } else if peer != nil {
      for index in timings.indices { timings[index].isCall = true }
    }
  }
}

/// The words of a line with what stands around them.
private struct Words {
  private struct Word {
    var bytes: Bytes
    var start: Int, end: Int
    var varies: Bool
    /// The name of the field that it is the value of: `took=3`, `"took":3`, `took: 3`.
    var key: Bytes?
  }

  private let line: Bytes
  private var words: [Word] = []
  private let method: Int
  private let status: Int

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
  private func fromEnd(_ number: Int) -> Int {
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

  // Durations.

  var timings: [Plan.Timing] {
    var timings: [Plan.Timing] = []
    let first = isAccess ? status + 1 : 0
    for number in words.indices.dropFirst(first) where words[number].varies {
      guard timings.count < 4 else { break }
      if let timing = timing(number) { timings.append(timing) }
    }
    if isAccess, timings.isEmpty { timings = trailing }
    return timings
  }

  private func timing(_ number: Int) -> Plan.Timing? {
    let word = words[number]
    let before = number > 0 ? words[number - 1].bytes : word.bytes.slice(0, 0)
    let name = word.key ?? before
    if FieldNames.isSetting(name) || number > 1 && isSettingPhrase(number) { return nil }
    func found(_ unit: DurationUnit?) -> Plan.Timing? {
      guard duration(word.bytes, unit: unit) != nil else { return nil }
      let isName = name.isLetter(0) && name.count < 40
      let field = isName ? name.string : "time"
      let isCall =
        field.lowercased().hasPrefix("upstream") || ["urt", "uct", "uht"].contains(field)
      return Plan.Timing(word: fromEnd(number), unit: unit, field: field, isCall: isCall)
    }
    // Its own unit; the time since the program's start in `[0.012s][info][gc]` is none.
    if number > 0 || word.start == 0, hasOwnUnit(word.bytes) { return found(nil) }
    if number + 1 < words.count, words[number + 1].start == word.end + 1,
      let unit = durationUnit(words[number + 1].bytes), unit != .minutes || isTimed(name)
    {
      return found(unit)
    }
    if word.key != nil || isTimed(before) {
      if let unit = FieldNames.unit(name) { return found(unit) }
      if FieldNames.short.contains(where: { FieldNames.equals(name, $0) }) {
        return found(
          name.says("rt") && word.bytes.index(of: UInt8(ascii: ".")) != nil ? .seconds : .unsaid)
      }
    }
    return nil
  }

  private func isTimed(_ name: Bytes) -> Bool { FieldNames.unit(name) != nil }

  /// `retry in 5s`, `waiting up to 3 seconds`, `sleeping for 1s`, `next attempt in 10s`.
  private func isSettingPhrase(_ number: Int) -> Bool {
    let last = words[number - 1].bytes
    guard
      FieldNames.equals(last, "in") || FieldNames.equals(last, "for")
        || FieldNames.equals(last, "to") || FieldNames.equals(last, "every")
        || FieldNames.equals(last, "of")
    else { return false }
    let earlier = words[number - 2].bytes
    return FieldNames.isSetting(earlier) || FieldNames.equals(earlier, "up")
      || earlier.says("attempt") || earlier.says("again") || earlier.says("wait")
      || earlier.says("restart")
  }

  /// `3.2s`, `17ms`, `PT3S`, `1m3s`; `10m` and `24h` alone count other things too.
  private func hasOwnUnit(_ word: Bytes) -> Bool {
    guard duration(word, unit: nil) != nil else { return false }
    var end = word.count
    while end > 0, !word.isLetter(end - 1) { end -= 1 }
    let last = lower(word[end - 1])
    // `1990s` is no duration.
    if last == UInt8(ascii: "s") { return !(word.count == 5 && word.number(0)?.end == 4) }
    return word.find("pt") != nil
  }

  /// Numbers at the end of an access log's line: seconds with a point (nginx's `$request_time`),
  /// millionths without one behind the quotes (Apache's `%D`), thousandths where there are no quotes
  /// (Tomcat's `%D`).
  private var trailing: [Plan.Timing] {
    guard let last = words.last, words.count - 1 > status + 1, last.varies, last.key == nil,
      let number = last.bytes.decimal(0), number.end == last.bytes.count
    else { return [] }
    let isWhole = last.bytes.index(of: UInt8(ascii: ".")) == nil
    let isQuoted = line.index(of: UInt8(ascii: "\""), from: words[status].end) != nil
    let unit: DurationUnit = !isWhole ? .seconds : isQuoted ? .microseconds : .milliseconds
    var timings = [Plan.Timing(word: -1, unit: unit, field: "time", isCall: false)]
    // `$request_time $upstream_response_time`
    let before = words[words.count - 2]
    if !isWhole, words.count - 2 > status + 1, let number = before.bytes.decimal(0),
      number.end == before.bytes.count, before.bytes.index(of: UInt8(ascii: ".")) != nil
    {
      timings[0] = Plan.Timing(word: -2, unit: unit, field: "request_time", isCall: false)
      timings.append(
        Plan.Timing(word: -1, unit: unit, field: "upstream_response_time", isCall: true))
    }
    return timings
  }
}

/// What a line says, with `#` for what varies; of an access log's, what was asked for and the kind of
/// status.
func patternText(_ line: Bytes, _ scanner: borrowing LineScanner, body: Int) -> String {
  if let method = scanner.word(max(scanner.method, 0), line), scanner.method >= 0,
    let path = scanner.word(scanner.method + 1, line),
    let status = scanner.word(max(scanner.status, 0), line), scanner.status > 0, status.isDigit(0)
  {
    return "\(method.string) \(pathText(path)) \(status.slice(0, 1).string)xx"
  }
  var text: [UInt8] = []
  var place = body
  for number in 0..<min(scanner.count, LineScanner.hashed)
  where scanner.start(number) >= body && text.count < 400 {
    append(line, place, scanner.start(number), &text)
    if !scanner.varies(number, line) {
      append(line, scanner.start(number), scanner.end(number), &text)
    } else if text.last != UInt8(ascii: "#") {
      text.append(UInt8(ascii: "#"))
    }
    place = scanner.end(number)
  }
  if place < line.count, text.count < 400, scanner.count <= LineScanner.hashed {
    append(line, place, min(line.count, place + 40), &text)
  }
  return text.withBytes { $0.trimmed.string }
}

private func append(_ line: Bytes, _ start: Int, _ end: Int, _ text: inout [UInt8]) {
  guard end > start else { return }
  for index in start..<min(end, start + 200) { text.append(line[index]) }
}

/// `/users/#`.
func pathText(_ path: Bytes) -> String {
  var parts: [String] = []
  LineScanner.eachPart(of: path) { part, varies in parts.append(varies ? "#" : part.string) }
  return parts.joined(separator: "/")
}
