import Model

extension Case {
  /// `command` with the names of this case in the places of the words that stand for them.
  ///
  /// Where a name is not known the word stays, and tells the reader what to put there.
  func filled(_ command: String) -> String {
    var result = ""
    var word = ""
    func flush() {
      result += name(for: word) ?? word
      word = ""
    }
    for scalar in command.unicodeScalars {
      if ("A"..."Z").contains(scalar) {
        word.unicodeScalars.append(scalar)
      } else {
        if !word.isEmpty { flush() }
        result.unicodeScalars.append(scalar)
      }
    }
    flush()
    return result
  }

  private func name(for word: String) -> String? {
    switch word {
    case "GROUP": group.map { String($0.drop { $0 == "/" }).shellQuoted }
    case "PID": process.map { "\($0.pid)" }
    case "DEVICE": if case .device(let name) = subject { name.shellQuoted } else { nil }
    case "MOUNT": if case .mount(let path) = subject { path.shellQuoted } else { nil }
    case "UNIT": unit?.shellQuoted
    case "SUBJECT": subject == .machine ? nil : name
    default: nil
    }
  }
}
