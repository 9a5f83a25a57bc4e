import Model

extension Sheet {
  /// Whose doing it is, in the first line of the report.
  mutating func layerVerdict(of diagnosis: Diagnosis) {
    guard let summary = LayerSummary(diagnosis) else { return }
    let ink = summary.sign == .clear ? Ink.strong : Ink(summary.sign)
    paragraph(words(summary.sign) + words(summary.title + ":", ink) + words(summary.statement))
    for remark in summary.remarks { paragraph(words(remark), indent: 2) }
  }

  /// The answer for each resource, with what both layers show.
  mutating func layers(of diagnosis: Diagnosis) {
    guard let layers = diagnosis.layers else { return }
    heading("Both layers")
    for group in layers.workload.groups.sorted() {
      paragraph(words("GROUP is \(clean(group))", .faint), indent: 2)
    }
    for verdict in layers.verdicts {
      let sign = verdict.sign
      let ink = sign == .clear ? Ink.plain : Ink(sign)
      paragraph(
        words(sign) + words("\(verdict.resource.title), \(verdict.title):", ink)
          + words(clean(verdict.statement)), indent: 2)
      for (name, text) in [("workload", verdict.workloadInWords), ("host", verdict.hostInWords)]
      where !text.isEmpty {
        paragraph(words("\(name): ", .faint) + words(text), indent: 6)
      }
      for explanation in verdict.finding?.explanations ?? [] {
        paragraph(words("weighed less: " + clean(explanation)), indent: 6)
      }
    }
  }

  /// What is wrong with the host, in a line each: it convicts nothing by itself.
  mutating func host(of diagnosis: Diagnosis) {
    guard let layers = diagnosis.layers else { return }
    heading("On its host, \(clean(layers.hostTarget))")
    let findings = layers.hostFindings
    for (check, finding) in findings.prefix(Self.mostOfHost) {
      paragraph(
        words(Sign(finding.severity)) + words(clean(finding.statement))
          + words(phrase(finding.measurement)) + words("[\(check.name), host]", .faint), indent: 2)
    }
    if findings.count > Self.mostOfHost {
      paragraph(words("and \(findings.count - Self.mostOfHost) more; JSON has them all"), indent: 4)
    }
    let nothing = findings.isEmpty ? "nothing found; " : ""
    paragraph(words(nothing + layers.hostCounts, .faint), indent: 2)
  }

  private static let mostOfHost = 8
}
