import ArgumentParser
import Collector
import Endpoints
import Model
import Report
import Transports

/// How a host answers again and again.
struct Ping: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ping", _superCommandName: Whyslow.name,
    abstract: "Measure loss, jitter and the shape of a host's answers, and what it is known for.")

  @Argument(help: "The host to ask, by its name or address.")
  var host: String

  @Option(help: ArgumentHelp("Ask this often, 1 to 10000 times.", valueName: "times"))
  var count = 20

  @Option(
    help: ArgumentHelp(
      "The time between two questions, such as 200ms or 1s (default: 200ms).",
      valueName: "duration"))
  var interval: TargetOptions.Duration?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Ask from there: \(TargetAddress.forms).", valueName: "target"))
  var target = "local"

  @OptionGroup var options: EndpointOptions

  func validate() throws {
    guard (1...10_000).contains(count) else {
      throw ValidationError("--count takes a number from 1 to 10000, not \(count).")
    }
  }

  func run() throws {
    let host = try EndpointOptions.host(host)
    let address = try options.address(target)
    let limits = try options.limits(target)
    let (count, seconds) = (count, interval?.seconds ?? 0.2)
    let report = wait {
      await measurePing(host, from: address, count: count, interval: seconds, by: limits)
    }
    try printReport(render(report, as: options.format, style: outputStyle()))
    try finish(report.severity, unreached: report.gap)
  }
}
