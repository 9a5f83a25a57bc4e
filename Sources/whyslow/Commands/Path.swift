import ArgumentParser
import Collector
import Configuration
import Endpoints
import Model
import Report
import Transports

/// The way between two machines.
struct Path: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "path", _superCommandName: Whyslow.name,
    abstract: "Look at the way between two machines: routes, segments, packet size, loss, names.",
    discussion: """
      Where both ends are targets, the way back is looked at as well. A plain address as --from is \
      this machine where the address is its own, and otherwise stands for ssh:ADDRESS.
      """)

  @Option(
    help: ArgumentHelp("Where the way begins: \(TargetAddress.forms).", valueName: "target"))
  var from = "local"

  @Option(
    help: ArgumentHelp("Where it ends: a target, or a name or address.", valueName: "target"))
  var to: String

  @OptionGroup var options: EndpointOptions

  func run() throws {
    let settings = try options.settings()
    let start = try beginning(settings)
    let goal = try end(settings)
    let limits = settings.endpointLimits(from)
    let report = wait { await measurePath(from: start, to: goal, by: limits) }
    try printReport(render(report, as: options.format, style: outputStyle()))
    try finish(report.severity, unreached: report.forward.unmeasured)
  }

  private func beginning(_ settings: Configuration) throws -> TargetAddress {
    guard isPlain(from, settings) else { return try options.address(from) }
    let host = try EndpointOptions.host(from)
    if wait({ await isOwnAddress(host) }) { return TargetAddress(hops: []) }
    return try options.address("ssh:" + (host.contains(":") ? "[\(host)]" : host))
  }

  private func end(_ settings: Configuration) throws -> PathGoal {
    isPlain(to, settings)
      ? .host(try EndpointOptions.host(to)) : .target(try options.address(to))
  }

  /// Whether `word` is a name or an address and no target.
  private func isPlain(_ word: String, _ settings: Configuration) -> Bool {
    if word == "local" || settings.target(word) != nil { return false }
    // An address of IPv6 has colons, too.
    return !word.contains(":")
      || word.filter { $0 == ":" }.count > 1 && !word.contains(",")
        && word.allSatisfy { $0.isHexDigit || ":.[]%".contains($0) }
  }
}
