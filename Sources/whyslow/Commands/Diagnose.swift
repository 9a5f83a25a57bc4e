import ArgumentParser
import Checks
import Collector
import Configuration
import Endpoints
import Model
import Report

/// The main job: to tell why it is slow.
struct Diagnose: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose", _superCommandName: Whyslow.name,
    abstract: "Follow the runbook and tell why it is slow (the default).",
    usage: "whyslow [diagnose] [<symptom> ...] [--window <duration>] [--format <format>]")

  @Argument(help: "What is slow, in words; the report repeats them.")
  var symptom: [String] = []

  @Option(
    name: [.short, .customLong("url")], parsing: .singleValue,
    help: "An endpoint that is slow: it is measured from here and from the target.")
  var urls: [String] = []
  private var url: String? { urls.first }

  @OptionGroup var request: RequestOptions
  @OptionGroup var profiling: ProfileOptions
  @OptionGroup var options: TargetOptions

  func validate() throws {
    try profiling.validate(with: options)
    if urls.count > 1 {
      throw ValidationError("One endpoint at a time is measured; leave one --url out.")
    }
    if url == nil, request.isGiven {
      throw ValidationError("What is asked for needs --url; --method and such belong to it.")
    }
    if url != nil, options.recording != nil {
      throw ValidationError(
        "--url measures now, and a recording tells of then; leave one of them out.")
    }
    if let word = symptom.first, Self.later.contains(word) {
      throw ValidationError(
        "'\(word)' comes with a later version. A symptom that begins with this word goes in quotes."
      )
    }
    // A mistyped command would be taken for a symptom.
    if let word = symptom.first, symptom.count == 1, let command = nearestCommand(to: word) {
      throw ValidationError("\(sanitized(word)) is no command; did you mean '\(command)'?")
    }
  }

  /// The commands of the design that this version does not have.
  private static let later: Set<String> = [
    "trace", "flame", "tools", "recall", "solved",
    "compare",
  ]

  func run() throws {
    let words = symptom.joined(separator: " ")
    let endpoint = try url.map { try EndpointStep(request.request(for: $0), options) }
    let settings = try options.settings()
    let plan = CloserPlan(profile: try profiling.plan(options))
    try options.examine(by: Checklist.all, window: 3, closer: plan) { look in
      let observed = look.observed()
      var diagnosis = look.diagnosis(of: observed, symptom: words.isEmpty ? nil : words)
      try profiling.write(observed.own, of: look)
      look.readLogs(for: &diagnosis)
      endpoint?.join(&diagnosis, of: look)
      look.measureNamed(in: &diagnosis, settings)
      look.checkSettings(of: &diagnosis)
      try printReport(
        render(diagnosis, page: .diagnose, as: options.format, style: outputStyle()))
      return (diagnosis.severity, diagnosis.isUnmeasured)
    }
  }
}

/// The command that `word` was probably meant to be: one or two letters away from it.
private func nearestCommand(to word: String) -> String? {
  let names = Whyslow.configuration.subcommands
    .filter { $0.configuration.shouldDisplay }.map { $0._commandName }
  return nearest(to: word, in: names).flatMap { $0 == word ? nil : $0 }
}
