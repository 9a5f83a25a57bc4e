import Model

/// Whose doing it is, in words, before all else that a report of two layers says.
struct LayerSummary {
  let layers: LayeredDiagnosis

  init?(_ diagnosis: Diagnosis) {
    guard let layers = diagnosis.layers else { return nil }
    self.layers = layers
  }

  var sign: Sign {
    if layers.blame.gap != nil { return .unknown }
    guard let severity = layers.blamed.first?.severity else { return .clear }
    return Sign(severity)
  }

  /// `limit of the workload`, with the resource.
  var title: String {
    guard let first = layers.blamed.first else {
      return layers.blame.value?.title ?? "unknown"
    }
    let same = layers.blamed.filter { $0.blame.value == first.blame.value }.map(\.resource.title)
    return "\(first.title) (\(enumerated(same)))"
  }

  /// The answer of the gravest in a sentence.
  var statement: String {
    switch layers.blame {
    case .success(.neither):
      clean("\(layers.workload.target) lacks nothing of its host; look at the application.")
    case .success:
      clean(layers.blamed.first?.statement ?? "")
    case .failure(let gap):
      clean("whose doing it is could not be told: \(gap.source): \(gap.detail)").ended
    }
  }

  /// How the workload does and what was not read inside it; empty where there is nothing to say.
  var remarks: [String] {
    let state = layers.workload.state.flatMap { state -> String? in
      guard !["running", "active", "Running"].contains(state.word) else { return nil }
      return "The state of \(layers.workload.target) is \(state.word)."
    }
    let inside = layers.insideGap.map {
      layers.host.gap == nil
        ? "\(layers.workload.target) is judged from its host alone: \($0.detail)".ended
        : "Nothing was seen inside \(layers.workload.target): \($0.detail)".ended
    }
    return ([state] + podInWords + [inside]).compactMap { $0 }.map(clean)
  }
}

extension LayerVerdict.Blame {
  /// The answer in the words of the documentation.
  var title: String {
    switch self {
    case .limit: "limit of the workload"
    case .shortage: "shortage of the host"
    case .neighbour: "neighbour"
    case .neither: "neither limit nor host"
    }
  }
}

extension LayerVerdict {
  var title: String { blame.value?.title ?? "unknown" }

  var sign: Sign {
    if blame.gap != nil { return .unknown }
    return severity.map { Sign($0) } ?? .clear
  }

  /// What the workload shows, the number that decided with its threshold first.
  var workloadInWords: String {
    let numbers = workload.map { phrase($0, of: $0.subject) }
    guard let finding, let first = numbers.first else { return numbers.joined(separator: ", ") }
    let rest = numbers.dropFirst().joined(separator: ", ")
    return "\(first); \(grounds(finding))" + (rest.isEmpty ? "" : "; \(rest)")
  }

  /// What the host shows, neighbours by their names.
  var hostInWords: String {
    host.map { measurement in
      let neighbour = neighbours.first { $0.takes == measurement }
      let number = phrase(measurement, of: measurement.subject)
      return neighbour.map { "\(clean($0.name)): \(number)" } ?? number
    }.joined(separator: ", ")
  }
}

extension LayeredDiagnosis {
  /// What is wrong with the host beside what the workload's own groups and processes show.
  var hostFindings: [(check: any Check, finding: Finding)] {
    host.judgements.flatMap { judgement in
      judgement.verdict.findings.filter { $0.severity > .note && !isOwn($0.subject) }
        .map { (judgement.check, $0) }
    }.sorted { $0.finding.severity > $1.finding.severity }
  }

  /// How many checks of the host there are, and how many were not measured.
  var hostCounts: String {
    let unknown = host.judgements.count {
      if case .unmeasured = $0.verdict { true } else { false }
    }
    let all = counted(host.judgements.count, "check")
    return unknown == 0 ? "\(all), all measured." : "\(all), \(unknown) not measured."
  }

  private func isOwn(_ subject: Subject) -> Bool {
    switch subject {
    // By its path, or by its name where it is called so already.
    case .cgroup(let path):
      workload.owns(group: path) || "\(path)/".hasPrefix("\(workload.target)/")
    case .process(let pid, _): workload.processes.contains(pid)
    default: false
    }
  }
}

extension String {
  fileprivate var ended: String { hasSuffix(".") ? self : self + "." }
}
