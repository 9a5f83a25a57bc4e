import Model

/// Who is on the other side of what a line tells of.
extension LineWords {
  /// The party that was called; nil where the line names none, or only who called here.
  func peer(of kind: LogEventKind?) -> Plan.Peer? {
    // These are a program's own doing, and so is what a database does for who asks it.
    if kind == .restart || kind == .gcPause || kind == .slowQuery && isOwnStatement { return nil }
    if Self.ofClients.contains(where: { line.find($0) != nil }) { return nil }
    if kind == .circuitBreaker, let downServer { return downServer }
    if let field = fieldPeer(kind, isSure: true) { return field }
    // What the message names comes before a field as `host`, which mostly is where the line is from.
    return isAccess ? nil : urlPeer ?? placedPeer(kind) ?? fieldPeer(kind, isSure: false)
  }

  /// It was who called that went away.
  private static let ofClients: [StaticString] = [
    " from client", " to client", " client connection", "client prematurely", "client closed",
    "client disconnect", "client timed out", "client intended",
  ]

  /// Whether a database tells what it did itself: PostgreSQL's `duration: 3.2 ms  statement: ...`,
  /// MySQL's `# Query_time`, MongoDB's records, before 4.4 and since.
  private var isOwnStatement: Bool {
    let marks: [StaticString] = [
      "query_time:", "plansummary", "durationmillis", "protocol:op_", "slow script",
    ]
    if marks.contains(where: { line.find($0) != nil }) { return true }
    let statements: [StaticString] = ["statement: ", "execute ", "plan:", " bind ", " parse "]
    return line.find("duration: ") != nil && statements.contains { line.find($0) != nil }
  }

  /// Whether the line is of a request that was answered here, so that the host and the address that
  /// were asked for are this program's own.
  var isServed: Bool {
    if isAccess || method >= 0 && status >= 0 { return true }
    var signs = 0, isOutgoing = false
    for (number, word) in words.enumerated() {
      if !isName(number), FieldNames.isOutgoing(word.bytes) || isClientKind(word) {
        isOutgoing = true
      }
      guard let key = word.key else { continue }
      if FieldNames.isClient(key), isAddress(word.bytes) {
        signs += 2
      } else if FieldNames.isRemote(key), isAddress(word.bytes) {
        signs += 1
      } else if FieldNames.isMethod(key) {
        signs += 1
      } else if FieldNames.isPath(key), word.bytes[0] == UInt8(ascii: "/") {
        signs += 1
      } else if FieldNames.isStatus(key), let code = word.bytes.number(0),
        code.end == word.bytes.count,
        (100...599).contains(code.value)
      {
        signs += 1
      }
    }
    return signs >= 2 && !isOutgoing
  }

  /// `span.kind=client`.
  private func isClientKind(_ word: Word) -> Bool {
    word.key != nil && FieldNames.equals(word.bytes, "client")
  }

  private func isAddress(_ word: Bytes) -> Bool {
    (word.isDigit(0) || longAddress(in: word) != nil) && host(in: word) != nil
  }

  /// Whether the word of this number names the field that follows.
  func isName(_ number: Int) -> Bool {
    let end = words[number].end
    let after = line[end] == UInt8(ascii: "\"") ? end + 1 : end
    return line[after] == UInt8(ascii: ":") || line[after] == UInt8(ascii: "=")
  }

  /// The party in a field; where it has to be sure, none of a field that mostly has something else.
  private func fieldPeer(_ kind: LogEventKind?, isSure: Bool) -> Plan.Peer? {
    let isServed = isServed
    for (number, word) in words.enumerated() {
      guard let key = word.key, let standing = standing(key, word.parent, kind, isServed),
        host(in: word.bytes, standing) != nil
      else { continue }
      if FieldNames.mayBePeer(key), word.parent.map({ !isParty($0) }) ?? true {
        guard word.bytes.find("://") != nil || !isSure && isLikely(number, kind) else { continue }
      }
      return Plan.Peer(word: fromEnd(number), standing: standing, port: port(behind: number))
    }
    return nil
  }

