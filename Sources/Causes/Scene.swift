public import Model

/// All that causes see: what was found, by whom, and the numbers behind it.
public final class Scene: Sendable {
  /// Every finding, notes among them, in the order of the checklist, layers last.
  public let facts: [Fact]
  /// The verdicts, by check.
  public let verdicts: [CheckName: Verdict]
  /// Who takes what was found wanting.
  public let attributions: [Attribution]
  /// Both layers, where the target has two.
  public let layers: LayeredDiagnosis?
  /// The numbers; nil where only verdicts are known.
  public let observation: Observation?
  /// Where the commands are typed that lead to the target.
  public let place: Place
  let indices: [CheckName: [Int]]
  /// Whether each fact was counted in the window, rather than standing or remembered.
  let isCounted: [Bool]
  let layerIndices: [Int: LayerVerdict]
  /// The group that gets hardly any of the processors, with how long its tasks waited.
  let starvedGroup: (path: String, delay: Double)?

  /// What `diagnosis` found in `observation`.
  public init(_ diagnosis: Diagnosis, _ observation: Observation?) {
    var facts: [Fact] = []
    var isCounted: [Bool] = []
    var verdicts: [CheckName: Verdict] = [:]
    var indices: [CheckName: [Int]] = [:]
    for judgement in diagnosis.judgements {
      let name = CheckName(rawValue: judgement.check.name)
      if let name { verdicts[name] = judgement.verdict }
      // What a program wrote into the kernel's log is neither cause nor effect of anything.
      for finding in judgement.verdict.findings where !finding.isHearsay {
        if let name { indices[name, default: []].append(facts.count) }
        facts.append(Fact(source: judgement.check.name, finding))
        isCounted.append(judgement.check.persistence != .standing && !finding.isOfLog)
      }
    }
    var layerIndices: [Int: LayerVerdict] = [:]
    for verdict in diagnosis.layers?.verdicts ?? [] {
      guard let finding = verdict.finding else { continue }
      layerIndices[facts.count] = verdict
      facts.append(Fact(source: "layers", finding))
      isCounted.append(true)
    }
    self.facts = facts
    self.isCounted = isCounted
    self.verdicts = verdicts
    self.indices = indices
    self.layerIndices = layerIndices
    self.observation = observation
    let waiting: [CheckName] = [.cpuBusy, .cpuRunQueue, .cpuRunDelay, .cpuPressure]
    starvedGroup =
      waiting.contains { indices[$0] != nil } ? Self.starvedGroup(in: observation) : nil
    attributions = diagnosis.attributions
    layers = diagnosis.layers
    place = Place(diagnosis)
  }

  /// Whether `fact` is a warning of what the kernel's log remembers.
  func isRemembered(_ fact: Int) -> Bool {
    facts[fact].finding.isRemembered
  }

  /// The findings of `check`, without what a program wrote.
  public func findings(of check: CheckName) -> [Finding] {
    (verdicts[check]?.findings ?? []).filter { !$0.isHearsay }
  }

  /// Whether `check` has found a warning or worse.
  public func convicts(_ check: CheckName) -> Bool {
    (verdicts[check]?.severity ?? .note) >= .warning
  }

  /// Whether `check` has found anything.
  public func noticed(_ check: CheckName) -> Bool { !findings(of: check).isEmpty }

  /// The number by which `check` is clear; nil where it found something or could not look.
  public func clear(_ check: CheckName) -> Measurement? {
    if case .clear(let measurement)? = verdicts[check] { measurement } else { nil }
  }

  /// The suspects of `resource` by `measure`.
  public func suspects(_ resource: Resource, _ measure: String) -> [Attribution.Suspect] {
    attributions.first { $0.resource == resource && $0.measure == measure }?.suspects ?? []
  }

  /// Whether `finding`, of both layers, is about a guest that has used up what it was given, rather
  /// than about a limit of a control group: a guest's size is its own limit, and no quota.
  func isGuestsOwn(_ finding: Finding) -> Bool {
    guard layers?.workload.isMachine == true else { return false }
    if case .cgroup = finding.subject { return false }
    return killedGroup(finding) == nil
  }

  /// Whether both layers show that the host gives a guest less of its processors than it wants: it
  /// counts what it does not get as busy, unless its clock shows it as steal.
  var isGuestDenied: Bool {
    guard let layers, layers.workload.isMachine else { return false }
    return layers.verdicts.contains { verdict in
      guard verdict.resource == .cpu, let finding = verdict.finding else { return false }
      return verdict.blame.value == .neighbour
        || verdict.blame.value == .limit && (finding.isSteal || !isGuestsOwn(finding))
    }
  }

  /// Whether both layers show that the host has processors idle and gives the workload none.
  var isHeldBackByHost: Bool {
    layers?.verdicts.contains { $0.resource == .cpu && $0.blame.value == .limit } ?? false
  }

  /// The block device `name` over the window.
  func device(_ name: String) -> BlockDevice? {
    observation?.disk.devices.value?.first { $0.name == name }
  }

