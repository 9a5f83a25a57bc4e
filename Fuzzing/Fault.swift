import Model

/// Something that must not have happened.
struct Fault {
  /// What is the same for all faults of one cause.
  let cause: String
  /// What was done and what came of it.
  let detail: String
  /// The input, for a file that can be judged or parsed again.
  let input: [UInt8]
}

/// A name with its numbers as `N`, so that the files of two processes count as one.
func kind(of name: String) -> String {
  var kind = ""
  for character in name where !(character.isNumber && kind.last == "N") {
    kind.append(character.isNumber ? "N" : character)
  }
  return kind
}

extension Verdict {
  var isClear: Bool { if case .clear = self { true } else { false } }

  /// Whether all it says is what a program wrote into the kernel's log, which proves nothing.
  var isHearsay: Bool {
    !findings.isEmpty
      && findings.allSatisfy { $0.measurement.name.hasSuffix("(a program's words)") }
  }

  /// The verdict in a few words.
  var short: String {
    switch self {
    case .clear(let measurement): "clear \(measurement.short)"
    case .found(let findings):
      findings.prefix(2).map { "\($0.severity) \($0.measurement.short)" }.joined(separator: ", ")
    case .unmeasured(let gap): "unmeasured \(gap.kind.rawValue) \(gap.source): \(gap.detail)"
    }
  }
}

extension Measurement {
  fileprivate var short: String {
    "\(name) \(quantity)" + (subject == .machine ? "" : " on \(subject.name)")
  }
}
