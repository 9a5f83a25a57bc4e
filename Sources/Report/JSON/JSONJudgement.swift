import Model

struct JSONJudgement: Encodable {
  let check: String
  let resource: String
  let aspect: String
  /// Of a target with two layers, which of them was judged.
  let layer: String?
  /// `clear`, `found` or `unmeasured`; which of the next three is present follows from it.
  let verdict: String
  let measurement: JSONMeasurement?
  let findings: [JSONFinding]?
  let gap: JSONGap?
  let toMeasure: String?
  let byHand: String
  /// The thresholds that are not the check's own; absent where all are.
  let configured: [JSONThreshold]?

  init(_ judgement: Judgement, layer: String? = nil) {
    self.layer = layer
    let check = judgement.check
    self.check = check.name
    resource = check.resource.rawValue
    aspect = check.aspect.rawValue
    byHand = sanitized(check.byHand)
    configured = check.configured.isEmpty ? nil : check.configured.map(JSONThreshold.init)
    switch judgement.verdict {
    case .clear(let clear):
      verdict = "clear"
      (measurement, findings, gap, toMeasure) = (JSONMeasurement(clear), nil, nil, nil)
    case .found(let found):
      verdict = "found"
      (measurement, findings, gap, toMeasure) = (nil, found.map(JSONFinding.init), nil, nil)
    case .unmeasured(let reason):
      verdict = "unmeasured"
      (measurement, findings, gap) = (nil, nil, JSONGap(reason))
      toMeasure = reason.remedy(for: check).untied
    }
  }
}

struct JSONFinding: Encodable {
  let severity: String
  let statement: String
  let measurement: JSONMeasurement
  let threshold: JSONThreshold?
  let evidence: [JSONMeasurement]
  let quotes: [String]
  let explanations: [String]

  init(_ finding: Finding) {
    severity = finding.severity.name
    statement = sanitized(finding.statement)
    measurement = JSONMeasurement(finding.measurement)
    threshold = finding.threshold.map(JSONThreshold.init)
    evidence = finding.evidence.map(JSONMeasurement.init)
    quotes = finding.quotes.map(sanitized)
    explanations = finding.explanations.map(sanitized)
  }
}

struct JSONMeasurement: Encodable {
  let name: String
  let value: Finite?
  let unit: String
  let subject: JSONSubject

  init(_ measurement: Measurement) {
    name = sanitized(measurement.name)
    value = Finite(measurement.quantity.value)
    unit = measurement.quantity.unit.rawValue
    subject = JSONSubject(measurement.subject)
  }
}

struct JSONSubject: Encodable {
  let kind: String
  let name: String
  let pid: Int?

  init(_ subject: Subject) {
    kind = subject.kind
    if case .process(let pid, let name) = subject {
      (self.pid, self.name) = (pid, sanitized(name))
    } else {
      (pid, name) = (nil, sanitized(subject.name))
    }
  }
}

struct JSONThreshold: Encodable {
  let level: String
  /// What tells it from others of its level.
  let label: String?
  let value: Finite?
  let unit: String
  let direction: String
  let source: String
  let reason: String
  /// Present where a configuration has put `value` in the place of the check's own.
  let configured: Bool?
  let `default`: Finite?

  init(_ threshold: Threshold) {
    level = threshold.level.rawValue
    label = threshold.label.map(sanitized)
    value = Finite(threshold.quantity.value)
    unit = threshold.quantity.unit.rawValue
    direction = threshold.direction.rawValue
    source = sanitized(threshold.source)
    reason = sanitized(threshold.reason)
    configured = threshold.original == nil ? nil : true
    `default` = threshold.original.flatMap { Finite($0.value) }
  }
}

struct JSONGap: Encodable {
  let kind: String
  let source: String
  let detail: String

  init(_ gap: Gap) {
    kind = gap.kind.rawValue
    source = sanitized(gap.source)
    detail = sanitized(gap.detail)
  }
}
