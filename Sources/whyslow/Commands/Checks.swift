import ArgumentParser
import Checks
import Configuration
import Model
import Report

/// The reference of all checks.
struct Checks: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checks", _superCommandName: Whyslow.name,
    abstract: "List the checks, or explain one: what, why, its thresholds, the command by hand.")

  @Argument(help: "The check to explain, such as CPUBusy; case and dashes do not matter.")
  var name: String?

  @Option(
    help: "The form of the answer: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: Format = .text

  @Option(name: [.short, .long], help: "Show the thresholds that hold for this target.")
  var target: String?

  @OptionGroup var configuration: ConfigurationOptions

  func run() throws {
    let checks = try configured
    guard let name else {
      try printReport(list(checks, as: format, style: outputStyle()))
      return
    }
    guard let check = checks.first(where: { plain($0.name) == plain(name) }) else {
      let names = checks.map(\.name)
      let parts = names.filter { plain($0).contains(plain(name)) }.prefix(5)
      let near = parts.isEmpty ? [nearest(to: name, in: names)].compactMap { $0 } : Array(parts)
      let hint =
        near.isEmpty ? "'whyslow checks' lists them." : "Near it: \(near.joined(separator: ", "))."
      throw ValidationError("There is no check called \(sanitized(name)). \(hint)")
    }
    try printReport(explain(check, as: format, style: outputStyle()))
  }

  private var configured: [any Check] {
    get throws {
      let (settings, gap) = try configuration.read(for: Checklist.all)
      if let gap { complain(sanitized("\(gap.source): \(gap.detail)."), as: "Note") }
      let named = settings.target(target ?? "local")
      if let target, named == nil, target != "local" {
        let near = nearest(to: target, in: settings.targets.map(\.name))
        throw ValidationError(
          "The configuration has no target called \(sanitized(target))"
            + (near.map { "; did you mean '\($0)'?" } ?? "."))
      }
      return settings.applied(to: Checklist.all, for: named)
    }
  }
}
