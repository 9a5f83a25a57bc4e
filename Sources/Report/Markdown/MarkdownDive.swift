import Model

/// A closer look to paste into an incident channel.
func markdownDive(_ dive: Dive, _ diagnosis: Diagnosis) -> String {
  let narrowed = diagnosis.about(dive.resource)
  let sections = dive.sections.compactMap { section in
    section.rows.value.flatMap { $0.isEmpty ? nil : markdown(section, $0) }
  }
  let advice = dive.advice.map { "- " + item($0) }.joined()
  return
    ([layerVerdict(of: diagnosis), verdict(of: narrowed)] + sections + [
      advice.isEmpty ? "" : "What would tell more:\n\n" + advice
    ])
    .filter { !$0.isEmpty }.joined(separator: "\n")
}

private func markdown(_ section: Dive.Section, _ rows: [Dive.Row]) -> String {
  let names = section.columns(rows)
  let cells = rows.map { row in
    [markdown(clean(row.name))]
      + names.map { name in
        row.measurements.first { $0.name == name }.map { phrase($0.quantity).untied } ?? "?"
      } + [row.remark.isEmpty ? "" : code(row.remark)]
  }
  return "**\(markdown(clean(section.title)))** (\(code(clean(section.byHand))))\n\n"
    + table([""] + names.map { markdown(clean($0)) } + [""], cells)
}

/// The closer looks within a diagnosis: the rows that tell most, and what was not told.
func dives(of diagnosis: Diagnosis) -> String {
  diagnosis.dives.filter { !$0.inBrief.isEmpty }.map { dive in
    let items = dive.inBrief.map { section, rows in
      "- \(markdown(clean(section.title))): "
        + rows.map { markdown($0.inBrief.untied) }.joined(separator: "; ") + "\n"
    }
    let untold = dive.advice.filter(\.wasMissing).map { "- not told: " + item($0) }
    return "**A closer look: \(dive.resource.title)**\n\n" + (items + untold).joined()
  }.joined(separator: "\n")
}

private func item(_ advice: Dive.Advice) -> String {
  "\(markdown(clean(advice.what))): \(code(clean(advice.takes)))\n"
}
