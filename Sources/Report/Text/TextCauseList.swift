import Model

/// One cause for a terminal.
func textExplanation(_ cause: CauseDescription, _ style: Style) -> String {
  var sheet = Sheet(style)
  sheet.paragraph(words("\(cause.name): \(clean(cause.title))", .strong))
  sheet.paragraph(words(clean(cause.about)), indent: 2, hanging: 0)
  sheet.heading("Proved by")
  for edge in cause.proof { sheet.paragraph(edge.inWords, indent: 2) }
  sheet.heading("Makes")
  for edge in cause.effects { sheet.paragraph(edge.inWords, indent: 2) }
  sheet.heading("Refuted where")
  for refutation in cause.refutations { sheet.paragraph(words(clean(refutation)), indent: 2) }
  if cause.refutations.isEmpty { sheet.paragraph(words(clean(cause.whyUnrefuted)), indent: 2) }
  sheet.heading("Decided by")
  sheet.paragraph(words(clean(cause.decides) + ":") + words(sanitized(cause.command)), indent: 2)
  sheet.heading("What to do")
  for remedy in cause.remedies {
    sheet.paragraph(
      words(remedy.term.title + ":", .faint) + words(clean(remedy.action))
        + words("(\(remedy.risk.words))"), indent: 2)
    for command in remedy.commands {
      sheet.paragraph(words("$\(tie)" + sanitized(command)), indent: 4)
    }
  }
  return sheet.text
}

/// All causes for a terminal, under their resources.
func textCatalogue(_ causes: [CauseDescription], _ style: Style) -> String {
  var sheet = Sheet(style)
  let longest = causes.map { columns($0.name) }.max() ?? 0
  for resource in Resource.allCases {
    let own = causes.filter { $0.resource == resource }
    guard !own.isEmpty else { continue }
    sheet.heading(resource.title)
    for cause in own {
      let padding = String(repeating: tie, count: longest - columns(cause.name) + 1)
      sheet.paragraph(
        words(cause.name + padding) + words(clean(cause.title)), indent: 2, hanging: longest + 2)
    }
  }
  return sheet.text
}

extension CauseDescription.Edge {
  fileprivate var inWords: [Word] {
    words(sureness.name + ":", .strong) + words(clean(checks.joined(separator: ", ")))
      + words("(\(clean(why)))", .faint)
  }
}

extension CauseDescription {
  /// Why no number refutes it, in words.
  var whyUnrefuted: String {
    let surest = proof.filter { $0.sureness == .certain }.map(\.why)
    if let why = surest.first {
      return surest.count == proof.count
        ? "its proof is direct, so no other number can say the opposite: \(why)"
        : "no number says the opposite; the surest of its proof is direct: \(why)"
    }
    return "nothing that is measured says the opposite; that its proof is no more than "
      + "\(proof.map(\.sureness).max()?.name ?? "possible") says so, and what decides stands below"
  }
}
