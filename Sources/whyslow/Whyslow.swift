import ArgumentParser
import Collector
import SystemCalls

/// The entry: everything else is a command in a file of its own.
@main
struct Whyslow: ParsableCommand {
  /// The version, which recordings keep.
  static let version = "0.1.0"

  /// What users start.
  static let name = "whyslow"

  static let configuration = CommandConfiguration(
    commandName: name,
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
    let arguments = arguments
    do {
      var command = try named(by: arguments) ?? parseAsRoot(arguments)
      do { try command.run() } catch let error as ValidationError {
        refuse(error.message, by: type(of: command))
      }
    } catch let status as ExitCode {
      end(with: status)
    } catch {
      exit(withError: error)
    }
  }

  /// The command that the first of `arguments` names, where the others suit it; what is wrong with
  /// them, and what they ask besides, is told from the root.
  ///
  /// On the way from there the parser builds the options of the default command and of completion
  /// scripts too, which took a seventh of the triage's work.
  private static func named(by arguments: [String]) -> (any ParsableCommand)? {
    configuration.subcommands.first { $0.configuration.commandName == arguments.first }
      .flatMap { try? $0.parseAsRoot(Array(arguments.dropFirst())) }
  }

  /// What follows the program's name.
  private static var arguments: [String] {
    let count = whyslow_argument_count()
    guard count > 0 else { return Array(CommandLine.arguments.dropFirst()) }
    return (1..<max(count, 1)).map { String(cString: whyslow_argument($0)) }
  }
}
