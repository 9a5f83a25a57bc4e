public import ArgumentParser
import Checks
import Collector
import Configuration
import Model
public import Report
import Transports

/// What is looked at, for how long, and in which form the report comes.
struct TargetOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "What is slow: a name from the configuration, \(TargetAddress.forms). Several are read over "
        + "the same seconds.",
      valueName: "target"))
  var target: [String] = []

  @Option(
    help: ArgumentHelp(
      "Judge a recording instead of a machine; - reads it from standard input.",
      valueName: "file"))
  var recording: String?

  @Option(
    help: ArgumentHelp(
      "The time between the two samples, such as 500ms, 3s or 1m; 100ms to 60m.",
      valueName: "duration"))
  var window: Duration?

  @Option(
    help: "The form of the report: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: Format = .text

  @OptionGroup var configuration: ConfigurationOptions

  mutating func validate() throws {
    if recording != nil, window != nil {
      throw ValidationError("A recording has its own window; leave --window out.")
    }
  }

  /// What the user has set.
  func settings() throws -> Configuration { try configuration.read(for: Checklist.all).0 }

  /// Reads what was named and hands it to `report`, which gives how bad it is and whether nothing at all
  /// could be measured; then ends the run with the status that the worst of them calls for.
  func examine(
    by checks: [any Check], window defaultWindow: Double, depth: Depth = .full,
    closer: CloserPlan = .none, report: (Look) throws -> (Severity?, isUnmeasured: Bool)
  ) throws {
    let (configuration, gap) = try configuration.read(for: Checklist.all)
    var worst: Severity?
    var interrupted = false
    var unmeasured = 0
    func use(_ look: Look) throws {
      let (severity, isUnmeasured) = try report(look)
      worst = max(severity, worst)
      // A recording has what it has; a target was asked for more.
      if isUnmeasured, recording == nil {
        unmeasured += 1
        complain("\(look.target): nothing could be measured; the report says why.")
      }
      if recording == nil, look.recording.wasInterrupted { interrupted = true }
    }
    if let recording {
      let checks = configuration.applied(to: checks, for: try named(in: configuration))
      let look = Look(
        target: .recording(path: recording), recording: try readRecording(recording),
        checks: checks, gap: gap)
      try use(look)
      return try finish(worst, interrupted: false)
    }
    let aims = try (target.isEmpty ? ["local"] : target).map { words in
      let address = try Self.address(words, in: configuration)
      let named = configuration.target(words) ?? configuration.target(address.description)
      return Aim(address: address, checks: configuration.applied(to: checks, for: named))
    }
    let options = CollectionOptions(
      window: window?.seconds ?? defaultWindow, depth: depth, version: Whyslow.version)
    let failures = try look(at: aims, options, gap: gap, closer: closer, use: use)
    if failures > 0 || unmeasured > 0 && !interrupted { throw ExitCode(69) }
    try finish(worst, interrupted: interrupted)
  }

  /// The name from the configuration by whose thresholds a recording is judged.
  private func named(in configuration: Configuration) throws -> Configuration.NamedTarget? {
    guard let words = target.first else { return nil }
    guard target.count == 1, let named = configuration.target(words), named.name == words else {
      throw ValidationError(
        "Give either --target or --recording, not both; only a name from the configuration may "
          + "stand beside a recording, for its thresholds.")
    }
    return named
  }

  /// The target that `words` name, or that a name from the configuration stands for.
  static func address(
    _ words: String, in configuration: Configuration
  ) throws -> TargetAddress {
    do throws(TargetError) {
      var address = try TargetAddress(parsing: configuration.target(words)?.target ?? words)
      for node in configuration.nodes {
        let way = try TargetAddress(parsing: node.target)
        address.nodes.append(ClusterNode(name: node.name, address: way))
      }
      address.podNodes.ways = configuration.kubernetes.nodes
      address.podNodes.debugImage = configuration.kubernetes.debugImage
      try address.podNodes.validate()
      return address.foundHere
    } catch {
      guard !words.contains(":") else { throw ValidationError(sanitized(error.description)) }
      let near = nearest(to: words, in: configuration.targets.map(\.name))
      throw ValidationError(
        "Target \(sanitized(words)) is not known; "
          + (near.map { "did you mean '\($0)'?" } ?? "write \(TargetAddress.forms)."))
    }
  }

  /// A span of time as people write it.
  struct Duration: ExpressibleByArgument {
    let seconds: Double

    init?(argument: String) {
      let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("", 1)]
      guard let (unit, scale) = units.first(where: { argument.hasSuffix($0.0) }),
        let number = Double(argument.dropLast(unit.count)), number.isFinite,
        (0.1...3600).contains(number * scale)
      else { return nil }
      seconds = number * scale
    }

    var defaultValueDescription: String { "\(Quantity(seconds, .seconds))" }
  }
}

/// The worse of two; nothing found is the least.
private func max(_ left: Severity?, _ right: Severity?) -> Severity? {
  guard let left, let right else { return left ?? right }
  return Swift.max(left, right)
}

extension Format: ExpressibleByArgument {}
