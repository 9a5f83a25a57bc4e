import Model

extension Sheet {
  /// What is wrong, each finding with its number, its threshold and the command that shows it.
  mutating func findings(of diagnosis: Diagnosis) {
    for group in diagnosis.findingGroups where group.severity > .note {
      gap()
      for finding in group.shown { write(finding, of: group.check, diagnosis.layerMark) }
      if let rest = group.rest { paragraph(words(rest), indent: detail) }
      paragraph(words("by hand: " + clean(group.check.byHand), .faint), indent: detail)
    }
  }

  /// What convicts nothing, in one paragraph each.
  mutating func notes(of diagnosis: Diagnosis) {
    let groups = diagnosis.findingGroups.filter { $0.severity == .note }
    guard !groups.isEmpty else { return }
    heading("Notes")
    for group in groups {
      for finding in group.shown {
        let grounds = finding.threshold == nil ? "" : "; " + grounds(finding)
        let text =
          "\(phrase(finding.measurement))\(grounds): \(clean(finding.statement))"
          + finding.explanations.map { " (\(clean($0)))" }.joined()
        paragraph(
          words(text) + words("[\(group.check.name)\(diagnosis.layerMark)]", .faint), indent: 2)
      }
      if let rest = group.rest { paragraph(words(rest), indent: 2) }
    }
  }

  private mutating func write(_ finding: Finding, of check: any Check, _ mark: String) {
    let sign = Sign(finding.severity)
    paragraph(
      words(sign) + words(clean(finding.statement), .strong)
        + words("[\(check.name)\(mark)]", .faint))
    let number = words(phrase(finding.measurement) + ";", Ink(sign))
    paragraph(number + words(grounds(finding)), indent: detail)
    let evidence = finding.evidence.map { phrase($0, of: finding.subject) }
    paragraph(words(evidence.joined(separator: ", ")), indent: detail)
    for explanation in finding.explanations {
      paragraph(words("weighed less: " + clean(explanation)), indent: detail)
    }
    for quote in finding.quotes { paragraph(words(">\(tie)" + clean(quote)), indent: detail) }
  }
}

/// How far the grounds of a finding are set in below it.
private let detail = 4

extension Diagnosis {
  /// Behind the name of a check, which layer it judged.
  fileprivate var layerMark: String { layers == nil ? "" : ", workload" }
}
