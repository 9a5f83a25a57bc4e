import Model

extension Check {
  /// The verdict on the line `full` of a pressure file of every cgroup.
  ///
  /// A cgroup's stalls are counted in all its parents, so only the innermost are found.
  func judgeCgroupStalls(
    _ observation: Observation, _ name: String, _ pressure: (Cgroup) -> Measured<Pressure>,
    _ statement: (String) -> String
  ) throws(Gap) -> Verdict {
    let verdict = try judgeEach(
      observation.cgroups.get(), lost: observation.cgroupGap,
      nothing: Measurement("cgroups", 0, .count)
    ) { group in
      pressure(group).flatMap { pressure -> Measured<Pressure.Line> in
        pressure.full.map { .success($0) }
          ?? .failure(Gap(.missing, name, "this kernel gives no line full"))
      }
    } _: { group, full in
      let subject = Subject.cgroup(group.path)
      return JudgedPart(
        measurement: Measurement(name, full.window, .percent, on: subject),
        finding: stall(name, full, on: subject, statement(group.path)))
    }
    guard case .found(let findings) = verdict else { return verdict }
    return .found(findings.innermost)
  }
}

extension [Finding] {
  /// The findings without those on a cgroup that has a finding as grave on a group inside it.
  var innermost: [Finding] {
    filter { outer in
      guard case .cgroup(let path) = outer.subject else { return true }
      return !contains { inner in
        guard case .cgroup(let child) = inner.subject else { return false }
        return child.hasPrefix(path + "/") && inner.severity >= outer.severity
      }
    }
  }
}
