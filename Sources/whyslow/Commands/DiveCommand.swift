public import ArgumentParser
import Checks
public import Model
import Report
import Runbook

/// A closer look at one resource.
struct DiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dive", _superCommandName: Whyslow.name,
    abstract: "Look closely at one resource: where it goes, who takes it, what waits for it.")

  @Argument(
    help: ArgumentHelp(
      "What to look at: \(divableResources.map(\.rawValue).joined(separator: ", ")).",
      valueName: "resource"))
  var resource: Resource

  @Flag(help: "Also search the fullest filesystems for files that grow, for a second (disk).")
  var files = false

  @OptionGroup var profiling: ProfileOptions
  @OptionGroup var options: TargetOptions

  func validate() throws {
    try profiling.validate(with: options)
    if files, resource != .disk {
      throw ValidationError("--files goes with 'dive disk'.")
    }
  }

  func run() throws {
    var plan = CloserPlan(resources: [resource], profile: try profiling.plan(options))
    plan.searchesFiles = files
    try options.examine(by: Checklist.all, window: 3, closer: plan) { look in
      let observed = look.observed()
      let diagnosis = look.diagnosis(of: observed)
      let report = dive(resource, in: observed.own)
      try profiling.write(observed.own, of: look)
      try printReport(
        render(report, of: diagnosis, as: options.format, style: outputStyle()))
      return (diagnosis.severity(of: resource), diagnosis.isUnmeasured)
    }
  }
}

extension Resource: ExpressibleByArgument {
  /// The resource called `argument`, where there is a closer look at it.
  public init?(argument: String) {
    guard let resource = Resource(rawValue: argument), divableResources.contains(resource) else {
      return nil
    }
    self = resource
  }

  /// What may be written.
  public static var allValueStrings: [String] { divableResources.map(\.rawValue) }
}
