import Model

extension Sheet {
  /// The causes, each with its chain, how sure it is and what to do first.
  mutating func causes(of diagnosis: Diagnosis) {
    guard let explanation = diagnosis.explanation else { return }
    let present = explanation.causes.filter { !$0.isRemembered }
    if !present.isEmpty { heading("Because") }
    for cause in present.prefix(Explanation.mostInFull) { write(cause) }
    for cause in present.dropFirst(Explanation.mostInFull) {
      paragraph(title(of: cause) + words("(" + cause.sureness.name + ")"))
    }
    let past = explanation.causes.filter(\.isRemembered)
    if !past.isEmpty { heading("Earlier, by the kernel's log") }
    for cause in past { writeInShort(cause) }
    if !explanation.bounds.isEmpty { heading(Explanation.boundsTitle) }
    for bound in explanation.bounds { write(bound) }
    if !explanation.isFewest {
      paragraph(words("There were too many ways to try all: fewer causes may do.", .unknown))
    }
    if !explanation.ruledOutInWords.isEmpty {
      paragraph(words("Ruled out: ", .faint) + words(explanation.ruledOutInWords))
    }
    if !explanation.unexplainedInWords.isEmpty {
      paragraph(words("Unexplained: ", .strong) + words(explanation.unexplainedInWords))
    }
  }

  /// Everything that can be done about the causes, with how to take it back.
  mutating func remedies(of diagnosis: Diagnosis) {
    let causes = (diagnosis.explanation?.causes ?? []).filter { !$0.remedies.isEmpty }
    guard !causes.isEmpty else { return }
    heading("What to do; whyslow does none of it")
    for cause in causes {
      paragraph(
        words(clean(cause.title), .strong) + words("[\(clean(cause.name))]", .faint), indent: 2)
      for remedy in cause.remedies {
        paragraph(
          words(remedy.term.title + ":", .faint) + words(remedy.sentence + "."), indent: 4)
        for command in remedy.commands {
          paragraph(words("$\(tie)" + sanitized(command)), indent: 6)
        }
        paragraph(words("undo: " + clean(remedy.undo), .faint), indent: 6)
      }
    }
  }

  private mutating func write(_ cause: ExplainedCause) {
    paragraph(title(of: cause))
    paragraph(words(cause.chain), indent: 4)
    paragraph(words(cause.certainty, .faint), indent: 4)
    if !cause.against.isEmpty {
      paragraph(words("against it: ", .faint) + words(cause.against), indent: 4)
    }
    for tie in cause.ties.prefix(2) {
      paragraph(
        words("or, no worse:", .strong)
          + words("\(clean(tie.title)); \(clean(tie.decides)) decides:")
          + words(sanitized(tie.command)), indent: 4)
    }
    for remedy in cause.firstRemedies {
      paragraph(words(remedy.term.title + ":", .faint) + words(remedy.sentence), indent: 4)
      if let command = remedy.commands.first {
        paragraph(words("$\(tie)" + sanitized(command)), indent: 6)
      }
    }
  }

  /// What may be over: its chain, and what to look at.
  private mutating func writeInShort(_ cause: ExplainedCause) {
    paragraph(title(of: cause))
    paragraph(words(cause.chain), indent: 4)
  }

  private func title(of cause: ExplainedCause) -> [Word] {
    words(Sign(cause.severity)) + words(cause.headline, .strong)
      + words("[\(clean(cause.name))]", .faint)
  }
}
