import Model

/// The triage on one screen: a command, what it shows, and what that means.
func textTriage(_ triage: Triage, _ diagnosis: Diagnosis, _ style: Style) -> String {
  var sheet = Sheet(style)
  sheet.verdict(of: diagnosis)
  sheet.layers(of: diagnosis)
  if let layers = diagnosis.layers {
    sheet.heading("Its host, \(clean(layers.hostTarget))")
  } else {
    sheet.gap()
  }
  var table = Table()
  table.rows = triage.rows.map { row in
    Table.Row(cells: [words(row.sign), words(clean(row.command).tied, .strong), row.line])
  }
  table.write(on: &sheet)
  sheet.configured(of: diagnosis)
  if let cost = diagnosis.ownCost {
    sheet.gap()
    sheet.paragraph(words(phrase(cost), .faint))
  }
  return sheet.text
}

extension Triage.Row {
  /// The facts and behind an arrow what they mean.
  fileprivate var line: [Word] {
    let sign = sign
    return words(said) + words("→", .faint)
      + words(reading, sign == .clear ? .plain : Ink(sign))
  }

  /// The gravest verdict; unknown where nothing could be judged.
  var sign: Sign {
    if let severity = judgements.compactMap(\.verdict.severity).max(), severity > .note {
      return Sign(severity)
    }
    return isUnknown ? .unknown : .clear
  }

  private var isUnknown: Bool {
    facts.value == nil || unmeasured * 2 >= judgements.count && !judgements.isEmpty
  }

  private var unmeasured: Int {
    judgements.count { if case .unmeasured = $0.verdict { true } else { false } }
  }

  /// The facts in words, those on the same subject together.
  var said: String {
    guard let facts = facts.value else { return "" }
    var parts: [String] = []
    var subject = Subject.machine
    for fact in facts {
      let number = clean(fact.name) + String(tie) + phrase(fact.quantity)
      let isNew = fact.subject != subject && fact.subject != .machine
      subject = fact.subject
      parts.append(isNew ? "\(clean(subject.name)): \(number)" : number)
    }
    parts += remarks.map { shortened(clean($0), to: 120) }
    return parts.isEmpty ? "no activity" : parts.joined(separator: ", ")
  }

  /// What the facts mean, in the words of the gravest finding.
  var reading: String {
    if let gap = facts.gap { return "not measured: \(clean(gap.source)): \(clean(gap.detail))" }
    let findings = judgements.flatMap(\.verdict.findings)
    let unknown =
      unmeasured == 0 ? "" : "; \(unmeasured) of \(judgements.count) checks not measured"
    guard let worst = findings.max(by: { $0.severity < $1.severity }) else {
      return "nothing wrong" + unknown
    }
    return "\(worst.severity.name): \(clean(worst.statement)) "
      + phrase(worst.measurement) + unknown
  }
}
