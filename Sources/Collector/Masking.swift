/// Hides what looks like a secret in a command line.
///
/// Arguments that name a secret (`--password x`, `token=x`, `-px` of the MySQL tools), credentials
/// in URLs and authorization headers become `***`. It errs on the side of hiding.
enum Masking {
  private static let secretWords = [
    "password", "passwd", "passphrase", "passwort", "pwd", "secret", "token", "apikey", "api-key",
    "api_key", "access-key", "access_key", "accesskey", "private-key", "private_key", "credential",
    "auth", "bearer", "cookie", "session-key", "signature",
  ]

  static let mask = "***"

  /// `arguments` with each secret's value masked.
  static func masked(_ arguments: [String]) -> [String] {
    var result: [String] = []
    var hidesNext = false
    for argument in arguments {
      if hidesNext, !argument.hasPrefix("-") {
        result.append(mask)
        hidesNext = false
        continue
      }
      hidesNext = namesSecret(argument) && !argument.contains("=")
      result.append(masked(argument))
    }
    return maskedForMySQL(result)
  }

  /// One argument with its own value masked.
  private static func masked(_ argument: String) -> String {
    if argument.contains(where: \.isWhitespace) { return maskedWords(argument) }
    if let equals = argument.firstIndex(of: "="), namesSecret(String(argument[..<equals])) {
      return argument[...equals] + mask
    }
    if let colon = argument.firstIndex(of: ":"), !argument[colon...].hasPrefix("://"),
      namesSecret(String(argument[..<colon]))
    {
      return argument[...colon] + mask
    }
    return maskedURL(argument)
  }

  /// Words inside one argument, such as a header or a shell's command.
  private static func maskedWords(_ argument: String) -> String {
    let words = argument.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    // `Authorization: Bearer x`: everything after the name of the header is the secret.
    if let first = words.first, first.hasSuffix(":"), namesSecret(first) {
      return first + " " + mask
    }
    return masked(words).joined(separator: " ")
  }

  /// `scheme://user:password@host` with the password masked.
  private static func maskedURL(_ argument: String) -> String {
    guard let scheme = argument.ranges(of: "://").first,
      let at = argument[scheme.upperBound...].firstIndex(of: "@"),
      let colon = argument[scheme.upperBound..<at].firstIndex(of: ":")
    else { return maskedQuery(argument) }
    return maskedQuery(String(argument[...colon]) + mask + String(argument[at...]))
  }

  /// Secrets in the query of a URL.
  private static func maskedQuery(_ argument: String) -> String {
    guard let question = argument.firstIndex(of: "?") else { return argument }
    let pairs = argument[argument.index(after: question)...].split(separator: "&")
    let masked = pairs.map { pair -> String in
      guard let equals = pair.firstIndex(of: "="), namesSecret(String(pair[..<equals])) else {
        return String(pair)
      }
      return pair[...equals] + mask
    }
    return argument[...question] + masked.joined(separator: "&")
  }

  private static func namesSecret(_ name: String) -> Bool {
    let lower = name.lowercased()
    return secretWords.contains { lower.contains($0) }
  }

  /// `mysql -psecret`, where the password follows its letter without a space.
  private static func maskedForMySQL(_ arguments: [String]) -> [String] {
    guard let program = arguments.first?.split(separator: "/").last,
      program.hasPrefix("mysql") || program.hasPrefix("mariadb")
    else { return arguments }
    return arguments.map {
      $0.hasPrefix("-p") && $0.count > 2 && !$0.hasPrefix("-P") ? "-p" + mask : $0
    }
  }
}
