import ArgumentParser
import Checks
import Collector
import Configuration
import Model
import Report
import Runbook
import Transports

/// What can be looked at.
struct Targets: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "target", _superCommandName: Whyslow.name,
    abstract: "List the targets that have names, test access to them, or show what runs there.",
    subcommands: [ListTargets.self, CheckTargets.self, ShowScript.self],
    defaultSubcommand: ListTargets.self)
}

/// The names of the configuration.
struct ListTargets: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the targets that config.yaml names.")

  @OptionGroup var configuration: ConfigurationOptions

  func run() throws {
    let targets = try configuration.targets()
    guard !targets.isEmpty else {
      try printReport("No target has a name; docs/targets.md tells how to give one.\n")
      return
    }
    let width = targets.map(\.name.count).max() ?? 0
    let lines = targets.map { named in
      named.name + String(repeating: " ", count: width - named.name.count + 2) + named.target
    }
    try printReport(sanitized(lines: lines))
  }
}

/// Whether targets can be looked at, before the day it matters.
struct CheckTargets: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Test access to targets, side by side: what works, what is missing, what mends it.",
    discussion: "Exit status: 0 all can be looked at, 69 one is out of reach.")

  @Argument(
    help: ArgumentHelp(
      "Names from the configuration, or targets as for --target; all names where none is given.",
      valueName: "target"))
  var targets: [String] = []

  @OptionGroup var configuration: ConfigurationOptions

  func run() throws {
    let settings = try configuration.read(for: Checklist.all).0
    let words = targets.isEmpty ? settings.targets.map(\.name) : targets
    guard !words.isEmpty else {
      throw ValidationError("No target has a name; name one, or write \(TargetAddress.forms).")
    }
    let addresses = try words.map { try TargetOptions.address($0, in: settings) }
    let width = words.map(\.count).max() ?? 0
    let results = accesses(of: addresses)
    var isComplete = true
    let lines = zip(words, results).map { name, result in
      if case .success(let access) = result, !access.lacks.contains(where: \.isFatal) {
      } else {
        isComplete = false
      }
      return name + String(repeating: " ", count: width - name.count + 2) + Self.line(result)
    }
    try printReport(sanitized(lines: lines))
    if !isComplete { throw ExitCode(69) }
  }

  private static func line(_ result: Result<Access, Unreachable>) -> String {
    switch result {
    case .failure(let failure): return "✗ \(failure.sentence)"
    case .success(let access):
      let mark = access.lacks.contains(where: \.isFatal) ? "✗" : access.lacks.isEmpty ? "✓" : "⚠"
      let facts = [
        "\(Quantity(access.seconds, .seconds))", access.kernel, access.isRoot ? "root" : nil,
      ]
      let lacks = access.lacks.map { "\($0.what) (\($0.remedy))" }
      return "\(mark) \(facts.compactMap { $0 }.joined(separator: ", "))"
        + (lacks.isEmpty ? "; nothing is missing" : "; " + lacks.joined(separator: "; "))
    }
  }
}

/// What is run on a target, to be read before it is.
struct ShowScript: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "script",
    abstract: "Print the shell script that is run on a target; it prints a recording.")

  @Option(
    help: ArgumentHelp(
      "The time between the two samples, such as 500ms, 3s or 1m; 100ms to 60m (default: 3s).",
      valueName: "duration"))
  var window: TargetOptions.Duration?

  @Flag(help: "Print what a closer look at everything runs, of process 1.")
  var dive = false

  func run() throws {
    let closer = DiveRequest(
      Set(divableResources), threadsOf: [1], memoryOf: [1])
    let script =
      dive
      ? ProbeScript(
        closer: closer, watchesInput: false, compresses: false, version: Whyslow.version)
      : ProbeScript(
        window: window?.seconds ?? 3, watchesInput: false, compresses: false,
        version: Whyslow.version)
    try printReport(script.text)
  }
}

extension ConfigurationOptions {
  fileprivate func targets() throws -> [Configuration.NamedTarget] {
    try read(for: Checklist.all).0.targets
  }
}

/// `lines`, each made harmless, which come from a file of the user's and from other machines.
private func sanitized(lines: [String]) -> String { lines.map { sanitized($0) + "\n" }.joined() }
