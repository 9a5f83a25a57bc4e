import Model

/// One check for a terminal.
func textExplanation(_ check: any Check, _ style: Style) -> String {
  var sheet = Sheet(style)
  sheet.paragraph(words("\(check.name): \(check.resource.title) \(check.aspect.rawValue)", .strong))
  sheet.paragraph(words(clean(check.summary)), indent: 2, hanging: 0)
  sheet.heading("Why")
  sheet.paragraph(words(clean(check.reason)), indent: 2, hanging: 0)
  sheet.heading("Thresholds")
  for threshold in check.thresholds {
    sheet.paragraph(
      words(named(threshold) + ".", threshold.ink) + words(clean(threshold.reason)), indent: 2)
    if let own = ownNumber(of: threshold) {
      sheet.paragraph(words("configured; " + own), indent: 4)
    }
    sheet.paragraph(words("source: " + clean(threshold.source), .faint), indent: 4)
  }
  if check.thresholds.isEmpty { sheet.paragraph(words("none: any occurrence is found"), indent: 2) }
  sheet.heading("Weighed")
  sheet.paragraph(words(phrase(check.persistence)), indent: 2, hanging: 0)
  sheet.heading("By hand")
  sheet.paragraph(words(clean(check.byHand)), indent: 2)
  if let advice = check.toMeasure {
    sheet.heading("To measure")
    sheet.paragraph(words(clean(advice)), indent: 2, hanging: 0)
  }
  return sheet.text
}

/// All checks for a terminal, under the cell of the grid that they belong to.
func textCatalogue(_ checks: [any Check], _ style: Style) -> String {
  var sheet = Sheet(style)
  // One width of names for all cells, or the summaries would not stand under one another.
  let longest = checks.map { columns($0.name) }.max() ?? 0
  for resource in Resource.allCases {
    for aspect in Aspect.allCases {
      let cell = checks.filter { $0.resource == resource && $0.aspect == aspect }
      guard !cell.isEmpty else { continue }
      sheet.heading("\(resource.title) \(aspect.rawValue)")
      for check in cell {
        let padding = String(repeating: tie, count: longest - columns(check.name) + 1)
        sheet.paragraph(
          words(check.name + padding) + words(clean(check.summary))
            + (check.configured.isEmpty ? [] : words("(configured)", .strong)), indent: 2,
          hanging: longest + 2)
      }
    }
  }
  return sheet.text
}

extension Threshold {
  fileprivate var ink: Ink { severity.map { $0 == .note ? .strong : Ink(Sign($0)) } ?? .strong }
}
