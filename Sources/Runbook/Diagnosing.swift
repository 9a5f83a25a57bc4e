import Causes
public import Checks
public import Model

/// Follows the flowchart over `observation`, as far as this version goes.
///
/// ```
/// USE over every resource ── to blame ──▶ deep dive
///          │ clean
///          ▼
/// application's logs ── external ──▶ the endpoint ──▶ already solved? ──▶ research
///          │ not
///          ▼
///        trace
/// ```
/// Every check judges: errors, utilization and saturation of each resource, without a stop at the
/// first hit. Each branch records why it was taken, so that the report can show the path.
public func diagnose(
  _ observation: Observation, target: Target, symptom: String? = nil,
  checks: [any Check] = Checklist.all
) -> Diagnosis {
  explained(
    observation, target: target, symptom: symptom,
    checks: WorkloadChecks.ofMachine(observation, in: checks))
}

/// What `checks` say of `observation`, and no more: neither who is behind it nor why.
public func judge(
  _ observation: Observation, target: Target, checks: [any Check]
) -> Diagnosis {
  judged(
    observation, target: target, symptom: nil,
    checks: WorkloadChecks.ofMachine(observation, in: checks))
}

/// The same by just these checks.
private func judged(
  _ observation: Observation, target: Target, symptom: String?, checks: [any Check]
) -> Diagnosis {
  var diagnosis = Diagnosis(
    target: target, symptom: symptom, machine: observation.machine, window: observation.window,
    judgements: checks.map { $0.judge(observation) }, attributions: [], path: [],
    gaps: observation.gaps, ownCost: observation.ownCost)
  diagnosis.path = [useStep(diagnosis)]
  return diagnosis
}

/// The same, explained.
private func explained(
  _ observation: Observation, target: Target, symptom: String?, checks: [any Check]
) -> Diagnosis {
  var diagnosis = judged(observation, target: target, symptom: symptom, checks: checks)
  let blamed = diagnosis.resourcesToBlame
  diagnosis.attributions = blamed.filter { isShortNow($0, in: diagnosis.judgements) }
    .flatMap { attribute($0, in: observation) }
  diagnosis.path +=
    blamed.isEmpty
    ? stepsWhenClean(diagnosis) : stepsWhenBlamed(blamed, named: !diagnosis.attributions.isEmpty)
  diagnosis.dives = blamed.filter(divableResources.contains).map { dive($0, in: observation) }
  explain(&diagnosis, by: observation)
  return diagnosis
}

/// Follows the flowchart over both layers of something that runs on a machine.
///
/// The workload is judged by its own numbers, its host by all checks, and both together decide whose
/// doing it is.
public func diagnose(
  _ layers: Layers, target: Target, host: String, symptom: String? = nil,
  checks: [any Check] = Checklist.all
) -> Diagnosis {
  let speaking =
    layers.isWholeMachine ? checks : WorkloadChecks.of(layers.workload, in: checks)
  var diagnosis = explained(layers.own, target: target, symptom: symptom, checks: speaking)
  let machine = diagnose(layers.host, target: target, checks: checks)
  let view = LayerView(layers, checks)
  var both = LayeredDiagnosis(
    workload: layers.workload,
    insideGap: layers.workload.kind == .systemd ? nil : layers.inside.gap,
    verdicts: judgeLayers(view), hostTarget: host,
    host: HostDiagnosis(machine))
  both.host.gap = layers.hostGap
  both.names = view.namesByGroup
  for group in layers.workload.groups { both.names[group] = layers.workload.target }
  diagnosis.layers = both
  // Who takes what a limit leaves little of, also where no check of its own weighs that much.
  let told = Set(diagnosis.attributions.map(\.resource))
  diagnosis.attributions += both.blamed.filter { $0.blame.value == .limit }.map(\.resource)
    .filter { !told.contains($0) }.flatMap { attribute($0, in: layers.own) }
  diagnosis.path.insert(layersStep(both), at: 1)
  diagnosis.dives = diagnosis.resourcesToBlame.filter(divableResources.contains).map { resource in
    // What the host alone is to blame for is seen on the host alone.
    dive(resource, in: diagnosis.blamesItself(for: resource) ? layers.own : layers.host)
  }
  // What only both layers show together is explained too.
  explain(&diagnosis, by: layers.own)
  return diagnosis
}

