import ArgumentParser
import Checks
import Collector
import Model
import Report
import Runbook

/// The 60-second triage in about a second.
struct Quick: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what the ten commands of the 60-second triage show, in about a second.")

  @OptionGroup var options: TargetOptions

  func run() throws {
    let (checks, gap) = try options.configured(TriageChecks.all)
    let (recording, target) = try options.collected(defaultWindow: 1, depth: .triage)
    var observation = Observation(recording, depth: .triage)
    if let gap { observation.gaps.append(gap) }
    if case .local = target { observation.ownCost = ownCost() }
    let diagnosis = diagnose(observation, target: target, checks: checks)
    let rows = triage(observation, diagnosis.judgements)
    try printReport(
      render(rows, of: diagnosis, as: options.format, style: outputStyle()))
    try finish(diagnosis.severity, interrupted: diagnosis.window.interrupted && target == .local)
  }
}
