import Model

/// The report to paste into an incident channel: short, and safe against hostile names.
func markdownReport(_ diagnosis: Diagnosis, _ page: Page) -> String {
  let isDiagnosis = page == .diagnose
  let sections: [String] = [
    layerVerdict(of: diagnosis), verdict(of: diagnosis),
    isDiagnosis ? causes(of: diagnosis) : "", layers(of: diagnosis),
    endpoint(of: diagnosis),
    isDiagnosis ? "" : grid(of: diagnosis), findings(of: diagnosis),
    suspects(of: diagnosis), isDiagnosis ? dives(of: diagnosis) : "", host(of: diagnosis),
    unmeasured(of: diagnosis),
    configured(of: diagnosis), isDiagnosis ? path(of: diagnosis) : "",
    diagnosis.ownCost.map { phrase($0).untied + "\n" } ?? "",
  ]
  return sections.filter { !$0.isEmpty }.joined(separator: "\n")
}

/// The triage as a table.
func markdownTriage(_ triage: Triage, _ diagnosis: Diagnosis) -> String {
  let rows = triage.rows.map { row in
    [row.sign.rawValue, code(row.command), markdown(row.said), markdown(row.reading)]
  }
  let sections = [
    layerVerdict(of: diagnosis), verdict(of: diagnosis), layers(of: diagnosis),
    table(["", "command", "shows", "means"], rows),
    configured(of: diagnosis),
  ]
  return sections.filter { !$0.isEmpty }.joined(separator: "\n")
}

func verdict(of diagnosis: Diagnosis) -> String {
  let summary = Summary(diagnosis)
  var text = "**\(summary.sign.rawValue) \(summary.headline)** \(summary.counts.untied)\n\n"
  text += markdown(hostLine(diagnosis)) + "\n"
  if let symptom = diagnosis.symptom { text += "\nAsked about: \(markdown(clean(symptom)))\n" }
  return text
}

private func grid(of diagnosis: Diagnosis) -> String {
  let rows = Resource.allCases.map { resource in
    [resource.title]
      + Aspect.allCases.map { aspect in
        let cell = diagnosis.cell(resource, aspect)
        return [cell.sign?.rawValue, markdown(cell.text)].compactMap { $0 }.joined(separator: " ")
      }
  }
  return table([""] + Aspect.allCases.map(\.rawValue), rows)
}

private func findings(of diagnosis: Diagnosis) -> String {
  let rows = diagnosis.findingGroups.flatMap { group in
    group.shown.map { row($0, of: group.check) }
      + (group.rest.map { [["", $0, "", "", ""]] } ?? [])
  }
  return rows.isEmpty ? "" : table(["", "finding", "number", "threshold", "by hand"], rows)
}

private func row(_ finding: Finding, of check: any Check) -> [String] {
  var statement = "\(markdown(clean(finding.statement))) \(code(check.name))"
  for explanation in finding.explanations { statement += " (\(markdown(clean(explanation))))" }
  // The newest line tells most, and a channel has no room for all.
  if let quote = finding.quotes.last { statement += " " + code(shortened(clean(quote), to: 120)) }
  return [
    "\(Sign(finding.severity).rawValue) \(finding.severity.name)", statement,
    markdown(phrase(finding.measurement)), markdown(grounds(finding)), code(clean(check.byHand)),
  ]
}

private func suspects(of diagnosis: Diagnosis) -> String {
  let rows = diagnosis.attributions.flatMap { attribution in
    attribution.suspects.prefix(3).map { suspect in
      let numbers = suspect.measurements.map { phrase($0, of: $0.subject) }
      let command = suspect.command.map { code(shortened(clean($0), to: 60)) }
      return [
        "\(attribution.resource.title), by \(markdown(clean(attribution.measure)))",
        code(clean(suspect.subject.name)) + suspect.company.untied,
        markdown(numbers.joined(separator: ", ")),
        [command, suspect.cgroup.map { "in " + code(clean($0)) }].compactMap { $0 }
          .joined(separator: " "),
      ]
    }
  }
  return rows.isEmpty ? "" : table(["resource", "who", "takes", "command"], rows)
}

private func unmeasured(of diagnosis: Diagnosis) -> String {
  let blindnesses = diagnosis.blindnesses
  let items = blindnesses.flatMap { blindness in
    blindness.silences.map {
      "- ? \(markdown($0.sentence)) To measure: \(markdown(blindness.remedy)).\n"
    } + (blindness.unlisted > 0 ? ["- ? and \(blindness.unlisted) more; JSON has them all\n"] : [])
  }
  return items.isEmpty ? "" : "**Not measured**\n\n" + items.joined()
}

private func configured(of diagnosis: Diagnosis) -> String {
  let items = diagnosis.configured.map { "- \(markdown($0.sentence))\n" }
  return items.isEmpty ? "" : "**\(configuredTitle)**\n\n" + items.joined()
}

private func path(of diagnosis: Diagnosis) -> String {
  let items = diagnosis.path.enumerated().map { number, step in
    let (outcome, detail) =
      switch step.outcome {
      case .taken(let result): ("taken", result)
      case .skipped(let reason): ("skipped", reason)
      case .unavailable(let advice): ("not available", advice)
      }
    return "\(number + 1). \(markdown(clean(step.name))), \(outcome): \(markdown(clean(detail)))\n"
  }
  return items.isEmpty ? "" : "**Path through the runbook**\n\n" + items.joined()
}
