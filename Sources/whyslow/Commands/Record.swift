import ArgumentParser
import Checks
import Collector
import Model
import Runbook
import Transports

/// Saves what a diagnosis rests on.
struct Record: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", _superCommandName: Whyslow.name,
    abstract: "Save the raw text of a machine over a window, to judge or mail it later.",
    discussion: """
      The file is plain text. Values in process arguments that look like secrets are masked; read \
      it before you give it away all the same.
      """)

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Where to save it; - writes to standard output.", valueName: "file"))
  var output: String

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("What to read: \(TargetAddress.forms).", valueName: "target"))
  var target = "local"

  @OptionGroup var configuration: ConfigurationOptions

  @Option(
    help: ArgumentHelp(
      "The time between the two samples, such as 500ms, 3s or 1m; 100ms to 60m (default: 3s).",
      valueName: "duration"))
  var window: TargetOptions.Duration?

  @Flag(help: "Keep process arguments as they are, secrets too.")
  var unmasked = false

  @Flag(help: "Also keep a closer look at every resource, not only at those to blame.")
  var dive = false

  func run() throws {
    try requireWritable(output, what: "recording")
    let options = CollectionOptions(
      window: window?.seconds ?? 3, masksSecrets: !unmasked, version: Whyslow.version)
    let address = try TargetOptions.address(
      target, in: configuration.read(for: Checklist.all).0)
    var interrupted = false
    let plan = CloserPlan(resources: dive ? Set(divableResources) : nil)
    let aim = Aim(address: address, checks: Checklist.all)
    let failures = try look(at: [aim], options, gap: nil, closer: plan) { look in
      try writeFile(look.recording.archive, to: output, what: "recording")
      interrupted = look.recording.wasInterrupted
    }
    if failures > 0 { throw ExitCode(69) }
    try finish(nil, interrupted: interrupted)
  }
}
