import Checks
import Model

/// Both layers of a target as the rules see them.
struct LayerView {
  let workload: Workload
  /// The machine it runs on.
  let host: Observation
  /// The workload as its host sees it, with its own namespaces from inside.
  let part: Observation
  /// A guest as it sees itself; nil for what has no kernel of its own.
  let inside: Observation?
  /// Why nothing is known of what only a guest can tell; nil where it told, and for all else.
  let insideGap: Gap?
  /// The checks with the thresholds that hold.
  let checks: [any Check]

  init(_ layers: Layers, _ checks: [any Check]) {
    workload = layers.workload
    host = layers.host
    part = layers.part
    inside = layers.workload.isMachine ? layers.inside.value : nil
    insideGap = layers.workload.isMachine ? layers.inside.gap : nil
    self.checks = checks
  }

  /// What people call it.
  var name: String { workload.target }

  /// The verdict of the check called `name` on `observation`.
  ///
  /// One that is not among the checks of this run has its own thresholds.
  func verdict(_ name: String, in observation: Observation) -> Verdict {
    let check = checks.first { $0.name == name } ?? Checklist.all.first { $0.name == name }
    return check?.judge(observation).verdict
      ?? .unmeasured(Gap(.missing, name, "there is no such check"))
  }

  /// The gravest finding of the checks called `names` on `observation` that weighs at least `least`.
  func found(
    _ names: [String], in observation: Observation, atLeast least: Severity = .warning
  ) -> Finding? {
    names.flatMap { verdict($0, in: observation).findings }.filter { $0.severity >= least }
      .reduce(nil as Finding?) { worst, one in
        worst.map { $0.severity >= one.severity } == true ? worst : one
      }
  }

  /// Why one of the checks called `names` says nothing about `observation`; nil where all do.
  func silence(_ names: [String], in observation: Observation) -> Gap? {
    names.lazy.compactMap { name -> Gap? in
      if case .unmeasured(let gap) = verdict(name, in: observation) { gap } else { nil }
    }.first
  }

  /// The workload's own groups, without those below them.
  var groups: [Cgroup] {
    (host.cgroups.value ?? []).filter { workload.groups.contains($0.path) }
  }

  /// What the groups give of `value`, the greatest of each path; nil where none has it.
  ///
  /// Both versions of control groups may have the same path.
  func own(_ value: (Cgroup) -> Double?) -> Double? {
    var greatest: [String: Double] = [:]
    for group in groups {
      if let one = value(group) { greatest[group.path] = max(greatest[group.path] ?? 0, one) }
    }
    return greatest.isEmpty ? nil : greatest.values.reduce(0, +)
  }

  /// The most that tasks of the workload stalled, by `pressure`; a gap where no group tells.
  func stalled(_ pressure: (Cgroup) -> Measured<Pressure>, _ name: String) -> Measured<Measurement>
  {
    let measured = groups.compactMap { group in
      pressure(group).value.map {
        Measurement(name, $0.some.window, .percent, on: .cgroup(group.path))
      }
    }
    guard let most = measured.max(by: { $0.quantity.value < $1.quantity.value }) else {
      let gap = workload.gap ?? groups.compactMap { pressure($0).gap }.first
      return .failure(gap ?? Gap(.missing, name, "the host shows no group of \(self.name)"))
    }
    return .success(most)
  }

  /// `measurement` as a finding by `thresholds`, weighed by how long it lasted.
  func finding(
    _ resource: Resource, _ measurement: Measurement, _ thresholds: [Threshold],
    _ statement: String
  ) -> Finding? {
    guard let threshold = thresholds.passed(by: measurement.quantity.value),
      let severity = threshold.severity
    else { return nil }
    return Finding(severity, measurement, passed: threshold, statement)
      .weighed(by: host, resource, .share, thresholds)
  }
}
