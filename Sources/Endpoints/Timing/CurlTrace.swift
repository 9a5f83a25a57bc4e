/// A line of curl's trace, with or without the time of day before it, as `trace-time` writes it.
///
///     09:41:07.123456 * Connected to web.lab (10.77.0.3) port 443 (#0)
struct CurlLine {
  /// Microseconds since midnight.
  let time: Int?
  let text: Substring

  init(_ line: Substring) {
    let digits = line.utf8.prefix(16).map { Int($0) - 48 }
    guard digits.count == 16, line.utf8.dropFirst(2).first == UInt8(ascii: ":"),
      digits[5] == 10, digits[8] == -2, digits[15] == -16,
      [0, 1, 3, 4, 6, 7, 9, 10, 11, 12, 13, 14].allSatisfy({ 0...9 ~= digits[$0] })
    else {
      (time, text) = (nil, line)
      return
    }
    func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
    time = ((number(0..<2) * 60 + number(3..<5)) * 60 + number(6..<8)) * 1_000_000 + number(9..<15)
    text = line.dropFirst(16)
  }
}

/// Microseconds.
private let day = 86_400_000_000

/// What the lines with `*` of curl's trace tell.
struct CurlTrace {
  /// Addresses in the order they were tried.
  var tried: [String] = []
  var tls: String?
  var isProxied = false
  /// Microseconds from the first address that was tried for the last connection until it stood; nil
  /// where it never did.
  var connected: Int?
  /// The lines of it that tell of a failure.
  var complaints: [String] = []
  /// The last of them: what curl gave up for.
  var complaint: String? { complaints.last }

  init(_ text: String) {
    var began: Int?
    for line in lines(text).map({ CurlLine($0) }) where line.text.hasPrefix("* ") {
      let said = line.text.dropFirst(2).trimmed
      if said.hasPrefix("Trying ") {
        if connected != nil { (began, connected) = (nil, nil) }
        began = began ?? line.time
        let place = fields(said)[1]
        // Nothing but the dots behind it: an address of IPv6 is written in brackets or not.
        tried.append(place.withoutDots)
      } else if said.hasPrefix("Connected to ") || said.hasPrefix("Established connection to ") {
        if let began, let time = line.time { connected = (time - began + day) % day }
      } else if said.hasPrefix("SSL connection using ") {
        tls = fields(said).dropFirst(3).first
      } else if said.hasPrefix("Uses proxy env variable") {
        // Also of the variable that lists where no proxy is used.
        isProxied = isProxied || !said.lowercased().contains("no_proxy")
      } else if Self.tells(of: said) {
        complaints.append(said)
      }
    }
  }

  private static func tells(of said: String) -> Bool {
    let words = said.lowercased()
    // The headers of a request over HTTP/2, which may be secret.
    if words.hasPrefix("h2h3 ") || words.hasPrefix("[") { return false }
    // What curl says to the server when it gives up.
    if words.contains("(out), tls alert") { return false }
    // It says that nothing was of use, and the lines before say why.
    if words.hasPrefix("failed to connect to ") { return false }
    return [
      "fail", "error", "refused", "timed out", "unreachable", "could not", "couldn't",
      "no route", "reset", "empty reply", "alert", "problem", "expired", "does not match",
      "subject name matches", "unable to get", "self-signed", "self signed",
    ].contains { words.contains($0) }
  }
}

extension String {
  /// Without the dots at its end.
  fileprivate var withoutDots: String {
    var text = self
    while text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
