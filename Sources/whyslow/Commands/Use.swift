import ArgumentParser
import Checks
import Collector
import Model
import Report
import Runbook

/// The full checklist.
struct Use: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show errors, utilization and saturation of every resource as a grid.")

  @OptionGroup var options: TargetOptions

  func run() throws {
    let (checks, gap) = try options.configured(Checklist.all)
    let (recording, target) = try options.collected(defaultWindow: 3)
    var observation = Observation(recording)
    if let gap { observation.gaps.append(gap) }
    if case .local = target { observation.ownCost = ownCost() }
    let diagnosis = diagnose(observation, target: target, checks: checks)
    try printReport(render(diagnosis, page: .use, as: options.format, style: outputStyle()))
    try finish(diagnosis.severity, interrupted: diagnosis.window.interrupted && target == .local)
  }
}
