import Model

/// The report for a terminal or a pipe: the verdict first, then why, who, and what is not known.
func textReport(_ diagnosis: Diagnosis, _ page: Page, _ style: Style) -> String {
  var sheet = Sheet(style)
  sheet.verdict(of: diagnosis)
  if page == .diagnose { sheet.causes(of: diagnosis) }
  sheet.layers(of: diagnosis)
  sheet.endpoint(of: diagnosis)
  if page == .use { sheet.grid(of: diagnosis) }
  sheet.findings(of: diagnosis)
  sheet.notes(of: diagnosis)
  sheet.suspects(of: diagnosis)
  if page == .diagnose { sheet.dives(of: diagnosis) }
  if page == .diagnose { sheet.remedies(of: diagnosis) }
  sheet.host(of: diagnosis)
  sheet.unmeasured(of: diagnosis)
  sheet.configured(of: diagnosis)
  if page == .diagnose { sheet.path(of: diagnosis) }
  if let cost = diagnosis.ownCost {
    sheet.gap()
    sheet.paragraph(words(phrase(cost), .faint))
  }
  return sheet.text
}

extension Sheet {
  mutating func verdict(of diagnosis: Diagnosis) {
    layerVerdict(of: diagnosis)
    ownVerdict(of: diagnosis)
  }

  /// What was found, without whose doing it is.
  mutating func ownVerdict(of diagnosis: Diagnosis) {
    let summary = Summary(diagnosis)
    let ink = summary.sign == .clear ? Ink.plain : Ink(summary.sign)
    paragraph(words(summary.sign) + words(summary.headline, ink) + words(summary.counts))
    paragraph(words(hostLine(diagnosis)))
    if let symptom = diagnosis.symptom { paragraph(words("Asked about: " + clean(symptom))) }
  }

  fileprivate mutating func path(of diagnosis: Diagnosis) {
    guard !diagnosis.path.isEmpty else { return }
    heading("Path through the runbook")
    for (number, step) in diagnosis.path.enumerated() {
      paragraph(
        words("\(number + 1).\(tie)\(clean(step.name)),") + step.outcome.inWords, indent: 2,
        hanging: 3)
    }
  }
}

extension Step.Outcome {
  fileprivate var inWords: [Word] {
    switch self {
    case .taken(let result): words("taken: " + clean(result))
    case .skipped(let reason): words("skipped: " + clean(reason), .faint)
    case .unavailable(let advice): words("not available: " + clean(advice), .unknown)
    }
  }
}
