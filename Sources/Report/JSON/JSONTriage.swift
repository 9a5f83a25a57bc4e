import Model

/// The triage on the wire: a report with the facts of each command.
struct JSONTriage: Encodable {
  let version = wireVersion
  let machine: JSONMachine
  let window: JSONWindow
  let verdict: JSONVerdict
  let layers: JSONLayers?
  let triage: [JSONTriageRow]
  let ownCost: JSONOwnCost?

  init(_ triage: Triage, _ diagnosis: Diagnosis) {
    machine = JSONMachine(diagnosis.machine)
    window = JSONWindow(diagnosis.window)
    verdict = JSONVerdict(Summary(diagnosis))
    layers = diagnosis.layers.map(JSONLayers.init)
    self.triage = triage.rows.map(JSONTriageRow.init)
    ownCost = diagnosis.ownCost.map(JSONOwnCost.init)
  }

  private enum CodingKeys: CodingKey {
    case version, machine, window, verdict, layers, triage, ownCost
  }
}

struct JSONTriageRow: Encodable {
  let command: String
  let facts: [JSONMeasurement]?
  let remarks: [String]
  let gap: JSONGap?
  /// The reading in the words of the text report.
  let reading: String
  let judgements: [JSONJudgement]

  init(_ row: Triage.Row) {
    command = row.command
    facts = row.facts.value?.map(JSONMeasurement.init)
    remarks = row.remarks.map(sanitized)
    gap = row.facts.gap.map(JSONGap.init)
    reading = row.reading.untied
    judgements = row.judgements.map { JSONJudgement($0) }
  }
}
