import ArgumentParser
import Collector
import SystemCalls

/// The entry: everything else is a command in a file of its own.
@main
struct Whyslow: ParsableCommand {
  /// The version, which recordings keep.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "whyslow",
    abstract: "Tells why a machine is slow, with proof.",
    discussion: """
      Without a command it diagnoses this machine: errors, utilization and saturation of every \
      resource, then who takes what was found wanting. It changes nothing and needs no root; \
      root measures more.

      Exit status: 0 nothing found (notes do not count), 1 warnings, 2 critical, 64 usage, \
      69 target out of reach, 70 fault of the program, 130 interrupted (the report still comes).
      """,
    version: version,
    subcommands: [
      Diagnose.self, Use.self, Quick.self, DiveCommand.self, Logs.self, Timing.self, Ping.self,
      DNS.self, Path.self, Record.self, Checks.self, ListCauses.self, Targets.self,
      BenchSample.self, BenchExplain.self, RunThere.self,
    ],
    defaultSubcommand: Diagnose.self)

  static func main() {
    occupyStandardDescriptors()
    whyslow_catch_interrupts()
    main(arguments)
  }

  /// What follows the program's name; nil for what the Swift runtime finds out.
  private static var arguments: [String]? {
    let count = whyslow_argument_count()
    guard count > 0 else { return nil }
    return (1..<max(count, 1)).map { String(cString: whyslow_argument($0)) }
  }
}
