import Applications
import ArgumentParser
import Checks
import Collector
import Model
import Report
import SystemCalls
import Transports

/// What the applications' own logs say.
struct Logs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs", _superCommandName: Whyslow.name,
    abstract: "Read what applications log: errors, durations, failed calls, and whose fault it is.",
    discussion: """
      With a target alone it finds the logs itself: the journal, the container's or pod's log, \
      the files that are written to. docs/logs.md tells by what rules lines are read. A token for \
      Home Assistant comes from HASS_TOKEN or a file, never from an argument.
      """)

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("Whose logs: \(TargetAddress.forms).", valueName: "target"))
  var target: [String] = []

  @Option(
    help: ArgumentHelp(
      "Nothing older: 10m, 2h, 1d, or a time as 2026-11-25T10:00:00Z (default: 1h, or all of --file).",
      valueName: "when"))
  var since: LogMoment?

  @Option(help: ArgumentHelp("Nothing newer, in the same form.", valueName: "when"))
  var until: LogMoment?

  @Option(help: "One unit, container or program of the target.")
  var service: String?

  @Option(help: "At most so many lines of each log, the newest.")
  var lines: Int?

  @Option(
    help: ArgumentHelp(
      "A file on the target, plain or .gz, .xz, .zst, .bz2; patterns are expanded there.",
      valueName: "pattern"))
  var file: [String] = []

  @Option(
    help: ArgumentHelp(
      "The error log of Home Assistant at this address, by its REST API.", valueName: "url"))
  var homeAssistant: String?

  @Option(
    help: ArgumentHelp("The file that holds Home Assistant's token.", valueName: "file"))
  var tokenFile: String?

  @Option(
    help: "The form of the report: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: Format = .text

  @OptionGroup var configuration: ConfigurationOptions

  func validate() throws {
    if let since, let until, since.secondsAgo < until.secondsAgo {
      throw ValidationError("--until lies before --since; nothing is between them.")
    }
    if let lines, lines < 1 { throw ValidationError("--lines \(lines): at least one line.") }
    if let pattern = file.first(where: { $0.isEmpty || $0.hasPrefix("-") }) {
      throw ValidationError(
        "--file \(sanitized(pattern)): name a path; one that begins with a dash goes as ./-name.")
    }
    if let service, service.isEmpty || service.hasPrefix("-") || service.contains("/") {
      throw ValidationError("--service \(sanitized(service)): that is no name of a service.")
    }
    if tokenFile != nil, homeAssistant == nil {
      throw ValidationError("--token-file belongs to --home-assistant URL.")
    }
    if let homeAssistant, !homeAssistant.hasPrefix("http://"), !homeAssistant.hasPrefix("https://")
    {
      throw ValidationError(
        "--home-assistant \(sanitized(homeAssistant)): write an address as http://ha.local:8123.")
    }
  }

  func run() throws {
    let (settings, _) = try configuration.read(for: Checklist.all)
    var failures = 0
    var worst: Severity?
    let addresses = try (target.isEmpty ? ["local"] : target).map { words in
      let address = try TargetOptions.address(words, in: settings)
      if let service, address.isOneService {
        throw ValidationError(
          "--service \(sanitized(service)) is one of a machine or a pod; \(address) is one itself.")
      }
      return address
    }
    let reading = reading()
    try eachLog(of: addresses, by: reading.read) { address, result in
      switch result {
      case .success(let found):
        try printReport(
          render(found, of: address.description, as: format, style: outputStyle()))
        worst = found.severity ?? worst
        if found.sources.isEmpty { failures += 1 }
      case .failure(let error):
        failures += 1
        complain(sanitized(error.sentence))
      }
    }
    if failures > 0 { throw ExitCode(69) }
    try finish(worst, interrupted: false)
  }

  private func reading() -> LogReading {
    var request = LogRequest()
    // A moment passes until the target's clock is read; what bears just that time still counts.
    request.since =
      since.map { $0.secondsAgo + 0.25 } ?? (file.isEmpty && homeAssistant == nil ? 3600 : nil)
    request.until = until?.secondsAgo
    request.service = service
    request.lines = lines
    request.files = file
    if !file.isEmpty { request.deadline = 600 }
    return LogReading(
      request: request,
      homeAssistant: homeAssistant.map { HomeAssistantLog(url: $0, tokenFile: tokenFile) })
  }
}

/// What is to be read of each target.
private struct LogReading: Sendable {
  let request: LogRequest
  let homeAssistant: HomeAssistantLog?

  @Sendable func read(_ address: TargetAddress) -> Result<LogDigest, Unreachable> {
    do throws(Unreachable) {
      if let homeAssistant { return .success(try homeAssistant.read(from: address, request)) }
      return .success(try logDigest(of: address, request))
    } catch { return .failure(error) }
  }
}

/// The logs of `address` as `request` wants them.
func logDigest(of address: TargetAddress, _ request: LogRequest) throws(Unreachable) -> LogDigest {
  let request = address.bounded(request)
  let receiver = LogReceiver(request)
  if address.hops.isEmpty, !request.files.isEmpty {
    LocalLogFiles(request: request, receiver: receiver).read()
  } else {
    try address.readLogs(request) { receiver.take($0) }
  }
  guard let digest = receiver.digest() else {
    throw Unreachable(address: address, sentence: "\(address): its logs could not be read.")
  }
  return digest
}

extension LogDigest {
  /// What the exit status rests on.
  var severity: Severity? {
    switch decision {
    case .external, .own: .warning
    case .clear, .silent: nil
    }
  }
}

/// A moment as people write it: so long ago, or a time.
struct LogMoment: ExpressibleByArgument {
  private let ago: Double?
  private let at: Double?

  init?(argument: String) {
    if let at = logTime(argument, zone: localZone()) {
      (self.at, ago) = (at, nil)
      return
    }
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
    guard let last = argument.last, let scale = units[last],
      let number = Double(argument.dropLast()), number.isFinite, number >= 0,
      number * scale < 3e9
    else { return nil }
    (ago, at) = (number * scale, nil)
  }

  /// How many seconds ago.
  var secondsAgo: Double { ago ?? max(whyslow_wall_time() - (at ?? 0), 0) }
}
