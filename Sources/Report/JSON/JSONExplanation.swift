import Model

struct JSONExplanation: Encodable {
  let causes: [JSONCause]
  let bounds: [JSONCause]
  let ruledOut: [JSONRuledOut]
  let unexplained: [JSONFact]
  let fewest: Bool

  /// `names` is what people call control groups, by their paths.
  init(_ explanation: Explanation, names: [String: String]) {
    causes = explanation.causes.map { JSONCause($0, names: names) }
    bounds = explanation.bounds.map { JSONCause($0, names: names) }
    ruledOut = explanation.ruledOut.map(JSONRuledOut.init)
    unexplained = explanation.unexplained.map(JSONFact.init)
    fewest = explanation.isFewest
  }
}

struct JSONCause: Encodable {
  let cause: String
  let title: String
  let resource: String
  let severity: String
  let sureness: String
  let remembered: Bool
  let grounds: [String]
  let culprits: [JSONCulprit]
  /// The findings that it explains; edges refer to them by their place here.
  let findings: [JSONFact]
  let edges: [JSONEdge]
  let contradictions: [JSONObjection]
  let ties: [JSONTie]
  let remedies: [JSONRemedy]

  init(_ cause: ExplainedCause, names: [String: String]) {
    self.cause = sanitized(cause.name)
    title = sanitized(cause.title)
    resource = cause.resource.rawValue
    severity = cause.severity.name
    sureness = cause.sureness.name
    remembered = cause.isRemembered
    grounds = cause.grounds.map(sanitized)
    culprits = cause.culprits.map { JSONCulprit($0, names: names) }
    findings = cause.links.map { JSONFact($0.to) }
    let places = Dictionary(
      cause.links.enumerated().map { ($0.element.to, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    edges = cause.links.enumerated().map { place, link in
      JSONEdge(
        from: link.from.flatMap { places[$0] }, to: place, sureness: link.sureness.name,
        why: sanitized(link.why))
    }
    contradictions = cause.contradictions.map(JSONObjection.init)
    ties = cause.ties.map(JSONTie.init)
    remedies = cause.remedies.map(JSONRemedy.init)
  }
}

struct JSONCulprit: Encodable {
  let subject: JSONSubject
  /// What people call it; nil where that is its subject's name.
  let name: String?
  let others: Int
  let measurement: JSONMeasurement?

  init(_ culprit: Culprit, names: [String: String]) {
    subject = JSONSubject(culprit.subject)
    let called = names.called(culprit.subject)
    name = called == culprit.subject ? nil : sanitized(called.name)
    others = culprit.others
    measurement = culprit.measurement.map(JSONMeasurement.init)
  }
}

struct JSONFact: Encodable {
  /// The check's name, or `layers`.
  let source: String
  let severity: String
  let statement: String
  let measurement: JSONMeasurement

  init(_ fact: Fact) {
    source = sanitized(fact.source)
    severity = fact.finding.severity.name
    statement = sanitized(fact.finding.statement)
    measurement = JSONMeasurement(fact.finding.measurement)
  }
}

struct JSONEdge: Encodable {
  /// Absent where the cause itself is what made the finding.
  let from: Int?
  let to: Int
  let sureness: String
  let why: String
}

struct JSONObjection: Encodable {
  let source: String?
  let measurement: JSONMeasurement
  let why: String

  init(_ objection: Objection) {
    source = objection.source.isEmpty ? nil : sanitized(objection.source)
    measurement = JSONMeasurement(objection.measurement)
    why = sanitized(objection.why)
  }
}

struct JSONRuledOut: Encodable {
  let cause: String
  let title: String
  let by: JSONObjection

  init(_ out: RuledOut) {
    cause = sanitized(out.cause)
    title = sanitized(out.title)
    by = JSONObjection(out.objection)
  }
}

struct JSONTie: Encodable {
  let cause: String
  let title: String
  let decides: String
  let command: String

  init(_ tie: Tie) {
    cause = sanitized(tie.cause)
    title = sanitized(tie.title)
    decides = sanitized(tie.decides)
    command = sanitized(tie.command)
  }
}

struct JSONRemedy: Encodable {
  let term: String
  let action: String
  let commands: [String]
  let risk: String
  let undo: String
  let applied: JSONSetting?

  init(_ remedy: Remedy) {
    term = remedy.term.rawValue
    action = sanitized(remedy.action)
    commands = remedy.commands.map(sanitized)
    risk = remedy.risk.rawValue
    undo = sanitized(remedy.undo)
    applied = remedy.setting.map(JSONSetting.init)
  }
}

struct JSONSetting: Encodable {
  let setting: String
  let byHand: String
  /// `applied`, `pending` or `unchecked`.
  let state: String
  /// What it says, or why it was not looked at.
  let says: String

  init(_ setting: Setting) {
    self.setting = sanitized(setting.name)
    byHand = sanitized(setting.byHand)
    switch setting.state {
    case .applied(let text): (state, says) = ("applied", sanitized(text))
    case .pending(let text): (state, says) = ("pending", sanitized(text))
    case .unchecked(let why): (state, says) = ("unchecked", sanitized(why))
    }
  }
}