  /// The control group at `path`.
  func group(_ path: String) -> Cgroup? {
    observation?.cgroups.value?.first { $0.path == path }
  }

  /// Whether the control group at `path` was looked for among all and is not there any more.
  func isGone(group path: String) -> Bool {
    guard let observation, let all = observation.cgroups.value, observation.cgroupGap == nil else {
      return false
    }
    return !all.contains { $0.path == path }
  }

  /// The path of the control group of the unit `name`, if it has one.
  private func group(of name: String) -> String? {
    observation?.cgroups.value?.lazy.map(\.path).first { $0.hasSuffix("/" + name) }
  }

  /// The mount at `point`.
  func mount(_ point: String) -> Filesystem? {
    observation?.disk.filesystems.value?.first { $0.mountPoint == point }
  }

  /// Whether what befalls `cause` may show on `other`: the same, part of it, or another kind of thing.
  ///
  /// Two devices, two mounts, two groups apart are never one story.
  func mayShow(_ cause: Subject, on other: Subject) -> Bool {
    switch (cause, other) {
    case (.cgroup(let one), .cgroup(let two)):
      one == two || one.hasPrefix(two + "/") || two.hasPrefix(one + "/")
    case (.device(let one), .device(let two)):
      one == two || one.hasPrefix(two) || two.hasPrefix(one)
    case (.device(let name), .mount(let point)), (.mount(let point), .device(let name)):
      mount(point).map { $0.device.hasSuffix("/" + name) || $0.device.contains(name) } ?? true
    case (.process(let one, _), .process(let two, _)): one == two
    // What befalls a group befalls the unit whose group it is, or whose group it is part of or holds.
    case (.cgroup(let path), .unit(let unit)), (.unit(let unit), .cgroup(let path)):
      path == "/" || path.split(separator: "/").contains { $0 == unit }
        || group(of: unit).map { $0.hasPrefix(path + "/") } ?? false
    // The kernel knows a service by its program.
    case (.unit(let one), .unit(let two)):
      one == two || one == two + ".service" || one + ".service" == two
    case (.mount, .mount), (.interface, .interface), (.gpu, .gpu),
      (.socket, .socket), (.node, .node), (.processor, .processor):
      cause == other
    default: true
    }
  }
}

/// A cause at work on something: what the remedies and numbers of a cause are about.
public struct Case: Sendable {
  /// Everything that was seen.
  public let scene: Scene
  /// What it befalls; the machine where it has no part of its own.
  public let subject: Subject
  /// The findings that prove it.
  public let proof: [Finding]
  /// Who is behind it.
  public var culprits: [Culprit] = []

  /// The first culprit that is a process.
  var process: (pid: Int, name: String)? {
    for culprit in culprits {
      if case .process(let pid, let name) = culprit.subject { return (pid, name) }
    }
    return nil
  }

  /// The path of the first group that has to do with it.
  var group: String? {
    let subjects = [subject] + culprits.map(\.subject) + proof.map(\.subject)
    for case .cgroup(let path) in subjects { return path }
    return process.flatMap { who in
      scene.observation?.processes.value?.first { $0.pid == who.pid }?.cgroup(of: .cpu)
    }
  }

  /// Whether a finding of one of `checks` is among its proof; also where there is none at all, as in the
  /// list of causes.
  func isProven(by checks: CheckName...) -> Bool {
    proof.isEmpty || checks.contains { !Set(scene.findings(of: $0)).isDisjoint(with: proof) }
  }

  /// The name of the subject as one word of a shell.
  var name: String { subject.bareName.shellQuoted }
}

extension Subject {
  /// The name alone, without a process's number.
  var bareName: String {
    if case .process(_, let name) = self { name } else { name }
  }
}

extension Finding {
  /// Whether it is of lines in the kernel's log, which all have an age.
  fileprivate var isOfLog: Bool { !quotes.isEmpty && age != nil }

  /// Whether it is a warning of what the kernel's log remembers.
  public var isRemembered: Bool { severity == .warning && isOfLog }

  fileprivate var isHearsay: Bool { measurement.name.hasSuffix(Measurement.hearsayMark) }

  /// How many seconds ago the last of its events was.
  var age: Double? { evidence.first { $0.name == Measurement.ageOfLast }?.quantity.value }

  /// Whether it may have ended the service that `other` is about: where both times are known, that
  /// came within a minute after it.
  ///
  /// A minute, because what was killed or cannot write ends at once, and a service that fails has
  /// mostly been tried again a few times before (systemd gives up five starts within 10 s).
  func mayHaveEnded(_ other: Finding) -> Bool {
    guard let age, case .unit = other.subject,
      let end = other.evidence.first(where: {
        [Measurement.since, Measurement.lastStart].contains($0.name)
      })
    else { return true }
    // An end and the line about it are told in either order.
    let before = age - end.quantity.value
    return before <= 60 && (before >= -5 || measurement.quantity.value > 1)
  }
}
