public import Model

/// Explains what `diagnosis` found in `observation` by the fewest of `causes`.
///
/// docs/causes.md tells the rule so that it can be done by hand.
public func explain(
  _ diagnosis: Diagnosis, _ observation: Observation?, by causes: [Cause] = Causes.all
) -> Explanation {
  explain(Scene(diagnosis, observation), by: causes)
}

/// Explains what was found in `scene` by the fewest of `causes`.
public func explain(_ scene: Scene, by causes: [Cause] = Causes.all) -> Explanation {
  let grave = scene.facts.indices.filter { scene.facts[$0].finding.severity >= .warning }
  guard !grave.isEmpty else {
    var explanation = Explanation()
    explanation.bounds = bounds(by: causes, beside: [], in: scene)
    return explanation
  }
  let columns = Dictionary(uniqueKeysWithValues: grave.enumerated().map { ($1, $0) })
  let graph = Graph(scene)
  let all = causes.flatMap { $0.hypotheses(in: scene, graph) }
  let possible = all.filter { $0.refutation == nil }
  let rows = possible.map { hypothesis in
    hypothesis.reached.reduce(into: Bits(count: grave.count)) { row, link in
      if let column = columns[link.to] { row.insert(column) }
    }
  }
  let costs = possible.map { Sureness.certain.rawValue - $0.sureness.rawValue }
  let cover = Cover(rows: rows, costs: costs, columns: grave.count)
  var covered = Bits(count: grave.count)
  for row in cover.chosen { covered.form(union: rows[row]) }

  var explanation = Explanation()
  explanation.isFewest = cover.isExact
  explanation.unexplained = grave.enumerated().filter { !covered.contains($0.offset) }
    .map { scene.facts[$0.element] }
  let chosen = cover.chosen.map { possible[$0] }
  let ties = cover.chosen.map { row in
    tied(with: row, cover.chosen, rows, costs).map { possible[$0] }
  }
  let owned = chosen.indices.map { index in
    grave.filter { scene.isBest(chosen[index], among: chosen, for: $0, at: index) }
  }
  // What lasts until now is not told as over, though it began with what the log remembers.
  let ages = zip(chosen, owned).map { hypothesis, own in
    hypothesis.isPast(in: scene) && own.allSatisfy(scene.isRemembered)
      ? hypothesis.age(in: scene) : -1
  }
  let told = chosen.indices.map { index in
    let own = owned[index]
    var cause = chosen[index].explained(own, ties: ties[index], in: scene)
    cause.isRemembered = ages[index] >= 0
    return cause
  }
  explanation.causes = told.indices.sorted { left, right in
    let (one, two) = (told[left], told[right])
    // What is merely possible comes after what more speaks for.
    let (first, second) = (one.sureness > .possible ? 0 : 1, two.sureness > .possible ? 0 : 1)
    return (two.severity, ages[left], first, two.links.count, left)
      < (one.severity, ages[right], second, one.links.count, right)
  }.map { told[$0] }
  explanation.bounds = bounds(by: causes, beside: chosen, in: scene)
  explanation.ruledOut = ruledOut(
    causes, all, chosen: chosen, tied: ties.joined().map(\.cause.name), in: scene)
  return explanation
}

/// What bounds work and is no fault, where none of `chosen` has made what shows it.
private func bounds(
  by causes: [Cause], beside chosen: [Hypothesis], in scene: Scene
) -> [ExplainedCause] {
  causes.flatMap { $0.bounding(in: scene) }.filter { bound in
    bound.refutation == nil
      && !bound.proof.contains { proof in chosen.contains { $0.along[proof.fact] != nil } }
  }.map { $0.explained([], ties: [], in: scene) }
}

/// The rows that could stand in the place of `row` and are no less sure.
private func tied(with row: Int, _ chosen: [Int], _ rows: [Bits], _ costs: [Int]) -> [Int] {
  var own = rows[row]
  for other in chosen where other != row { own.subtract(rows[other]) }
  return rows.indices.filter { other in
    costs[other] == costs[row] && own.isSubset(of: rows[other]) && !chosen.contains(other)
  }
}

extension Scene {
  /// Whether no other of `chosen` is surer to have made `fact` than `hypothesis`, the one at `index`.
  fileprivate func isBest(
    _ hypothesis: Hypothesis, among chosen: [Hypothesis], for fact: Int, at index: Int
  ) -> Bool {
    guard let own = hypothesis.along[fact] else { return false }
    return !chosen.enumerated().contains { number, other in
      guard number != index, let its = other.along[fact] else { return false }
      return its > own || its == own && number < index
    }
  }
}

/// The causes that could have made a finding that others explain, with the number against each.
private func ruledOut(
  _ causes: [Cause], _ all: [Hypothesis], chosen: [Hypothesis], tied: [String], in scene: Scene
) -> [RuledOut] {
  let named = Set(chosen.map(\.cause.name) + tied)
  // What stands for itself, as a failed unit does, calls for no other cause.
  let open = Set(chosen.flatMap(\.reached).filter { $0.sureness < .certain }.map(\.to))
    .union(chosen.flatMap { $0.proof.map(\.fact) })
    .filter { scene.facts[$0].finding.severity >= .warning }
  let own = Dictionary(grouping: all, by: \.cause.name)
  return causes.filter { !named.contains($0.name) }.compactMap { cause -> (RuledOut, Int)? in
    let could = cause.edges.flatMap { $0.facts(in: scene) }.filter(open.contains).count
    guard could > 0, let objection = cause.objection(own[cause.name] ?? [], in: scene) else {
      return nil
    }
    return (RuledOut(cause: cause.name, title: cause.title, by: objection), could)
  }.enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
    .map(\.element.0)
}

