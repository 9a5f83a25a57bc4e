import Model

/// A closer look on the wire: the tables, with what the checks say of the resource.
struct JSONDive: Encodable {
  let version = wireVersion
  let target: String
  let machine: JSONMachine
  let window: JSONWindow
  let verdict: JSONVerdict
  let resource: String
  let sections: [JSONSection]
  let advice: [JSONAdvice]
  let judgements: [JSONJudgement]
  let ownCost: JSONOwnCost?

  init(_ dive: Dive, _ diagnosis: Diagnosis) {
    let narrowed = diagnosis.about(dive.resource)
    target = sanitized(diagnosis.target.description)
    machine = JSONMachine(diagnosis.machine)
    window = JSONWindow(diagnosis.window)
    verdict = JSONVerdict(Summary(narrowed))
    resource = dive.resource.rawValue
    sections = dive.sections.map(JSONSection.init)
    advice = dive.advice.map(JSONAdvice.init)
    judgements = narrowed.judgements.map { JSONJudgement($0) }
    ownCost = diagnosis.ownCost.map(JSONOwnCost.init)
  }

  private enum CodingKeys: CodingKey {
    case version, target, machine, window, verdict, resource, sections, advice, judgements, ownCost
  }
}

/// A closer look within a diagnosis.
struct JSONDiveBody: Encodable {
  let resource: String
  let sections: [JSONSection]
  let advice: [JSONAdvice]

  init(_ dive: Dive) {
    resource = dive.resource.rawValue
    sections = dive.sections.map(JSONSection.init)
    advice = dive.advice.map(JSONAdvice.init)
  }
}

struct JSONSection: Encodable {
  let title: String
  let remark: String?
  let byHand: String
  /// One of these two is there.
  let rows: [JSONRow]?
  let gap: JSONGap?

  init(_ section: Dive.Section) {
    title = sanitized(section.title)
    remark = section.remark.map(sanitized)
    byHand = sanitized(section.byHand)
    rows = section.rows.value?.map(JSONRow.init)
    gap = section.rows.gap.map(JSONGap.init)
  }
}

struct JSONRow: Encodable {
  let name: String
  let measurements: [JSONMeasurement]
  let detail: String?

  init(_ row: Dive.Row) {
    name = sanitized(row.name)
    measurements = row.measurements.map(JSONMeasurement.init)
    detail = row.detail.map(sanitized)
  }
}

struct JSONAdvice: Encodable {
  let what: String
  let takes: String

  init(_ advice: Dive.Advice) {
    what = sanitized(advice.what)
    takes = sanitized(advice.takes)
  }
}
