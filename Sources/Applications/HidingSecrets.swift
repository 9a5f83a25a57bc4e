import Model

/// `text`, which is of a log, with what looks like a secret masked: passwords in URLs, values of fields
/// and headers that are named like one, in queries, too.
///
/// A log speaks of secrets without telling any (`password authentication failed`), and so it takes
/// more than the name: a sign of a value behind it.
func withoutSecrets(_ text: String) -> String {
  let bytes = Array(text.utf8)
  guard bytes.withBytes(mayHide) else { return text }
  var hiding = Hiding(bytes: withoutPasswords(text, bytes))
  return hiding.hidden()
}

/// Whether there is anything that all secrets have.
private func mayHide(_ text: Bytes) -> Bool {
  let signs: [StaticString] = [
    "://", "pass", "pw", "psk", "secret", "token", "key", "credential", "auth", "bearer", "cookie",
    "sig", "jwt", "identified by",
  ]
  return signs.contains { text.find($0) != nil }
}

/// With the passwords in URLs masked.
private func withoutPasswords(_ text: String, _ bytes: [UInt8]) -> [UInt8] {
  guard bytes.withBytes({ $0.find("://") != nil && $0.index(of: UInt8(ascii: "@")) != nil }) else {
    return bytes
  }
  var result: [UInt8] = []
  // What ends a URL in text; an escaped quote ends it with its backslash.
  for word in bytes.split(omittingEmptySubsequences: false, whereSeparator: isEnd) {
    result += Secrets.maskedURL(String(decoding: word, as: UTF8.self)).utf8
    if word.endIndex < bytes.endIndex { result.append(bytes[word.endIndex]) }
  }
  return result
}

private func isEnd(_ byte: UInt8) -> Bool { byte <= 0x20 || "\"'<>`".utf8.contains(byte) }

/// Walks through a line and masks the values of secrets.
private struct Hiding {
  let bytes: [UInt8]
  private var result: [UInt8] = []
  /// What was taken over so far.
  private var done = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func hidden() -> String {
    for place in bytes.indices where place >= done {
      switch bytes[place] {
      case UInt8(ascii: "="), UInt8(ascii: ":"): assigned(place)
      case 0x20: followed(place)
      default: break
      }
    }
    result += bytes[done...]
    return String(decoding: result, as: UTF8.self)
  }

  private func byte(_ place: Int) -> UInt8 { bytes.indices.contains(place) ? bytes[place] : 0 }

  private func isQuote(_ place: Int) -> Bool {
    byte(place) == UInt8(ascii: "\"") || byte(place) == UInt8(ascii: "'")
  }

  /// The word of a name that ends before `end`.
  private func name(before end: Int) -> Range<Int> {
    var end = end
    while end > done, isQuote(end - 1) || byte(end - 1) == UInt8(ascii: "\\") { end -= 1 }
    var start = end
    while start > done, isNamed(byte(start - 1)) { start -= 1 }
    return start..<end
  }

  private func isNamed(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "_-.".utf8.contains(byte)
  }

