import Model

/// All causes as a page: a table of the resources, each cause in its place, then what findings make.
func markdownCatalogue(
  _ causes: [CauseDescription], _ consequences: [(from: [String], edge: CauseDescription.Edge)]
) -> String {
  var text = "# The causes\n\n"
  text += "All \(causes.count) causes, as `whyslow causes --format markdown` writes them. How the "
  text += "fewest are found that explain what was measured, and what *certain*, *likely* and "
  text += "*possible* mean, is in [causes.md](causes.md). The commands have made-up names where a "
  text += "report has the real ones.\n\n"
  let resources = Resource.allCases.filter { resource in
    causes.contains { $0.resource == resource }
  }
  text += table(
    ["", "causes"],
    resources.map { resource in
      [
        resource.title,
        causes.filter { $0.resource == resource }
          .map { "[\($0.name)](#\($0.name.lowercased()))" }.joined(separator: " "),
      ]
    })
  for resource in resources {
    text += "\n## \(resource.title.prefix(1).uppercased())\(resource.title.dropFirst())\n"
    for cause in causes where cause.resource == resource {
      text += "\n" + markdownExplanation(cause, level: 3)
    }
  }
  text += "\n## What findings make\n\nThe inner edges of every chain, whatever the cause.\n\n"
  text += table(
    ["finding of", "makes one of", "sure", "because"],
    consequences.map {
      [links($0.from), links($0.edge.checks), $0.edge.sureness.name, markdown(clean($0.edge.why))]
    })
  return text
}

/// One cause as a section of a page.
func markdownExplanation(_ cause: CauseDescription, level: Int = 2) -> String {
  var text = String(repeating: "#", count: level) + " \(cause.name)\n\n"
  text += "**\(markdown(clean(cause.title))).** \(markdown(clean(cause.about)))"
  text += cause.isOfEach ? " There may be one for each thing that it befalls.\n\n" : "\n\n"
  text += table(
    ["", "finding of", "sure", "because"],
    cause.proof.map { row("proves it", $0) } + cause.effects.map { row("follows", $0) })
  if !cause.refutations.isEmpty {
    text +=
      "\nRefuted where " + markdown(cause.refutations.map(clean).joined(separator: "; ")) + ".\n"
  } else {
    text += "\nNot refuted by a number: \(markdown(clean(cause.whyUnrefuted))).\n"
  }
  if !cause.expects.isEmpty {
    text += "\nA step less sure where none of \(links(cause.expects)) shows and one is clear.\n"
  }
  text += "\nDecides: \(markdown(clean(cause.decides))).\n\n"
  text += "```\n\(sanitized(cause.command))\n```\n"
  if !cause.remedies.isEmpty {
    text +=
      "\n" + table(["when", "what to do", "risk", "undo", "applied if"], cause.remedies.map(row))
  }
  return text
}

private func row(_ title: String, _ edge: CauseDescription.Edge) -> [String] {
  let together = edge.together.isEmpty ? "" : ", with one of " + links(edge.together)
  return [title, links(edge.checks) + together, edge.sureness.name, markdown(clean(edge.why))]
}

private func row(_ remedy: Remedy) -> [String] {
  [
    remedy.term.title,
    ([markdown(clean(remedy.action))] + remedy.commands.map { code(sanitized($0)) }).joined(
      separator: " "),
    remedy.risk.words, markdown(clean(remedy.undo)),
    remedy.setting.map { markdown(clean($0.name)) + ": " + code(sanitized($0.byHand)) } ?? "",
  ]
}

/// The checks as links to their own page; what is no check stays as it is.
private func links(_ names: [String]) -> String {
  names.map { name in
    CheckName(rawValue: name) == nil ? markdown(name) : "[\(name)](checks.md#\(name.lowercased()))"
  }.joined(separator: ", ")
}
