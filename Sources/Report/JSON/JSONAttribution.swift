import Model

struct JSONAttribution: Encodable {
  let resource: String
  let measure: String
  let suspects: [JSONSuspect]

  init(_ attribution: Attribution) {
    resource = attribution.resource.rawValue
    measure = sanitized(attribution.measure)
    suspects = attribution.suspects.map(JSONSuspect.init)
  }
}

struct JSONSuspect: Encodable {
  let subject: JSONSubject
  let measurements: [JSONMeasurement]
  let command: String?
  let cgroup: String?

  init(_ suspect: Attribution.Suspect) {
    subject = JSONSubject(suspect.subject)
    measurements = suspect.measurements.map(JSONMeasurement.init)
    command = suspect.command.map(sanitized)
    cgroup = suspect.cgroup.map(sanitized)
  }
}

struct JSONStep: Encodable {
  let name: String
  let outcome: String
  let detail: String

  init(_ step: Step) {
    name = sanitized(step.name)
    switch step.outcome {
    case .taken(let result): (outcome, detail) = ("taken", sanitized(result))
    case .skipped(let reason): (outcome, detail) = ("skipped", sanitized(reason))
    case .unavailable(let advice): (outcome, detail) = ("unavailable", sanitized(advice))
    }
  }
}
