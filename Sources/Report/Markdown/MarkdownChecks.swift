import Model

/// One check as a section of a page.
func markdownExplanation(_ check: any Check) -> String {
  var text = "## \(check.name)\n\n\(check.resource.title) \(check.aspect.rawValue): "
  text += "\(markdown(clean(check.summary)))\n\n\(markdown(clean(check.reason)))\n\n"
  if check.thresholds.isEmpty {
    text += "Any occurrence is found.\n"
  } else {
    text += table(
      ["threshold", "source", "why"],
      check.thresholds.map { threshold in
        [phrase(threshold), clean(threshold.source), clean(threshold.reason)].map(markdown)
      })
  }
  text += "\nBy hand: \(code(clean(check.byHand)))\n"
  if let advice = check.toMeasure { text += "\nTo measure: \(markdown(clean(advice)))\n" }
  return text
}

/// All checks as one table.
func markdownCatalogue(_ checks: [any Check]) -> String {
  table(
    ["check", "resource", "aspect", "summary"],
    checks.map { check in
      [check.name, check.resource.title, check.aspect.rawValue, markdown(clean(check.summary))]
    })
}
