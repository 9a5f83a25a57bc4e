import ArgumentParser
import Collector
import Model

/// Saves what a diagnosis rests on.
struct Record: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Save the raw text of this machine over a window, to judge or mail it later.",
    discussion: """
      The file is plain text. Values in process arguments that look like secrets are masked; read \
      it before you give it away all the same.
      """)

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Where to save it; - writes to standard output.", valueName: "file"))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The time between the two samples, such as 500ms, 3s or 1m; 100ms to 60m (default: 3s).",
      valueName: "duration"))
  var window: TargetOptions.Duration?

  @Flag(help: "Keep process arguments as they are, secrets too.")
  var unmasked = false

  func run() throws {
    try requireWritable(output, what: "recording")
    let seconds = window?.seconds ?? 3
    let progress = Progress(window: seconds)
    let options = CollectionOptions(
      window: seconds, masksSecrets: !unmasked, version: Whyslow.version)
    let recording = collect(options, progress: progress.show)
    progress.clear()
    try writeFile(recording.archive, to: output, what: "recording")
    try finish(nil, interrupted: recording.wasInterrupted)
  }
}
