import Model

/// One check as a section of a page.
func markdownExplanation(_ check: any Check, level: Int = 2) -> String {
  var text = String(repeating: "#", count: level) + " \(check.name)\n\n"
  text += "\(check.resource.title) \(check.aspect.rawValue): \(markdown(clean(check.summary)))\n\n"
  text += "\(markdown(clean(check.reason)))\n\n"
  if check.thresholds.isEmpty {
    text += "Any occurrence is found.\n"
  } else {
    text += table(["key", "threshold", "why", "source"], check.thresholds.map(row))
  }
  text += "\nWeighed \(phrase(check.persistence)).\n"
  // A block, because a code span would show the backslashes that tables need before bars.
  text += "\nBy hand:\n\n```\n\(clean(check.byHand).untied)\n```\n"
  if let advice = check.toMeasure { text += "\nTo measure: \(markdown(clean(advice)))\n" }
  return text
}

private func row(_ threshold: Threshold) -> [String] {
  let configured = ownNumber(of: threshold).map { " (configured; \($0))" } ?? ""
  return [
    markdown(threshold.key), markdown(phrase(threshold) + configured),
    markdown(clean(threshold.reason)), markdown(clean(threshold.source)),
  ]
}

/// All checks as a page: a table of the resources, then each check in its place.
func markdownCatalogue(_ checks: [any Check]) -> String {
  var text = "# The checks\n\n" + preface(checks.count)
  text += "\n" + overview(checks)
  for resource in Resource.allCases {
    let members = checks.filter { $0.resource == resource }
    guard !members.isEmpty else { continue }
    text += "\n## \(resource.title.prefix(1).uppercased())\(resource.title.dropFirst())\n"
    for check in members { text += "\n" + markdownExplanation(check, level: 3) }
  }
  return text
}

private func preface(_ count: Int) -> String {
  """
  All \(count) checks, as `whyslow checks --format markdown` writes them. A `key` is what \
  `config.yaml` calls a threshold; where a number is *judged above* another, that one is a floor \
  of activity, below which the check is silent or weighs less. What a note, a warning and a \
  critical are, and how long a finding has to last for them, is in [severity.md](severity.md).

  """
}

private func overview(_ checks: [any Check]) -> String {
  let rows = Resource.allCases.compactMap { resource -> [String]? in
    guard checks.contains(where: { $0.resource == resource }) else { return nil }
    return [resource.title]
      + Aspect.allCases.map { aspect in
        checks.filter { $0.resource == resource && $0.aspect == aspect }
          .map { "[\($0.name)](#\($0.name.lowercased()))" }.joined(separator: " ")
      }
  }
  return table([""] + Aspect.allCases.map(\.rawValue), rows)
}
