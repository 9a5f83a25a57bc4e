import ArgumentParser
import Checks
import Collector
import Model
import Report
import Runbook

/// The 60-second triage in about a second.
struct Quick: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quick", _superCommandName: Whyslow.name,
    abstract: "Show what the ten commands of the 60-second triage show, in about a second.")

  @OptionGroup var options: TargetOptions

  func run() throws {
    try options.examine(by: TriageChecks.all, window: 1, depth: .triage) { look in
      let observed = look.observed(depth: .triage)
      let diagnosis = look.judged(observed)
      // What the commands of the triage show is a machine's, so of two layers it is the host's.
      let judgements = diagnosis.layers?.host.judgements ?? diagnosis.judgements
      let rows = triage(observed.machine, judgements)
      try printReport(render(rows, of: diagnosis, as: options.format, style: outputStyle()))
      return (diagnosis.severity, diagnosis.isUnmeasured)
    }
  }
}
