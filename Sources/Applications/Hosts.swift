/// A party on the network as a log names it.
struct HostName: Hashable {
  /// With its port where one stands there.
  var name: String
  /// The whole URL, where it is one.
  var url: String?

  /// Adds the port that another word has: `5432`, `:443`.
  mutating func add(_ port: Bytes) {
    guard let number = port.number(port[0] == UInt8(ascii: ":") ? 1 : 0),
      (1...65535).contains(number.value), url == nil, !name.hasPrefix("[")
    else { return }
    let colons = name.utf8.count { $0 == UInt8(ascii: ":") }
    if colons == 0 { name += ":\(number.value)" }
    if colons > 1 { name = "[\(name)]:\(number.value)" }
  }
}

/// How surely a word names a party, by where it stands.
enum Standing: UInt64 {
  /// Nothing around it says so: it has to look like a host by itself.
  case anywhere
  /// A party stands there, so that a name with a port is one.
  case placed
  /// What stands before leaves no doubt.
  case named
  /// What stands there is a party's name, whatever it looks like.
  case given
}

/// The host in `word`, as `https://api.example.com/v1`, `10.0.0.5:5432`, `db.internal`,
/// `2001:db8::5`, and where a party stands `cache:6379`; nil where there is none.
///
/// Names without a point are too much like other words, and so are those with a number behind them:
/// `order:19110`.
func host(in word: Bytes, _ standing: Standing = .anywhere) -> HostName? {
  if standing == .given {
    return (1...253).contains(word.count) ? HostName(name: word.string) : nil
  }
  if let address = longAddress(in: word) { return address }
  var word = word
  while word.count > 0, ".:,!'\\".utf8.contains(word[word.count - 1]) {
    word = word.slice(0, word.count - 1)
  }
  var start = 0
  while start < word.count, ":/@'".utf8.contains(word[start]) { start += 1 }
  word = word.slice(start, word.count)
  guard word.count >= 2, word.count <= 2048 else { return nil }
  if let mark = word.find("://") {
    var begin = mark + 3
    var end = begin
    while end < word.count, !"/?#\\".utf8.contains(word[end]) { end += 1 }
    // Whoever logs in stands before the host, with a password.
    while let at = word.slice(begin, end).index(of: UInt8(ascii: "@")) { begin += at + 1 }
    guard begin < end, isHost(word.slice(begin, end), .named) else { return nil }
    let isWeb = word.says("http")
    let path = word.slice(end, word.index(of: UInt8(ascii: "?"), from: end) ?? word.count)
    return HostName(
      name: word.slice(begin, end).string,
      url: isWeb
        ? word.slice(0, mark + 3).string + word.slice(begin, end).string + path.string : nil)
  }
  var end = 0
  while end < word.count, word[end] != UInt8(ascii: "/") { end += 1 }
  // Java writes `name/address:port`.
  if end < word.count {
    let rest = word.slice(end + 1, word.count)
    guard rest.isDigit(0), isHost(rest, .anywhere) else { return nil }
    return HostName(name: end > 0 ? word.slice(0, end).string + port(of: rest) : rest.string)
  }
  guard isHost(word, standing) else { return nil }
  return HostName(name: word.string)
}

private func port(of word: Bytes) -> String {
  guard let colon = word.index(of: UInt8(ascii: ":")) else { return "" }
  return word.slice(colon, word.count).string
}

private func isHost(_ word: Bytes, _ standing: Standing) -> Bool {
  var end = word.count
  var port: Int?
  if let colon = word.index(of: UInt8(ascii: ":")), colon > 0 {
    guard let number = word.number(colon + 1), number.end == word.count,
      (1...65535).contains(number.value)
    else { return false }
    (end, port) = (colon, number.value)
  }
  guard end > 1, end <= 253 else { return false }
  let name = word.slice(0, end)
  var letters = 0, digits = 0, points = 0, capitals = 0
  for index in 0..<end {
    let byte = word[index]
    if word.isLetter(index) {
      letters += 1
      if byte < 0x61 { capitals += 1 }
    } else if word.isDigit(index) {
      digits += 1
    } else if byte == UInt8(ascii: ".") {
      guard index > 0, word[index - 1] != byte else { return false }
      points += 1
    } else if byte != UInt8(ascii: "-"), byte != UInt8(ascii: "_") {
      return false
    }
  }
  if letters == 0 {
    // What a server listens on is nobody.
    return points == 3 && digits >= 4 && isAddress(name) && !FieldNames.equals(name, "0.0.0.0")
  }
  guard word.isLetter(0) || word.isDigit(0), port == nil || !isSourceFile(name) else {
    return false
  }
  if standing == .named { return true }
  if FieldNames.equals(name, "localhost") { return port != nil || standing == .placed }
  if points > 0, hasDomain(name) {
    return standing == .placed || port.map(Ports.areLikely) ?? true
  }
  // `com.example.Orders:42` is a line of a class.
  guard standing == .placed, let port, points == 0 || capitals == 0 else { return false }
  return Ports.areLikely(port)
}

