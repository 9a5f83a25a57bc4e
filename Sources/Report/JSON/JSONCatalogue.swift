import Model

/// Checks on the wire, as `whyslow checks` lists them.
struct JSONCatalogue: Encodable {
  let version = wireVersion
  let checks: [JSONCheck]

  init(_ checks: [any Check]) { self.checks = checks.map(JSONCheck.init) }

  private enum CodingKeys: CodingKey { case version, checks }
}

struct JSONCheck: Encodable {
  let name: String
  let resource: String
  let aspect: String
  let summary: String
  let reason: String
  let thresholds: [JSONThreshold]
  let persistence: String
  let byHand: String
  let toMeasure: String?

  init(_ check: any Check) {
    name = check.name
    resource = check.resource.rawValue
    aspect = check.aspect.rawValue
    summary = sanitized(check.summary)
    reason = sanitized(check.reason)
    thresholds = check.thresholds.map(JSONThreshold.init)
    persistence = check.persistence.rawValue
    byHand = sanitized(check.byHand)
    toMeasure = check.toMeasure.map(sanitized)
  }
}
