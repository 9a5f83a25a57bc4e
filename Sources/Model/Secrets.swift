/// What secrets look like in text, and what stands in their place.
package enum Secrets {
  package static let mask = "***"

  private static let anywhere = [
    "password", "passwd", "passphrase", "passwort", "requirepass", "passin", "passout", "secret",
    "token", "apikey", "accesskey", "privatekey", "sessionkey", "credential", "auth", "bearer",
    "cookie", "signature",
  ]
  private static let alone: Set<Substring> = ["pass", "pwd", "pw", "psk"]

  /// Whether `name` is that of a secret.
  package static func areNamed(_ name: String) -> Bool {
    let lower = name.lowercased()
    // A flag that switches something off has no value.
    if lower.hasPrefix("--no-") { return false }
    let letters = lower.filter { $0.isLetter || $0.isNumber }
      .replacing("tokeniz", with: "").replacing("tokens", with: "")
      .replacing("authoriz", with: "auth#").replacing("author", with: "")
    if anywhere.contains(where: { letters.contains($0) }) { return true }
    return lower.split { !$0.isLetter }.contains { alone.contains($0) }
  }

  /// `scheme://user:password@host` with the password masked, and a lone user of HTTP, which is
  /// mostly a token.
  package static func maskedURL(_ word: String) -> String {
    guard let scheme = word.ranges(of: "://").first else { return word }
    let rest = word[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    // A password with a slash in it goes past what the standard calls the authority.
    guard let at = authority.lastIndex(of: "@") ?? beyond(authority, in: rest) else { return word }
    if let colon = rest[..<at].firstIndex(of: ":") {
      return word[...colon] + mask + word[at...]
    }
    guard
      word[..<scheme.lowerBound].hasSuffix("http") || word[..<scheme.lowerBound].hasSuffix("https"),
      at < authority.endIndex
    else { return word }
    return word[..<scheme.upperBound] + mask + word[at...]
  }

  /// The last `@` behind `authority`, unless that is a host with its port, or without: `h:80/@me`.
  private static func beyond(_ authority: Substring, in rest: Substring) -> Substring.Index? {
    guard let colon = authority.firstIndex(of: ":"),
      !authority[authority.index(after: colon)...].allSatisfy(\.isNumber)
    else { return nil }
    return rest.lastIndex(of: "@")
  }
}
