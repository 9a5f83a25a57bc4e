import Model

/// Hides what looks like a secret in a command line.
///
/// Arguments that name a secret (`--password x`, `token=x`, `-px` of the MySQL tools), credentials
/// in URLs and authorization headers become `***`. It errs on the side of hiding.
package enum Masking {
  static let mask = Secrets.mask

  /// `arguments` with each secret's value masked.
  package static func masked(_ arguments: [String]) -> [String] {
    var hiding = Hiding()
    return arguments.map { argument in
      guard argument.contains(where: \.isWhitespace) else { return hiding.masked(argument) }
      if let hidden = hiding.hidden(argument) { return hidden }
      // A header, or a script for a shell.
      var inner = Hiding()
      let masked = inner.masked(script: argument)
      if inner.program != nil { hiding.program = inner.program }
      return masked
    }
  }
}

/// What is known from the words before.
private struct Hiding {
  /// The program whose short options are known to hold secrets.
  var program: Program?
  private var hidesNext = false
  /// The quote in which the secret goes on.
  private var quote: Character?
  private var isFirst = true

  enum Program: Substring { case mysql, mariadb, sshpass, curl, redis }

  /// The words of `script`, with the white space between them as it is.
  mutating func masked(script: String) -> String {
    var result = ""
    var word = ""
    for character in script {
      if character.isWhitespace {
        if !word.isEmpty { result += masked(word) }
        word = ""
        result.append(character)
      } else {
        word.append(character)
      }
    }
    return word.isEmpty ? result : result + masked(word)
  }

  /// The mask, where `word` is what the words before announced.
  mutating func hidden(_ word: String) -> String? {
    if let quote {
      if word.last == quote { self.quote = nil }
      return Masking.mask
    }
    guard hidesNext, !word.hasPrefix("-") else { return nil }
    let bare = word.lowercased().filter(\.isLetter)
    // `Authorization: Bearer x`: the secret is yet to come.
    hidesNext = ["bearer", "basic", "digest", "negotiate", "token"].contains(bare)
    if let first = word.first, first == "\"" || first == "'", word.count == 1 || word.last != first
    {
      quote = first
    }
    return Masking.mask
  }

  mutating func masked(_ word: String) -> String {
    defer { isFirst = false }
    if let hidden = hidden(word) { return hidden }
    if let hidden = maskedOption(word) { return hidden }
    let known = word.split(separator: "/").last.flatMap { name in
      [Program.mysql, .mariadb, .sshpass, .curl, .redis].first { name.hasPrefix($0.rawValue) }
    }
    if let known { program = known }
    let isName = !word.contains("/") || word.hasPrefix("-")
    let announces = !word.contains("=") && isName && Secrets.areNamed(word)
    // A program's own name announces nothing.
    hidesNext = announces && (!isFirst || word.hasSuffix(":")) && !assigns(word)
    return Secrets.maskedURL(maskedValue(word))
  }

  private func assigns(_ word: String) -> Bool {
    word.firstIndex(of: ":").map { word.index(after: $0) < word.endIndex } ?? false
  }

  /// Short options of programs that take a secret there.
  private mutating func maskedOption(_ word: String) -> String? {
    switch program {
    case .mysql, .mariadb:
      return word.hasPrefix("-p") && word.count > 2 ? "-p" + Masking.mask : nil
    case .sshpass, .redis:
      let option = program == .redis ? "-a" : "-p"
      guard word.hasPrefix(option) else { return nil }
      if word == option { hidesNext = true }
      return word == option ? word : option + Masking.mask
    case .curl:
      if ["-u", "--user", "-U", "--proxy-user"].contains(word) {
        hidesNext = true
        return word
      }
      return word.hasPrefix("-u") ? "-u" + Masking.mask : nil
    case nil: return nil
    }
  }

  /// `name=value` and `name:value` with everything behind the first name of a secret masked.
  private func maskedValue(_ word: String) -> String {
    for index in word.indices where word[index] == "=" || word[index] == ":" {
      let after = word.index(after: index)
      guard after < word.endIndex, !word[after...].hasPrefix("//") else { continue }
      let name = word[..<index].reversed().drop { $0 == "\"" || $0 == "'" }
        .prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." }
      let text = String(name.reversed())
      if Secrets.areNamed(text) || (text == "pass" && word[index] == ":") {
        return word[..<after] + Masking.mask
      }
    }
    return word
  }
}
