import Model

/// The findings of one check that weigh the same.
struct FindingGroup {
  /// A check that finds fault with a hundred cgroups would hide what the others found.
  private static let most = 5

  let check: any Check
  let severity: Severity
  let all: [Finding]

  var shown: ArraySlice<Finding> { all.prefix(Self.most) }

  /// What is said about the others; nil where there are none.
  var rest: String? {
    let hidden = all.count - shown.count
    return hidden > 0 ? "and \(hidden) more of the same; JSON has them all" : nil
  }
}

extension Diagnosis {
  /// The findings, gravest first, then errors, utilization, saturation, then as in the checklist.
  var findingGroups: [FindingGroup] {
    let groups = judgements.flatMap { judgement in
      Severity.allCases.reversed().map { severity in
        FindingGroup(
          check: judgement.check, severity: severity,
          all: judgement.verdict.findings.filter { $0.severity == severity })
      }
    }
    let found = groups.filter { !$0.all.isEmpty }.enumerated()
    return found.sorted { left, right in
      (right.element.severity, left.element.check.aspect, left.offset)
        < (left.element.severity, right.element.check.aspect, right.offset)
    }.map(\.element)
  }
}
