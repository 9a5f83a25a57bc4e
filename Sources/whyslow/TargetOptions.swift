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
    help: "What is slow: local, or a name from the configuration; this version knows local.")
  var target: String?

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

  /// `checks` with the thresholds that hold for the target, and why the user's could not be read.
  ///
  /// A recording is judged by those for all, or by those of the target that is named with it.
  func configured(_ checks: [any Check]) throws -> (checks: [any Check], gap: Gap?) {
    let (configuration, gap) = try configuration.read(for: Checklist.all)
    let named = configuration.target(target ?? (recording == nil ? "local" : ""))
    if recording != nil, let target, named?.name != target {
      throw ValidationError(
        "Give either --target or --recording, not both; only a name from the configuration may "
          + "stand beside a recording, for its thresholds.")
    }
    if recording == nil, let target {
      try Self.check(named?.target ?? target, names: configuration.targets.map(\.name))
    }
    return (configuration.applied(to: checks, for: named), gap)
  }

  /// Only the local machine is looked at; what a later version brings is told apart from a typo.
  private static func check(_ target: String, names: [String]) throws {
    switch TargetKind(target) {
    case .local: return
    case .later(let kind):
      throw ValidationError(
        "Target \(sanitized(target)): this version looks at the local machine only; \(kind): "
          + "targets come with a later one. Run whyslow there, or record there with "
          + "'whyslow record -o FILE' and judge it here with --recording FILE.")
    case nil:
      let near = nearest(to: target, in: names).map { "did you mean '\($0)'?" }
      throw ValidationError(
        "Target \(sanitized(target)) is not known; "
          + (near ?? "write local, or leave --target out."))
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

  /// The recording that was named, or this machine read over the window.
  func collected(defaultWindow: Double, depth: Depth = .full) throws -> (Recording, Target) {
    if let recording {
      return (try readRecording(recording), .recording(path: recording))
    }
    let seconds = window?.seconds ?? defaultWindow
    let progress = Progress(window: seconds)
    defer { progress.clear() }
    let options = CollectionOptions(window: seconds, depth: depth, version: Whyslow.version)
    guard let target, target != "local" else {
      return (collect(options, progress: progress.show), .local)
    }
    let address = try Self.address(target)
    do throws(Unreachable) {
      return (try readRemote(address, options), .remote(address.description))
    } catch { throw outOfReach(sanitized(error.sentence)) }
  }
}

extension Format: ExpressibleByArgument {}