  /// How sure the field `key` of `parent` makes its value a party.
  private func standing(
    _ key: Bytes, _ parent: Bytes?, _ kind: LogEventKind?, _ isServed: Bool
  ) -> Standing? {
    if FieldNames.isClient(key) { return nil }
    if FieldNames.isBehind(key) {
      // `backend=postgres` is a kind of database.
      return key.says("backend") && !isServed && !isFailed(kind) ? .placed : .named
    }
    if let parent, isParty(parent), FieldNames.mayBePeer(key) || FieldNames.equals(key, "ip") {
      return .named
    }
    if isServed { return nil }
    if FieldNames.isPeer(key) { return key.says("peer") ? .named : .placed }
    if FieldNames.isRemote(key) {
      return kind == .refused || kind == .unreachable || kind == .nameFailure ? .placed : nil
    }
    guard FieldNames.mayBePeer(key), parent.map({ !FieldNames.isOwn($0) }) ?? true else {
      return nil
    }
    return FieldNames.equals(key, "to") ? .anywhere : .placed
  }

  private func isParty(_ object: Bytes) -> Bool {
    FieldNames.isBehind(object) || FieldNames.isPeer(object)
  }

  /// Whether a field as `host` is whom the line tells of: it has a port, not one that callers have, or
  /// the line tells of calls.
  private func isLikely(_ number: Int, _ kind: LogEventKind?) -> Bool {
    if isFailed(kind) { return true }
    if let port = portNumber(number) {
      return !(isAddress(words[number].bytes) && Ports.areCallers(port))
    }
    return words.indices.contains { other in
      let word = words[other].bytes
      return !isName(other)
        && (FieldNames.isOutgoing(word) || word.says("call") || FieldNames.isConnection(word))
    }
  }

  private func isFailed(_ kind: LogEventKind?) -> Bool { kind?.isFailedCall ?? false }

  private var urlPeer: Plan.Peer? {
    let isServed = isServed
    for (number, word) in words.enumerated() where word.bytes.find("://") != nil {
      if isClient(number) || isElsewhere(number, isServed) { continue }
      if host(in: word.bytes) != nil {
        return Plan.Peer(word: number, standing: .anywhere, port: nil)
      }
    }
    return nil
  }

  /// Whether the word belongs to a field that tells of no call; of one that was answered here all do
  /// that are no words.
  private func isElsewhere(_ number: Int, _ isServed: Bool) -> Bool {
    guard let field = words[number].field else { return isServed }
    if FieldNames.isOrigin(field) { return true }
    return isServed && !FieldNames.isMessage(field)
  }

  private func placedPeer(_ kind: LogEventKind?) -> Plan.Peer? {
    let isServed = isServed
    for number in words.indices {
      let word = words[number].bytes
      if let standing = quotedServer(number, kind), host(in: word, standing) != nil {
        return Plan.Peer(word: number, standing: standing, port: port(behind: number))
      }
      if isClient(number) || isElsewhere(number, false) { continue }
      if let key = words[number].key {
        let isOther = FieldNames.mayBePeer(key) || isServed && !FieldNames.isMessage(key)
        if isOther, !isResolved(number, kind) { continue }
      }
      let isPlaced = isPlaced(number, kind)
      let isLed = isPlaced || isLed(number, kind)
      guard isLed || !isServed && portNumber(number) != nil else { continue }
      let standing: Standing = isResolved(number, kind) ? .named : isPlaced ? .placed : .anywhere
      guard host(in: word, standing) != nil else { continue }
      // An address that nothing introduces and that has such a port has called.
      if !isLed, !isFailed(kind), isAddress(word), portNumber(number).map(Ports.areCallers) ?? false
      {
        continue
      }
      return Plan.Peer(word: number, standing: standing, port: port(behind: number))
    }
    // `lookup api.example on 127.0.0.11:53`: who was asked for, not who was asked.
    return nil
  }

  private func before(_ number: Int, _ count: Int = 1) -> Bytes {
    number >= count ? words[number - count].bytes : line.slice(0, 0)
  }

  /// Whether a word before makes a host the other side of a call.
  private func isLed(_ number: Int, _ kind: LogEventKind?) -> Bool {
    let last = before(number)
    if FieldNames.leads(last) || isResolved(number, kind) { return true }
    return isFailed(kind) && kind != .certificateExpiry && FieldNames.leadsFailed(last)
  }

