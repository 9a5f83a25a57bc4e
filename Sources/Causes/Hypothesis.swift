import Model

/// A cause at work on one subject, with all that it reaches.
///
/// A class, since the choice among many hands them about, and each holds much.
final class Hypothesis {
  /// From the cause to a finding that it explains, or from one that is explained to the next.
  struct Step {
    let from: Int?, to: Int
    let sureness: Sureness
    let why: String
    /// How sure all edges of the way are together.
    let along: Sureness
  }

  let cause: Cause
  let subject: Subject
  /// The facts that prove it, by number, each with the edge that says so.
  let proof: [(fact: Int, edge: Edge)]
  /// From the cause to every fact that it explains, what makes a fact before it.
  let reached: [Step]
  let contradictions: [Objection]
  let refutation: Objection?
  /// Whether none of what was expected is there, and some of it was looked for.
  let isContradicted: Bool
  /// How sure the cause is: as its surest proof, and a step less where all that was expected with it
  /// is measured and absent.
  let sureness: Sureness
  /// By fact, how sure it is that it is its doing; nil where it is not.
  let along: [Sureness?]

  init(
    _ cause: Cause, on subject: Subject, proof: [(fact: Int, edge: Edge)], reached: [Step],
    absent: [Objection], in scene: Scene
  ) {
    self.cause = cause
    self.subject = subject
    self.proof = proof
    self.reached = reached
    contradictions = absent
    let one = Case(
      scene: scene, subject: subject, proof: proof.map { scene.facts[$0.fact].finding })
    refutation = cause.refutations.lazy.compactMap { $0.objection(in: one) }.first
    isContradicted = !absent.isEmpty && !cause.expects.contains(where: scene.noticed)
    let surest = proof.map(\.edge.sureness).max() ?? .possible
    sureness = isContradicted ? surest.weaker : surest
    var along: [Sureness?] = Array(repeating: nil, count: scene.facts.count)
    for step in reached { along[step.to] = step.along }
    self.along = along
  }
}

extension Cause {
  /// The hypotheses of this cause that something in `scene` proves.
  func hypotheses(in scene: Scene, _ graph: Graph) -> [Hypothesis] {
    let proofs = proof.flatMap { edge in
      edge.facts(in: scene).filter { scene.facts[$0].finding.severity >= .warning }
        .map { (fact: $0, edge: edge) }
    }
    guard !proofs.isEmpty else { return [] }
    return grouped(proofs, scene).map { subject, proof in
      hypothesis(on: subject, proof, in: scene, graph)
    }
  }

  /// What notes alone show of it where it bounds work and is no fault; its chain is its proof.
  func bounding(in scene: Scene) -> [Hypothesis] {
    guard let bounds else { return [] }
    let proofs = proof.flatMap { edge in
      edge.facts(in: scene).filter { fact in
        let finding = scene.facts[fact].finding
        return finding.severity == .note && bounds(finding, scene)
      }.map { (fact: $0, edge: edge) }
    }
    guard !proofs.isEmpty else { return [] }
    return grouped(proofs, scene).map { subject, proof in
      Hypothesis(
        self, on: subject, proof: proof,
        reached: proof.map { fact, edge in
          Hypothesis.Step(
            from: nil, to: fact, sureness: edge.sureness, why: edge.why, along: edge.sureness)
        }, absent: [], in: scene)
    }
  }

  /// The proofs by what they are about.
  private func grouped(
    _ proofs: [(fact: Int, edge: Edge)], _ scene: Scene
  ) -> [(Subject, [(fact: Int, edge: Edge)])] {
    let subjects = proofs.map { $0.edge.subject(of: scene.facts[$0.fact].finding, scene) }
    let single = Set(subjects).count == 1 ? subjects[0] : .machine
    guard scope == .each else { return [(single, proofs)] }
    var groups: [(Subject, [(fact: Int, edge: Edge)])] = []
    for (subject, proof) in zip(subjects, proofs) {
      if let index = groups.firstIndex(where: { scene.isOneStory($0.0, subject) }) {
        groups[index].1.append(proof)
      } else {
        groups.append((subject, [proof]))
      }
    }
    // A hundred groups held back by the same kind of limit are told as one.
    return groups.count > Self.mostSubjects ? [(.machine, proofs)] : groups
  }

