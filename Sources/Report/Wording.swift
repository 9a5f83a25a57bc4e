import Model

/// The four signs of a report; each always stands beside words that say the same.
enum Sign: String {
  case clear = "✓"
  case warning = "⚠"
  case critical = "✗"
  case unknown = "?"

  /// The sign of a severity; a note convicts nothing.
  init(_ severity: Severity) {
    self =
      switch severity {
      case .note: .clear
      case .warning: .warning
      case .critical: .critical
      }
  }
}

/// A space at which no line is broken: between a number and its unit.
///
/// It is an ordinary space again once the lines are laid; no name can hold one, since
/// `sanitized` makes those visible.
let tie: Character = "\u{A0}"

extension String {
  /// The text as it is written out.
  var untied: String { replacing("\u{A0}", by: " ") }

  /// The text without the places where a line may be broken.
  var tied: String { replacing(" ", by: "\u{A0}") }

  /// By scalar: to find where each character ends took longer than all else in a report.
  private func replacing(_ old: Unicode.Scalar, by new: Unicode.Scalar) -> String {
    guard unicodeScalars.contains(old) else { return self }
    var result = UnicodeScalarView()
    for scalar in unicodeScalars { result.append(scalar == old ? new : scalar) }
    return String(result)
  }
}

/// A text of the product or a check, sanitised, its numbers tied to their units.
func clean(_ text: String) -> String {
  var result = ""
  for word in sanitized(text).utf8.split(separator: UInt8(ascii: " ")).map(Substring.init) {
    if let last = result.utf8.last {
      let isTied =
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last)
        && units.contains(String(word.prefix { !".,;:)".contains($0) }))
      result.append(isTied ? tie : " ")
    }
    result += word.utf8.count < identifierLength ? String(word) : withShortIdentifiers(word)
  }
  return result
}

/// The digits of a container's id, which `docker ps` and `podman ps` show twelve of.
private let identifierLength = 64

/// `word` with each container's id cut to twelve digits.
private func withShortIdentifiers(_ word: Substring) -> String {
  var result = ""
  var rest = word
  while let first = rest.first {
    let run = rest.prefix { $0.isASCII && $0.isHexDigit && !$0.isUppercase }
    if run.isEmpty {
      result.append(first)
      rest = rest.dropFirst()
    } else {
      result += run.utf8.count == identifierLength ? run.prefix(12) : run
      rest = rest[run.endIndex...]
    }
  }
  return result
}

private let units: Set<String> = [
  "%", "s", "ms", "ms/s", "B", "KiB", "MiB", "GiB", "TiB", "PiB", "B/s", "KiB/s", "MiB/s",
  "GiB/s", "TiB/s", "PiB/s", "pages/s",
]

/// `97.5 %`, tied.
func phrase(_ quantity: Quantity) -> String { quantity.description.tied }

/// `await 31 ms on sda`; the subject only where it is not the one already spoken of.
func phrase(_ measurement: Measurement, of known: Subject = .machine) -> String {
  let number = clean(measurement.name) + " " + phrase(measurement.quantity)
  let subject = measurement.subject
  return subject == known || subject == .machine ? number : number + " on " + clean(subject.name)
}

/// `critical above 95 %`.
func phrase(_ threshold: Threshold) -> String {
  let level = threshold.level == .floor ? "judged" : threshold.level.rawValue
  return "\(level) \(threshold.direction.rawValue) \(phrase(threshold.quantity))"
}

/// `rotational critical: critical above 200 ms`; the name only where several have the level.
func named(_ threshold: Threshold) -> String {
  (threshold.label.map { clean($0).tied + ": " } ?? "") + phrase(threshold)
}

/// `whyslow's own is 95 %`; nil where the number is the check's own.
func ownNumber(of threshold: Threshold) -> String? {
  threshold.original.map { "whyslow's own is \(phrase($0))" }
}

/// Who says so: the configuration, or the source of the check's own number.
func authority(_ threshold: Threshold) -> String {
  ownNumber(of: threshold).map { "configured; " + $0 } ?? clean(threshold.source)
}

/// What decides how much a finding weighs besides its number.
func phrase(_ persistence: Persistence) -> String {
  switch persistence {
  case .standing: "as it stands: it is so or has happened, and no time makes it truer"
  case .window: "by the length of the window, or the kernel's averages"
  case .share: "by the time it took within the window, or the kernel's averages"
  }
}

/// Why the number of `finding` convicts, with who says so.
func grounds(_ finding: Finding) -> String {
  guard let threshold = finding.threshold else {
    return "any occurrence is \(finding.severity == .critical ? "" : "a ")\(finding.severity.name)"
  }
  // A number may weigh less than its threshold says, because nothing else agrees.
  let isHeld = threshold.severity.map { $0 > finding.severity } ?? false
  let level = phrase(threshold)
  let weight = isHeld ? "past \(level), held to a \(finding.severity.name)" : level
  return "\(weight) (\(authority(threshold)))"
}

/// `1 warning`, `2 warnings`.
func counted(_ number: Int, _ noun: String) -> String {
  "\(number)\(tie)\(noun)\(number == 1 ? "" : "s")"
}

/// `CPU`, `CPU and disk`, `CPU, memory and disk`.
func enumerated(_ names: [String]) -> String {
  guard names.count > 1, let last = names.last else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " and " + last
}

/// What the product itself cost.
func phrase(_ cost: OwnCost) -> String {
  let time = Quantity(cost.cpuSeconds * 1000, .milliseconds)
  return "Own cost: \(phrase(time)) of CPU time, at most "
    + "\(phrase(Quantity(cost.peakBytes, .bytes))) of memory."
}