/// Ports, by what they are used for.
enum Ports {
  /// Whether the number behind a name is as likely a port as a count: servers that need no rights
  /// listen from 1024 on, all others on those of IANA's register that are in use.
  static func areLikely(_ port: Int) -> Bool { port >= 1024 || assigned.contains(port) }

  /// Whether Linux gives it to whoever calls (net.ipv4.ip_local_port_range).
  static func areCallers(_ port: Int) -> Bool { port >= 32768 }

  private static let assigned: Set<Int> = [
    21, 22, 23, 25, 53, 80, 88, 110, 111, 123, 139, 143, 161, 389, 443, 445, 465, 514, 554, 587,
    631,
    636, 853, 873, 993, 995,
  ]
}

/// An address of IPv6, which has its port, if any, behind brackets and so in another word.
///
/// Node.js writes `::1:5432`.
func longAddress(in word: Bytes) -> HostName? {
  var word = word
  while word.count > 2, ".,'".utf8.contains(word[word.count - 1]) {
    word = word.slice(0, word.count - 1)
  }
  if word[word.count - 1] == UInt8(ascii: ":"), word[word.count - 2] != UInt8(ascii: ":") {
    word = word.slice(0, word.count - 1)
  }
  if word[0] == UInt8(ascii: "'") || word[0] == UInt8(ascii: "/") {
    word = word.slice(1, word.count)
  }
  guard (3...64).contains(word.count), word.index(of: UInt8(ascii: ":")) != nil else { return nil }
  if word.has("::1:"), let port = word.number(4), port.end == word.count, port.value > 1023 {
    return HostName(name: "[::1]\(word.slice(3, word.count).string)")
  }
  return isLongAddress(word) ? HostName(name: word.string) : nil
}

/// RFC 4291: eight groups of up to four digits in base sixteen, once `::` for all that are zero, the
/// last two perhaps as of IPv4.
private func isLongAddress(_ word: Bytes) -> Bool {
  var groups = 0, length = 0, index = 0, start = 0
  var isShort = false, hasNumber = false, hasLong = false
  while index < word.count, word[index] != UInt8(ascii: "%") {
    if word[index] == UInt8(ascii: ":") {
      if length > 0 { groups += 1 }
      if word[index + 1] == UInt8(ascii: ":") {
        guard !isShort else { return false }
        isShort = true
        index += 1
      } else if length == 0 {
        return false
      }
      length = 0
      start = index + 1
    } else if word[index] == UInt8(ascii: "."), isShort {
      return isAddress(word.slice(start, word.count))
    } else {
      let isNumber = word.isDigit(index)
      guard isNumber || lower(word[index]) &- 0x61 < 6, length < 4 else { return false }
      hasNumber = hasNumber || isNumber
      length += 1
      hasLong = hasLong || length > 2
    }
    index += 1
  }
  if length > 0 { groups += 1 }
  // Eight groups of two are a number of a card.
  return hasNumber && (isShort ? groups > 0 && groups < 8 : groups == 8 && (hasLong || length == 1))
}

/// Four numbers up to 255.
private func isAddress(_ word: Bytes) -> Bool {
  var place = 0
  for part in 0..<4 {
    guard let number = word.number(place), number.value < 256 else { return false }
    place = number.end
    if part < 3 {
      guard word[place] == UInt8(ascii: ".") else { return false }
      place += 1
    }
  }
  return place == word.count
}

/// `handler.go:17` is a line of a program.
private func isSourceFile(_ word: Bytes) -> Bool {
  guard let point = word.string.lastIndex(of: ".") else { return false }
  let end = word.string[word.string.index(after: point)...]
  return [
    "go", "py", "java", "rb", "js", "ts", "c", "cc", "cpp", "rs", "php", "kt", "scala", "swift",
    "h",
  ]
  .contains(String(end))
}

/// Whether the last part is one that names of hosts end in; `com.example.Class` ends in none.
private func hasDomain(_ word: Bytes) -> Bool {
  let text = word.string
  guard let point = text.lastIndex(of: ".") else { return false }
  return ends.contains(text[text.index(after: point)...].lowercased())
}

private let ends: Set<String> = [
  "com", "net", "org", "io", "dev", "app", "cloud", "local", "internal", "lan", "home", "maas",
  "arpa", "svc", "cluster", "consul", "test", "example", "localdomain", "corp", "intranet", "info",
  "edu", "gov", "eu", "de", "at", "ch", "fr", "uk", "us", "nl", "be", "it", "es", "pl", "cz", "se",
  "no", "fi", "dk", "jp", "cn", "in", "br", "au", "ca", "ru", "me", "co", "ai", "tech", "xyz",
]
