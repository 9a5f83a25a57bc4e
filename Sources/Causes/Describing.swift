public import Model

extension Cause {
  /// The cause as its page tells it.
  public var description: CauseDescription {
    CauseDescription(
      name: name, resource: resource, title: title, about: about, isOfEach: scope == .each,
      proof: proof.map(\.description), effects: effects.map(\.description),
      refutations: refutations.map(\.description), expects: expects.map(\.rawValue),
      decides: decides, command: decidingCommand, remedies: exampleRemedies)
  }

  /// The remedies with made-up names: those of the kind of subject that has most to say.
  private var exampleRemedies: [Remedy] {
    let subjects: [Subject] = [
      .machine, .process(pid: 1234, name: "web"), .mount("/srv"), .device("sda"),
      .interface("eth0"), .unit("web.service"), .cgroup("/system.slice/web.service"),
    ]
    var most: [Remedy] = []
    for subject in subjects {
      var one = Case(scene: .empty, subject: subject, proof: [])
      one.culprits = [Culprit(.process(pid: 1234, name: "web"), nil)]
      let remedies = remedies(one)
      if remedies.count > most.count { most = remedies }
    }
    return most
  }
}

extension Consequence {
  /// The edge from one finding to another as the page tells it.
  public var description: (from: [String], edge: CauseDescription.Edge) {
    (
      from.map(\.rawValue),
      CauseDescription.Edge(
        checks: to.map(\.rawValue), sureness: sureness, why: why, together: [])
    )
  }
}

extension Edge {
  fileprivate var description: CauseDescription.Edge {
    let layers = blame.map { ["two layers: \($0.resource.title), \($0.blame.rawValue)"] }
    return CauseDescription.Edge(
      checks: layers ?? checks.map(\.rawValue), sureness: sureness, why: why,
      together: together.map(\.rawValue))
  }
}

extension Refutation {
  fileprivate var description: String {
    switch self {
    case .clear(let check, let why): "\(check.rawValue) is clear: \(why)"
    case .found(let check, let why): "\(check.rawValue) warns: \(why)"
    case .number(let why, _): "a number shows that \(why)"
    }
  }
}

extension Scene {
  /// A scene in which nothing was found.
  static let empty = Scene(
    Diagnosis(
      target: .local, symptom: nil, machine: Machine(), window: Window(seconds: 0),
      judgements: [], attributions: [], path: [], gaps: [], ownCost: nil), nil)
}
