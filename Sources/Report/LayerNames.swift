import Model

// For people a control group is called as its workload is; what it is called in the kernel is told
// once. JSON keeps the paths.

extension Diagnosis {
  /// The diagnosis with the workload and its neighbours called by their names.
  var withNames: Diagnosis {
    guard let names = layers?.names, !names.isEmpty else { return self }
    var named = self
    named.judgements = judgements.map { $0.called(by: names) }
    named.attributions = attributions.map { $0.called(by: names) }
    named.explanation = explanation?.called(by: names)
    named.layers?.host.judgements = layers?.host.judgements.map { $0.called(by: names) } ?? []
    return named
  }
}

extension [String: String] {
  /// `path`, or the name of the group it is or lies below, with the rest of the path.
  fileprivate func name(of path: String) -> String {
    if let name = self[path] { return name }
    guard let known = keys.first(where: { path.hasPrefix($0 + "/") }), let name = self[known] else {
      return path
    }
    return name + path.dropFirst(known.count)
  }

  /// `text` with every path that has a name called by it.
  fileprivate func called(_ text: String) -> String {
    guard text.contains("/") else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      word.hasPrefix("/") ? Substring(name(of: String(word))) : word
    }.joined(separator: " ")
  }

  /// `subject`, a control group that has a name called by it.
  func called(_ subject: Subject) -> Subject {
    if case .cgroup(let path) = subject { .cgroup(name(of: path)) } else { subject }
  }

  fileprivate func called(_ measurement: Measurement) -> Measurement {
    Measurement(
      measurement.name, measurement.quantity.value, measurement.quantity.unit,
      on: called(measurement.subject))
  }
}

extension Judgement {
  fileprivate func called(by names: [String: String]) -> Judgement {
    let verdict: Verdict =
      switch verdict {
      case .clear(let measurement): .clear(names.called(measurement))
      case .found(let findings): .found(findings.map { $0.called(by: names) })
      case .unmeasured: verdict
      }
    return Judgement(check: check, verdict: verdict)
  }
}

extension Finding {
  fileprivate func called(by names: [String: String]) -> Finding {
    Finding(
      severity, names.called(measurement), passed: threshold, names.called(statement),
      evidence: evidence.map(names.called), quotes: quotes, explanations: explanations)
  }
}

extension Attribution {
  fileprivate func called(by names: [String: String]) -> Attribution {
    var named = self
    named.suspects = suspects.map { suspect in
      var suspect = suspect
      suspect.subject = names.called(suspect.subject)
      suspect.measurements = suspect.measurements.map(names.called)
      suspect.cgroup = suspect.cgroup.map(names.name)
      return suspect
    }
    return named
  }
}

extension Explanation {
  /// The commands keep the paths: they are typed.
  fileprivate func called(by names: [String: String]) -> Explanation {
    var named = self
    named.causes = causes.map { $0.called(by: names) }
    named.bounds = bounds.map { $0.called(by: names) }
    named.unexplained = unexplained.map { $0.called(by: names) }
    return named
  }
}

extension Fact {
  fileprivate func called(by names: [String: String]) -> Fact {
    Fact(source: source, finding.called(by: names))
  }
}

extension ExplainedCause {
  fileprivate func called(by names: [String: String]) -> ExplainedCause {
    var cause = ExplainedCause(
      name: name, title: title, resource: resource, severity: severity, sureness: sureness,
      grounds: grounds,
      culprits: culprits.map { culprit in
        Culprit(
          names.called(culprit.subject), others: culprit.others,
          culprit.measurement.map(names.called))
      },
      links: links.map { link in
        Link(
          from: link.from?.called(by: names), to: link.to.called(by: names),
          sureness: link.sureness, why: link.why)
      }, contradictions: contradictions, ties: ties, remedies: remedies)
    cause.isRemembered = isRemembered
    return cause
  }
}
