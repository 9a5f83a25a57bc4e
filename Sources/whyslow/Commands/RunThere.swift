import ArgumentParser
import Checks
import Collector
import Report
import Transports

/// Runs a command at a target as everything else does, for the suite of the transports.
struct RunThere: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run-there", _superCommandName: Whyslow.name,
    abstract: "Run a command at a target, with standard input up to its end.",
    discussion: "Exit status: the command's; 124 at the deadline, 69 target out of reach.",
    shouldDisplay: false)

  @Option(help: "Seconds after which the command is ended.") var deadline = 30.0
  @Argument(help: "Where to run it.") var target: String
  @Argument(parsing: .postTerminator, help: "The command and its arguments, behind --.")
  var words: [String] = []

  @OptionGroup var configuration: ConfigurationOptions

  func run() throws {
    let address = try TargetOptions.address(target, in: configuration.read(for: Checklist.all).0)
    let input = try readFile("-").bytes
    let (words, deadline) = (self.words, self.deadline)
    let result = wait { () -> Result<Reply, Unreachable> in
      do throws(Unreachable) {
        return .success(
          try await Connection(to: address).run(words, input: input, deadline: deadline))
      } catch { return .failure(error) }
    }
    switch result {
    case .failure(let failure):
      complain(sanitized(failure.sentence))
      throw ExitCode(69)
    case .success(let reply):
      try writeFile(reply.output, to: "-", what: "output")
      for line in reply.errors.split(separator: "\n") {
        complain(sanitized(String(line)), as: "There")
      }
      if reply.isCut { complain("the output is cut", as: "Note") }
      throw ExitCode(reply.status ?? 124)
    }
  }
}