  /// Whether what stands around a name with a port makes it a party: `dial tcp db:5432`, `connecting to
  /// db:5432`, `reading from db:5432`, `db:5432: connection refused`.
  private func isPlaced(_ number: Int, _ kind: LogEventKind?) -> Bool {
    let last = before(number)
    if FieldNames.connects(last) { return true }
    if FieldNames.equals(last, "to") { return FieldNames.isCall(before(number, 2)) }
    if FieldNames.equals(last, "from") { return FieldNames.isAnswer(before(number, 2)) }
    guard isFailed(kind) else { return false }
    return words.indices.clamped(to: max(number - 2, 0)..<min(number + 3, words.count)).contains {
      $0 != number && FieldNames.isConnection(words[$0].bytes)
    }
  }

  /// Whether it is a name that could not be resolved: `lookup db on 10.0.0.1:53: no such host`.
  private func isResolved(_ number: Int, _ kind: LogEventKind?) -> Bool {
    // `could not resolve host: db`
    guard kind == .nameFailure, !words[number].bytes.says("host") else { return false }
    let last = before(number)
    return FieldNames.resolves(last)
      || last.says("host")
        && (before(number, 2).says("resolv") || before(number, 2).says("unknown"))
  }

  /// libpq's `connection to server at "db" (10.0.0.5), port 5432 failed`, MySQL's `Can't connect to MySQL
  /// server on 'db'`, and libpq's `running on host "db"` before 14.
  private func quotedServer(_ number: Int, _ kind: LogEventKind?) -> Standing? {
    let quote = words[number].start > 0 ? line[words[number].start - 1] : 0
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
    let (last, earlier) = (before(number), before(number, 2))
    if FieldNames.equals(earlier, "server") {
      return FieldNames.equals(last, "at") || FieldNames.equals(last, "on") ? .named : nil
    }
    return isFailed(kind) && FieldNames.equals(last, "host") ? .named : nil
  }

  /// In an access log the words before the end vary in number.
  func fromEnd(_ number: Int) -> Int {
    isAccess && number > status ? number - words.count : number
  }

  private func isClient(_ number: Int) -> Bool {
    if let key = words[number].key, FieldNames.isClient(key) || FieldNames.isRemote(key) {
      return true
    }
    // HAProxy: `10.0.1.2:33313 [25/Nov/2026:10:00:00.655] http-in/1: SSL handshake failure`.
    let end = words[number].end
    if line.has(" [", at: end), line.isDigit(end + 2), line[end + 4] == UInt8(ascii: "/"),
      isAddress(words[number].bytes)
    {
      return true
    }
    let last = before(number)
    if FieldNames.equals(last, "from") { return !FieldNames.isAnswer(before(number, 2)) }
    return FieldNames.isClient(last)
  }

  /// The word that has the port of the one of this number: `"port":443`, `"db" (10.0.0.5), port 5432`,
  /// `[2001:db8::5]:443`, Python's `('10.0.0.5', 5432)`.
  private func port(behind number: Int) -> Int? {
    guard number + 1 < words.count else { return nil }
    let (end, next) = (words[number].end, words[number + 1])
    if line[end] == UInt8(ascii: "]"), next.start == end + 1, next.bytes[0] == UInt8(ascii: ":"),
      next.bytes.isDigit(1)
    {
      return fromEnd(number + 1)
    }
    if line.has("', ", at: end), next.start == end + 3,
      next.bytes.number(0)?.end == next.bytes.count
    {
      return fromEnd(number + 1)
    }
    for name in [number + 1, number + 2] where name + 1 < words.count {
      if FieldNames.equals(words[name].bytes, "port"), words[name + 1].varies {
        return fromEnd(name + 1)
      }
    }
    return nil
  }

  /// The port of the word of this number, in it or behind it.
  private func portNumber(_ number: Int) -> Int? {
    let word = words[number].bytes
    if let behind = port(behind: number) {
      let word = words[behind < 0 ? words.count + behind : behind].bytes
      return word.number(word[0] == UInt8(ascii: ":") ? 1 : 0)?.value
    }
    guard longAddress(in: word) == nil else { return nil }
    var place = word.count
    while place > 0, word[place - 1] != UInt8(ascii: ":") || !word.isDigit(place) { place -= 1 }
    return place > 0 ? word.number(place)?.value : nil
  }
}