  private func word(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self).lowercased()
  }

  /// `name=value`, `"name": "value"`, `"name"=>"value"`, `Name: value`, `?name=value`.
  private mutating func assigned(_ place: Int) {
    let isColon = byte(place) == UInt8(ascii: ":")
    var end = place
    if !isColon, byte(end - 1) == 0x20 { end -= 1 }
    let name = name(before: end)
    guard !name.isEmpty, name.count <= 64 else { return }
    let text = word(name)
    let isQuery = "?&".utf8.contains(byte(name.lowerBound - 1))
    guard isSecret(text, isQuery) else { return }
    var start = place + 1
    if byte(start) == UInt8(ascii: ">") { start += 1 }
    while byte(start) == 0x20 { start += 1 }
    // `token-refresher: started` is a program.
    let isProse = isColon && name.upperBound == place && start > place + 1
    if isProse, !Self.ends.contains(where: { text.hasSuffix($0) }) { return }
    while isQuote(start) || "\\[{".utf8.contains(byte(start)) { start += 1 }
    let isJSON = isColon && name.upperBound < place
    let isWhole = text.contains("cookie") && isProse
    hide(start, isQuoted: isQuote(start - 1), isMember: isJSON, isWhole: isWhole)
  }

  /// `--password value`, `PASSWORD 'value'`, `IDENTIFIED BY 'value'`, `Bearer value`.
  private mutating func followed(_ place: Int) {
    let name = name(before: place)
    guard name.upperBound == place, (2...64).contains(name.count) else { return }
    let next = place + 1
    guard byte(next) > 0x20 else { return }
    let text = word(name)
    if text.hasPrefix("--") {
      guard Secrets.areNamed(text), byte(next) != UInt8(ascii: "-") else { return }
      hide(isQuote(next) ? next + 1 : next, isQuoted: isQuote(next))
    } else if text == "bearer", byte(name.lowerBound - 1) != UInt8(ascii: "=") {
      let end = end(of: next, isQuoted: false, isMember: false, isWhole: false)
      if end - next >= 12 { hide(next, isQuoted: false) }
    } else if isQuote(next), text.hasSuffix("password") || text == "by" && isIdentified(name) {
      hide(next + 1, isQuoted: true)
    }
  }

  private func isIdentified(_ name: Range<Int>) -> Bool {
    name.lowerBound > 0 && word(self.name(before: name.lowerBound - 1)) == "identified"
  }

  private func isSecret(_ name: String, _ isQuery: Bool) -> Bool {
    if name == "jwt" || isQuery && Self.queries.contains(name) { return true }
    return Secrets.areNamed(name) && !Self.harmless.contains { name.hasSuffix($0) }
  }

  /// Names that are a secret's in the query of a URL.
  private static let queries: Set<String> = [
    "key", "sig", "sid", "session", "sessionid", "session_id", "hmac", "code",
  ]
  private static let ends = [
    "password", "passwd", "passphrase", "pass", "pwd", "secret", "token", "key", "credential",
    "credentials", "cookie", "authorization", "signature", "psk",
  ]
  /// What is told of a secret without telling it: `token_type=bearer`, `auth_time_ms=3`.
  private static let harmless = [
    "_ms", "timems", "count", "time", "expires", "expires_in", "expiresin", "expiry", "ttl", "type",
    "name", "length", "len", "size", "age", "attempts", "failures", "failed", "errors", "error",
    "status", "enabled", "valid", "required", "provider", "service", "latency", "duration",
    "method",
    "host", "url", "uri", "endpoint", "path", "file",
  ]

  private func end(of start: Int, isQuoted: Bool, isMember: Bool, isWhole: Bool) -> Int {
    var end = start
    if isQuoted {
      let quote = byte(start - 1)
      while end < bytes.count, bytes[end] != quote { end += 1 }
      while end > start, byte(end - 1) == UInt8(ascii: "\\") { end -= 1 }
      return end
    }
    while end < bytes.count, isWhole || bytes[end] > 0x20, !isQuote(end),
      bytes[end] != UInt8(ascii: "&"), !isMember || !",}".utf8.contains(bytes[end])
    {
      end += 1
    }
    while end > start, ",;)]}\\".utf8.contains(byte(end - 1)) { end -= 1 }
    return end
  }

  /// Puts the mask in place of the value that begins at `start`.
  private mutating func hide(
    _ start: Int, isQuoted: Bool, isMember: Bool = false, isWhole: Bool = false
  ) {
    var start = start
    var end = end(of: start, isQuoted: isQuoted, isMember: isMember, isWhole: isWhole)
    let value = word(start..<end)
    if !isQuoted, ["bearer", "basic", "digest", "token", "negotiate"].contains(value),
      byte(end) == 0x20
    {
      // `Authorization: Bearer value`
      start = end + 1
      end = self.end(of: start, isQuoted: false, isMember: false, isWhole: false)
    }
    guard end > start, !["null", "nil", "none", "true", "false"].contains(value),
      !value.hasPrefix(Secrets.mask)
    else { return }
    result += bytes[done..<start]
    result += Secrets.mask.utf8
    done = end
  }
}

extension LogEvent {
  /// Without secrets.
  var harmless: LogEvent { LogEvent(kind, count, example: withoutSecrets(example)) }
}

extension LogOperation {
  /// Without secrets; the name is without them.
  var harmless: LogOperation {
    var operation = self
    operation.example = withoutSecrets(example)
    return operation
  }
}
