import Model

/// The verdict in one sentence, and the counts behind it.
struct Summary {
  let severity: Severity?
  let checks: Int
  let clear: Int
  let unmeasured: Int
  /// Findings by severity: a check may have several.
  let findings: [Severity: Int]
  /// Resources by the gravest severity found on them; notes left out.
  let blamed: [Severity: [Resource]]
  /// The gravest severity found of the endpoint that was asked about.
  let endpoint: Severity?

  init(_ diagnosis: Diagnosis) {
    let verdicts = diagnosis.judgements.map(\.verdict)
    severity = diagnosis.severity
    endpoint = diagnosis.endpoint?.timing.severity
    checks = verdicts.count
    clear = verdicts.count { if case .clear = $0 { true } else { false } }
    unmeasured = verdicts.count { if case .unmeasured = $0 { true } else { false } }
    findings = verdicts.flatMap(\.findings).reduce(into: [:]) { $0[$1.severity, default: 0] += 1 }
    blamed = Dictionary(grouping: diagnosis.resourcesToBlame) { resource in
      diagnosis.severity(of: resource) ?? .note
    }
  }

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
        (blamed[severity] ?? []).map(\.title) + (endpoint == severity ? ["the endpoint"] : [])
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
    let found: [String] = [
      findings[.critical].map { "\($0)\(tie)critical" },
      findings[.warning].map { counted($0, "warning") },
      findings[.note].map { counted($0, "note") },
    ].compactMap { $0 }
    let isGrave = (severity ?? .note) > .note
    let total = counted(isGrave ? checks : clear, "check") + (isGrave ? "" : " clear")
    let unknown = unmeasured == 0 ? "all measured" : "\(unmeasured) not measured"
    let rest = checks == 0 ? "no check was run" : "\(total), \(unknown)"
    return ([found.joined(separator: ", "), rest].filter { !$0.isEmpty }).joined(separator: "; ")
      + "."
  }
}
