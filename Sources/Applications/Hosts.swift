/// A party on the network as a log names it.
struct HostName: Hashable {
  /// With its port where one stands there.
  var name: String
  /// The whole URL, where it is one.
  var url: String?
}

/// The host in `word`, as `https://api.example.com/v1`, `10.0.0.5:5432`, `db.internal`,
/// `cache:6379`; nil where there is none.
///
/// Names without a point or a port are too much like other words; `isNamed` says that the word
/// before leaves no doubt.
func host(in word: Bytes, isNamed: Bool = false) -> HostName? {
  var word = word
  while let last = Optional(word[word.count - 1]), word.count > 0, ".:,!'".utf8.contains(last) {
    word = word.slice(0, word.count - 1)
  }
  var start = 0
  while ":/@'".utf8.contains(word[start]), start < word.count { start += 1 }
  word = word.slice(start, word.count)
  guard word.count >= 2, word.count <= 2048 else { return nil }
  if let mark = word.find("://") {
    var begin = mark + 3
    var end = begin
    while end < word.count, !"/?#\\".utf8.contains(word[end]) { end += 1 }
    // Whoever logs in stands before the host, with a password.
    if let at = word.slice(begin, end).index(of: UInt8(ascii: "@")) { begin += at + 1 }
    guard begin < end, isHost(word.slice(begin, end), port: true, isNamed: true) else { return nil }
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
    guard rest.isDigit(0), isHost(rest, port: true, isNamed: false) else { return nil }
    return HostName(name: end > 0 ? word.slice(0, end).string + port(of: rest) : rest.string)
  }
  guard isHost(word, port: true, isNamed: isNamed) else { return nil }
  return HostName(name: word.string)
}

private func port(of word: Bytes) -> String {
  guard let colon = word.index(of: UInt8(ascii: ":")) else { return "" }
  return word.slice(colon, word.count).string
}

private func isHost(_ word: Bytes, port: Bool, isNamed: Bool) -> Bool {
  var end = word.count
  var hasPort = false
  if let colon = word.index(of: UInt8(ascii: ":")), colon > 0 {
    guard let number = word.number(colon + 1), number.end == word.count,
      (1...65535).contains(number.value)
    else { return false }
    (end, hasPort) = (colon, true)
  }
  guard end > 1, end <= 253 else { return false }
  var letters = 0, digits = 0, points = 0
  for index in 0..<end {
    let byte = word[index]
    if word.isLetter(index) {
      letters += 1
    } else if word.isDigit(index) {
      digits += 1
    } else if byte == UInt8(ascii: ".") {
      guard index > 0, word[index - 1] != byte else { return false }
      points += 1
    } else if byte != UInt8(ascii: "-"), byte != UInt8(ascii: "_") {
      return false
    }
  }
  if letters == 0 { return points == 3 && digits >= 4 && isAddress(word.slice(0, end)) }
  guard word.isLetter(0) || word.isDigit(0) else { return false }
  if hasPort { return !isSourceFile(word.slice(0, end)) }
  if isNamed { return true }
  return points >= 1 && hasDomain(word.slice(0, end))
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
