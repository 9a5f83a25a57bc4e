import Model

/// Whose doing it is, in the first line of the page.
func layerVerdict(of diagnosis: Diagnosis) -> String {
  guard let summary = LayerSummary(diagnosis) else { return "" }
  let remarks = summary.remarks.map { "\n" + markdown($0) + "\n" }.joined()
  return
    "**\(summary.sign.rawValue) \(summary.title):** \(markdown(summary.statement))\n\(remarks)"
}

/// The answer for each resource, with what both layers show.
func layers(of diagnosis: Diagnosis) -> String {
  guard let layers = diagnosis.layers else { return "" }
  let rows = layers.verdicts.map { verdict in
    [
      "\(verdict.sign.rawValue) \(verdict.resource.title)", verdict.title,
      markdown(clean(verdict.statement)), markdown(verdict.workloadInWords),
      markdown(verdict.hostInWords),
    ]
  }
  return table(["", "whose doing", "why", "the workload shows", "its host shows"], rows)
}

/// What is wrong with the host: it convicts nothing by itself.
func host(of diagnosis: Diagnosis) -> String {
  guard let layers = diagnosis.layers else { return "" }
  let items = layers.hostFindings.prefix(8).map { check, finding in
    "- \(Sign(finding.severity).rawValue) \(markdown(clean(finding.statement))) "
      + "\(markdown(phrase(finding.measurement))) \(code(check.name))\n"
  }
  let rest = layers.hostFindings.count - items.count
  let more = rest > 0 ? "- and \(rest) more; JSON has them all\n" : ""
  return "**On its host, \(markdown(clean(layers.hostTarget)))**\n\n" + items.joined() + more
    + "- \(markdown((items.isEmpty ? "nothing found; " : "") + layers.hostCounts))\n"
}
