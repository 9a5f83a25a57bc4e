import Model

/// The causes as a list, each with its chain and what to do first.
func causes(of diagnosis: Diagnosis) -> String {
  guard let explanation = diagnosis.explanation else { return "" }
  var text = list(explanation.causes.filter { !$0.isRemembered })
  if !explanation.ruledOutInWords.isEmpty {
    text += "- ruled out: \(markdown(explanation.ruledOutInWords))\n"
  }
  if !explanation.unexplainedInWords.isEmpty {
    text += "- ? unexplained: \(markdown(explanation.unexplainedInWords))\n"
  }
  let past = list(explanation.causes.filter(\.isRemembered))
  let bounds = list(explanation.bounds)
  return (text.isEmpty ? "" : "**Because**\n\n" + text)
    + (bounds.isEmpty ? "" : "\n**\(Explanation.boundsTitle)**\n\n" + bounds)
    + (past.isEmpty ? "" : "\n**Earlier, by the kernel's log**\n\n" + past)
}

private func list(_ causes: [ExplainedCause]) -> String {
  var text = ""
  for cause in causes {
    text += "- \(Sign(cause.severity).rawValue) **\(markdown(cause.headline))** "
    text += "\(code(clean(cause.name))), \(markdown(cause.certainty))\n"
    text += "  - \(markdown(cause.chain))\n"
    if !cause.against.isEmpty { text += "  - against it: \(markdown(cause.against))\n" }
    for tie in cause.ties.prefix(2) {
      text += "  - or, no worse: \(markdown(clean(tie.title))); \(markdown(clean(tie.decides))) "
      text += "decides: \(code(tie.command.oneLine))\n"
    }
    for remedy in cause.remedies {
      text += "  - \(remedy.term.title): \(markdown(remedy.sentence))"
      text += remedy.commands.map { " " + code($0.oneLine) }.joined()
      text += "; undo: \(markdown(clean(remedy.undo)))\n"
    }
  }
  return text
}

extension String {
  /// A command as a code span holds it.
  fileprivate var oneLine: String { sanitized(self) }
}
