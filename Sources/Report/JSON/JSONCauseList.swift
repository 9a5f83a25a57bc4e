import Model

struct JSONCauseList: Encodable {
  let version = wireVersion
  let causes: [JSONCauseDescription]

  init(_ causes: [CauseDescription]) { self.causes = causes.map(JSONCauseDescription.init) }

  private enum CodingKeys: CodingKey { case version, causes }
}

struct JSONCauseDescription: Encodable {
  let cause: String
  let resource: String
  let title: String
  let about: String
  let proof: [JSONCauseEdge]
  let effects: [JSONCauseEdge]
  let refutations: [String]
  let expects: [String]
  let decides: String
  let command: String

  init(_ cause: CauseDescription) {
    self.cause = cause.name
    resource = cause.resource.rawValue
    title = cause.title
    about = cause.about
    proof = cause.proof.map(JSONCauseEdge.init)
    effects = cause.effects.map(JSONCauseEdge.init)
    refutations = cause.refutations
    expects = cause.expects
    decides = cause.decides
    command = cause.command
  }
}

struct JSONCauseEdge: Encodable {
  let checks: [String]
  let sureness: String
  let why: String

  init(_ edge: CauseDescription.Edge) {
    checks = edge.checks
    sureness = edge.sureness.name
    why = edge.why
  }
}
