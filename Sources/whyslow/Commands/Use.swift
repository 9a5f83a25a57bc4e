import ArgumentParser
import Checks
import Collector
import Model
import Report
import Runbook

/// The full checklist.
struct Use: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "use", _superCommandName: Whyslow.name,
    abstract: "Show errors, utilization and saturation of every resource as a grid.")

  @OptionGroup var options: TargetOptions

  func run() throws {
    try options.examine(by: Checklist.all, window: 3) { look in
      let diagnosis = look.diagnosis(of: look.observed())
      try printReport(render(diagnosis, page: .use, as: options.format, style: outputStyle()))
      return (diagnosis.severity, diagnosis.isUnmeasured)
    }
  }
}
