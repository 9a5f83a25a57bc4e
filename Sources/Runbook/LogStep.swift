public import Model

extension Diagnosis {
  /// Whether the flow leads to the application's logs, which nobody has read yet.
  public var wantsLogs: Bool { logStep != nil && logs == nil }

  private var logStep: Int? {
    path.firstIndex { step in
      guard step.name == "application logs", case .unavailable = step.outcome else { return false }
      return true
    }
  }

  /// Takes the runbook's step "application logs" with what they say, or why they do not.
  ///
  /// Where the time goes to another party, the endpoint to measure next is
  /// `logs?.decision.blame?.endpoint`.
  public mutating func takeLogs(_ found: Measured<LogDigest>) {
    guard let index = logStep else { return }
    switch found {
    case .failure(let gap):
      path[index].outcome = .unavailable("\(gap.source): \(gap.detail)")
    case .success(let digest):
      logs = digest
      path[index].outcome = .taken(digest.decision.sentence + digest.extent)
      guard let blame = digest.decision.blame, index + 1 < path.count,
        case .unavailable = path[index + 1].outcome
      else { return }
      path[index + 1].outcome = .unavailable(blame.next)
    }
  }
}

extension LogBlame {
  /// How to go on by hand.
  fileprivate var next: String {
    command.map { "the logs name it: \($0)" } ?? "the logs do not tell where '\(call.host)' is"
  }
}

extension LogDecision {
  fileprivate var sentence: String {
    switch self {
    case .external(let blame): "the time goes to another party: \(blame.reason)"
    case .own(let reason): "no other party: \(reason)"
    case .clear(let reason): "nothing slow is logged: \(reason)"
    case .silent(let reason): "they do not tell: \(reason)"
    }
  }
}

extension LogDigest {
  fileprivate var extent: String {
    "; \(lines.count) line\(lines.count == 1 ? "" : "s") of \(sources.count) log"
      + "\(sources.count == 1 ? "" : "s")"
  }
}
