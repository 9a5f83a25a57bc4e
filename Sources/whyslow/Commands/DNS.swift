import ArgumentParser
import Collector
import Endpoints
import Model
import Report
import Transports

/// How a name is found.
struct DNS: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dns", _superCommandName: Whyslow.name,
    abstract: "Ask each configured resolver for a name, and compare what they say and how fast.")

  @Argument(help: "The name to find.")
  var name: String

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Ask from there: \(TargetAddress.forms).", valueName: "target"))
  var target = "local"

  @OptionGroup var options: EndpointOptions

  func run() throws {
    let name = try EndpointOptions.host(name)
    let address = try options.address(target)
    let limits = try options.limits(target)
    let report = wait { await measureDNS(name, from: address, by: limits) }
    try printReport(render(report, as: options.format, style: outputStyle()))
    let isUnmeasured = report.resolvers.isEmpty && report.system.value == nil
    try finish(report.severity, unreached: isUnmeasured ? report.gaps.first : nil)
  }
}
