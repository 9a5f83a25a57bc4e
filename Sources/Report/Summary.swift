import Model

/// The verdict in one sentence, and the counts behind it.
struct Summary {
  let severity: Severity?
  let checks: Int
  let clear: Int
  let unmeasured: Int
  /// How grave each finding is: a check may have several.
  private let findings: [Severity]
  /// The resources to blame, with the gravest that was found on each.
  let blamed: [(resource: Resource, severity: Severity)]
  /// The gravest severity found of the endpoint that was asked about.
  let endpoint: Severity?

  init(_ diagnosis: Diagnosis) {
    let verdicts = diagnosis.judgements.map(\.verdict)
    severity = diagnosis.severity
    endpoint = diagnosis.endpoint?.timing.severity
    checks = verdicts.count
    clear = verdicts.count { if case .clear = $0 { true } else { false } }
    unmeasured = verdicts.count { if case .unmeasured = $0 { true } else { false } }
    findings = verdicts.flatMap { $0.findings.map(\.severity) }
    blamed = diagnosis.resourcesToBlame.map { ($0, diagnosis.severity(of: $0) ?? .note) }
  }

  /// How many findings are of `severity`.
  func count(of severity: Severity) -> Int { findings.count { $0 == severity } }

  /// Whether too much is unknown for a green sign: unmeasured is never OK.
  var isMostlyUnknown: Bool { unmeasured * 2 >= checks }

  var sign: Sign {
    if let severity, severity > .note { return Sign(severity) }
    return isMostlyUnknown ? .unknown : .clear
  }

  /// What was found, and on which resources.
  var headline: String {
    let grave: [Severity] = [.critical, .warning]
    let blame = grave.compactMap { severity -> String? in
      let names =
        blamed.filter { $0.severity == severity }.map(\.resource.title)
        + (endpoint == severity ? ["the endpoint"] : [])
      return names.isEmpty ? nil : "\(severity.name): \(enumerated(names))"
    }
    if !blame.isEmpty { return blame.joined(separator: "; ") + "." }
    if checks == 0 { return "Nothing judged:" }
    if unmeasured == checks { return "Nothing measured:" }
    if isMostlyUnknown { return "Nothing found in the little that was measured:" }
    return findings.isEmpty ? "Nothing found:" : "Nothing found but notes:"
  }

  /// The counts that the headline rests on.
  var counts: String {
    let numbers = [Severity.critical, .warning, .note].map(count)
    let found = [
      numbers[0] == 0 ? "" : "\(numbers[0])\(tie)critical",
      numbers[1] == 0 ? "" : counted(numbers[1], "warning"),
      numbers[2] == 0 ? "" : counted(numbers[2], "note"),
    ].filter { !$0.isEmpty }
    let isGrave = (severity ?? .note) > .note
    let total = counted(isGrave ? checks : clear, "check") + (isGrave ? "" : " clear")
    let unknown = unmeasured == 0 ? "all measured" : "\(unmeasured) not measured"
    let rest = checks == 0 ? "no check was run" : "\(total), \(unknown)"
    return ([found.joined(separator: ", "), rest].filter { !$0.isEmpty }).joined(separator: "; ")
      + "."
  }
}