/// Explains what was found by the fewest causes.
private func explain(_ diagnosis: inout Diagnosis, by observation: Observation) {
  let explanation = explain(diagnosis, observation)
  diagnosis.explanation = explanation
  diagnosis.path.removeAll { $0.name == causesStep }
  guard diagnosis.severity ?? .note > .note,
    let place = diagnosis.path.firstIndex(where: { $0.name == "deep dive" })
  else { return }
  let names = explanation.causes.map(\.title).joined(separator: "; ")
  let rest = explanation.unexplained.count
  diagnosis.path.insert(
    Step(
      causesStep,
      .taken(
        (names.isEmpty ? "no cause is known for what was found" : names)
          + (names.isEmpty || rest == 0 ? "" : "; unexplained: \(rest)"))), at: place + 1)
}

private let causesStep = "causes"

private func layersStep(_ layers: LayeredDiagnosis) -> Step {
  switch layers.blame {
  case .success(.neither):
    Step(
      "both layers", .taken("neither the workload's limits nor its host; look at the application"))
  case .success:
    Step("both layers", .taken(layers.blamed.map(\.statement).joined(separator: " ")))
  case .failure(let gap):
    Step("both layers", .unavailable("\(gap.source): \(gap.detail)"))
  }
}

/// Whether more is wrong with `resource` than what the kernel's log tells of the past.
///
/// Who takes memory now is not who took it half an hour ago, when the kernel killed for it.
private func isShortNow(_ resource: Resource, in judgements: [Judgement]) -> Bool {
  judgements.filter { $0.check.resource == resource }.flatMap(\.verdict.findings).contains {
    $0.severity == .critical || $0.severity == .warning && $0.quotes.isEmpty
  }
}

private func useStep(_ diagnosis: Diagnosis) -> Step {
  let judgements = diagnosis.judgements
  let unmeasured = judgements.count { if case .unmeasured = $0.verdict { true } else { false } }
  let blamed = diagnosis.resourcesToBlame.map(\.title).joined(separator: ", ")
  let result = blamed.isEmpty ? "no resource is to blame" : "to blame: \(blamed)"
  let measured = "\(judgements.count - unmeasured) of \(judgements.count) checks could be made"
  return Step("USE method", .taken("\(result); \(measured)"))
}

private func stepsWhenBlamed(_ blamed: [Resource], named: Bool) -> [Step] {
  let told = named ? "who takes it and a closer look stand above" : "a closer look stands above"
  let dives = blamed.filter(divableResources.contains).map { "whyslow dive \($0.rawValue)" }
  let deep: Step.Outcome =
    dives.isEmpty
    ? .skipped("each finding has a command to go on by hand")
    : .taken(
      "\(told); \(dives.joined(separator: ", ")) \(dives.count == 1 ? "shows" : "show") more")
  return [
    Step("deep dive", deep),
    Step("application logs", .skipped("a resource is to blame")),
    Step("measure the endpoint", .skipped("a resource is to blame")),
    Step("trace", .skipped("a resource is to blame")),
  ]
}

private func stepsWhenClean(_ diagnosis: Diagnosis) -> [Step] {
  [
    Step("deep dive", .skipped("no resource is to blame")),
    Step(
      "application logs",
      .unavailable("not read; by hand: whyslow logs, or journalctl -u SERVICE --since -10min")),
    Step(
      "measure the endpoint",
      .unavailable("it takes a URL: whyslow -u URL, or whyslow timing URL")),
    Step("already solved?", .unavailable("not in this version")),
    Step(
      "trace", .unavailable("not in this version; by hand: offcputime-bpfcc -p PID, tcpdump")),
  ]
}
