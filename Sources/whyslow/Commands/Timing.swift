import ArgumentParser
import Collector
import Endpoints
import Model
import Report
import Transports

/// Where the time of a request goes.
struct Timing: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "timing", _superCommandName: Whyslow.name,
    abstract: "Measure where the time of a request goes: DNS, TCP, TLS, server wait, transfer.",
    discussion: """
      The numbers are curl's own, each phase by itself. With -t the same is asked from there, over \
      the same seconds. An endpoint that fails is a critical finding.
      """)

  @Argument(
    help:
      "What to ask for: http:// where no scheme is named, or tcp://HOST:PORT for a connection alone."
  )
  var url: String

  @Option(help: ArgumentHelp("Ask this often, 1 to 1000 times.", valueName: "times"))
  var `repeat` = 1

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Ask from there as well: a name from the configuration, \(TargetAddress.forms).",
      valueName: "target"))
  var target: [String] = []

  @Option(
    help: ArgumentHelp(
      "Compare with a report that --format json has printed before.", valueName: "file"))
  var baseline: String?

  @OptionGroup var request: RequestOptions
  @OptionGroup var options: EndpointOptions

  func validate() throws {
    guard (1...1000).contains(`repeat`) else {
      throw ValidationError("--repeat takes a number from 1 to 1000, not \(`repeat`).")
    }
  }

  func run() throws {
    let asked = try request.request(for: url)
    let addresses = ["local"] + target.filter { $0 != "local" }
    let places = try addresses.map { (try options.address($0), try options.limits($0)) }
    let before = try baseline.map { Array(try RequestOptions.text(of: $0).utf8) }
    let times = `repeat`
    let report = wait {
      await measureTiming(asked, from: places, repeats: times, baseline: before)
    }
    try printReport(render(report, as: options.format, style: outputStyle()))
    try finish(report.severity, unreached: report.vantages.lazy.compactMap(\.gap).first)
  }
}