extension Cause {
  /// The number that speaks against it: what refutes it, or the proof that was looked for in vain.
  fileprivate func objection(_ own: [Hypothesis], in scene: Scene) -> Objection? {
    if let refuted = own.lazy.compactMap(\.refutation).first { return refuted }
    guard own.isEmpty, showsIfAbsent else { return nil }
    return proof.lazy.flatMap(\.checks).compactMap { check in
      scene.clear(check).map {
        Objection(source: check.rawValue, $0, why: "what would prove it is not there")
      }
    }.first
  }
}

extension Hypothesis {
  /// Whether all that proves it are warnings of what the kernel's log remembers.
  fileprivate func isPast(in scene: Scene) -> Bool {
    proof.allSatisfy { scene.isRemembered($0.fact) }
  }

  /// How many seconds ago the last of what proves it was logged.
  fileprivate func age(in scene: Scene) -> Double {
    proof.compactMap { scene.facts[$0.fact].finding.age }.min() ?? .infinity
  }

  /// The measurement that would show it, with this hypothesis's own names.
  fileprivate func decidingCommand(in scene: Scene) -> String {
    var one = Case(
      scene: scene, subject: subject, proof: proof.map { scene.facts[$0.fact].finding })
    one.culprits = culprits(of: one)
    return one.filled(cause.decidingCommand)
  }

  /// The cause as it is told, `own` being the facts that are its rather than another's.
  fileprivate func explained(_ own: [Int], ties: [Hypothesis], in scene: Scene) -> ExplainedCause {
    var one = Case(
      scene: scene, subject: subject, proof: proof.map { scene.facts[$0.fact].finding })
    one.culprits = culprits(of: one)
    let severity = (own + proof.map(\.fact)).map { scene.facts[$0].finding.severity }.max()
    return ExplainedCause(
      name: cause.name, title: cause.title, resource: cause.resource,
      severity: severity ?? .warning, sureness: sureness, grounds: grounds(in: scene),
      culprits: one.culprits,
      links: reached.map { link in
        Link(
          from: link.from.map { scene.facts[$0] }, to: scene.facts[link.to],
          sureness: link.sureness, why: link.why)
      }, contradictions: contradictions,
      ties: ties.map {
        Tie(
          cause: $0.cause.name, title: $0.cause.title, decides: $0.cause.decides,
          command: scene.place.on($0.decidingCommand(in: scene)))
      }, remedies: cause.remedies(one).map { scene.place.isGuest ? $0.readInGuest : $0 })
  }

  private func grounds(in scene: Scene) -> [String] {
    let surest = proof.map(\.edge.sureness).max() ?? .possible
    let why = proof.filter { $0.edge.sureness == surest }.map(\.edge.why)
    var grounds = why.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let agreeing = cause.expects.filter(scene.noticed).map(\.rawValue)
    if !agreeing.isEmpty { grounds.append("agrees: " + agreeing.joined(separator: ", ")) }
    if isContradicted {
      grounds.append("a step less, because nothing else that should show does")
    }
    return grounds
  }

  private func culprits(of one: Case) -> [Culprit] {
    let neighbours = proof.flatMap { one.scene.layerIndices[$0.fact]?.neighbours ?? [] }
    if !neighbours.isEmpty {
      return neighbours.prefix(3).map { Culprit($0.subject, $0.takes) }
    }
    let subjects = one.proof.map { ($0.subject, $0.measurement) }.filter { $0.0 != .machine }
      .reduce(into: [Culprit]()) { list, next in
        if !list.contains(where: { $0.subject == next.0 }) { list.append(Culprit(next.0, next.1)) }
      }
    let named: [Culprit] =
      switch cause.blame {
      case .subject: subjects
      case .suspects(let resource, let measure):
        one.scene.suspects(resource, measure).leading
      case .evidence:
        one.proof.flatMap(\.evidence).filter { !$0.subject.isPlace }
          .map { Culprit($0.subject, $0) }
      case .custom(let find): find(one)
      }
    // What it befalls, where its proof was measured on the machine as a whole.
    let befallen =
      subjects.isEmpty && subject != .machine
      ? [Culprit(subject, one.proof.first?.measurement)] : subjects
    return Array((named.isEmpty ? befallen : named).prefix(3))
  }
}

extension Subject {
  /// Whether it is where something happens rather than who does it.
  fileprivate var isPlace: Bool {
    switch self {
    case .machine, .processor: true
    default: false
    }
  }
}

extension [Attribution.Suspect] {
  /// The first, and those that take at least half of what it takes.
  var leading: [Culprit] {
    guard let most = first?.measurements.first?.quantity.value else { return [] }
    return filter { ($0.measurements.first?.quantity.value ?? 0) * 2 >= most }.map {
      Culprit($0.subject, others: $0.others, $0.measurements.first)
    }
  }
}

extension Remedy {
  /// With its setting read in the guest, unless it is one of its host.
  fileprivate var readInGuest: Remedy {
    var result = self
    if let setting = result.setting { result.setting?.isOfHost = setting.isOfNode }
    return result
  }
}
