import ArgumentParser
import Checks
import Collector
import Configuration
import Model
import Report
import Runbook

/// The main job: to tell why it is slow.
struct Diagnose: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Follow the runbook and tell why it is slow (the default).",
    usage: "whyslow [diagnose] [<symptom> ...] [--window <duration>] [--format <format>]")

  @Argument(help: "What is slow, in words; the report repeats them.")
  var symptom: [String] = []

  @Option(name: [.short, .long], help: "An endpoint to measure; comes with a later version.")
  var url: String?

  @OptionGroup var options: TargetOptions

  func validate() throws {
    if let url {
      throw ValidationError(
        "--url \(sanitized(url)): this version does not measure endpoints yet; a later one does. "
          + "By hand: curl -w '%{time_namelookup} %{time_connect} %{time_appconnect} "
          + "%{time_starttransfer} %{time_total}\\n' -o /dev/null -s URL")
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
    "dive", "logs", "timing", "ping", "path", "dns", "trace", "flame", "tools", "recall", "solved",
    "compare",
  ]

  func run() throws {
    let words = symptom.joined(separator: " ")
    try options.examine(by: Checklist.all, window: 3) { look in
      var diagnosis = look.diagnosis(symptom: words.isEmpty ? nil : words)
      look.checkSettings(of: &diagnosis)
      try printReport(
        render(diagnosis, page: .diagnose, as: options.format, style: outputStyle()))
      return diagnosis.severity
    }
  }
}

/// The command that `word` was probably meant to be: one or two letters away from it.
private func nearestCommand(to word: String) -> String? {
  let names = Whyslow.configuration.subcommands
    .filter { $0.configuration.shouldDisplay }.map { $0._commandName }
  return nearest(to: word, in: names).flatMap { $0 == word ? nil : $0 }
}