  private static let mostSubjects = 4

  private func hypothesis(
    on subject: Subject, _ proof: [(fact: Int, edge: Edge)], in scene: Scene, _ graph: Graph
  ) -> Hypothesis {
    let absent = expects.compactMap { check in
      scene.clear(check).map {
        Objection(source: check.rawValue, $0, why: "it should show as well")
      }
    }
    return Hypothesis(
      self, on: subject, proof: proof, reached: reach(from: subject, proof, in: scene, graph),
      absent: absent, in: scene)
  }

  /// Everything that follows from the cause at work on `subject`, by what was found.
  ///
  /// What only the kernel's log remembers explains nothing that was counted in the window, and no end
  /// of a service but one that came soon after it.
  private func reach(
    from subject: Subject, _ proofs: [(fact: Int, edge: Edge)], in scene: Scene, _ graph: Graph
  ) -> [Hypothesis.Step] {
    var reached: [Hypothesis.Step] = []
    var isKnown = Array(repeating: false, count: scene.facts.count)
    if proofs.allSatisfy({ scene.isRemembered($0.fact) }) {
      let events = proofs.map { scene.facts[$0.fact].finding }
      isKnown = scene.facts.indices.map { fact in
        scene.isCounted[fact]
          || !events.contains { $0.mayHaveEnded(scene.facts[fact].finding) }
      }
    }
    var next = 0
    // The proof and what follows from it come first, so that a chain is as long as the findings tell.
    for edges in [proof, effects] {
      for edge in edges {
        for fact in edge.facts(in: scene)
        where !isKnown[fact]
          && (scope == .machine
            || scene.mayShow(subject, on: edge.subject(of: scene.facts[fact].finding, scene)))
        {
          isKnown[fact] = true
          reached.append(
            Hypothesis.Step(
              from: nil, to: fact, sureness: edge.sureness, why: edge.why, along: edge.sureness))
        }
      }
      while next < reached.count {
        let (from, along) = (reached[next].to, reached[next].along)
        for (fact, consequence) in graph.after[from] where !isKnown[fact] {
          isKnown[fact] = true
          reached.append(
            Hypothesis.Step(
              from: from, to: fact, sureness: consequence.sureness, why: consequence.why,
              along: min(along, consequence.sureness)))
        }
        next += 1
      }
    }
    return reached
  }
}

extension Scene {
  /// Whether a cause on the one is the same as on the other.
  fileprivate func isOneStory(_ one: Subject, _ other: Subject) -> Bool {
    one == other || one.kind == other.kind && one.kind != "process" && mayShow(one, on: other)
      || one.kind != other.kind && (one == .machine || other == .machine || mayShow(one, on: other))
  }
}

extension Edge {
  /// What `finding` is about for the cause.
  fileprivate func subject(of finding: Finding, _ scene: Scene) -> Subject {
    about?(finding, scene) ?? finding.subject
  }

  /// The facts that it is about, by number.
  func facts(in scene: Scene) -> [Int] {
    guard together.isEmpty || together.contains(where: scene.noticed) else { return [] }
    if let blame {
      return scene.layerIndices.filter { fact, verdict in
        verdict.resource == blame.resource && verdict.blame.value == blame.blame
          && holds?(scene.facts[fact].finding, scene) ?? true
      }.map(\.key).sorted()
    }
    return checks.flatMap { scene.indices[$0] ?? [] }.filter { fact in
      holds?(scene.facts[fact].finding, scene) ?? true
    }
  }
}

extension Refutation {
  /// The number that refutes, where it does.
  func objection(in one: Case) -> Objection? {
    switch self {
    case .clear(let check, let why):
      return one.scene.clear(check).map { Objection(source: check.rawValue, $0, why: why) }
    case .found(let check, let why):
      guard let worst = one.scene.findings(of: check).first(where: { $0.severity >= .warning })
      else { return nil }
      return Objection(source: check.rawValue, worst.measurement, why: why)
    case .number(let why, let number):
      return number(one).map { Objection(source: "", $0, why: why) }
    }
  }
}
