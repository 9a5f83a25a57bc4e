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
    help: "What is slow: a name from the configuration, \(TargetAddress.forms).")
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
    if recording == nil, let target { _ = try Self.address(target, in: configuration) }
    return (configuration.applied(to: checks, for: named), gap)
  }

  /// The target that `words` name, or that a name from the configuration stands for.
  private static func address(
    _ words: String, in configuration: Configuration
  ) throws -> TargetAddress {
    do throws(TargetError) {
      return try TargetAddress(parsing: configuration.target(words)?.target ?? words)
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
    let address = try Self.address(target, in: configuration.read(for: Checklist.all).0)
    guard !address.hops.isEmpty else {
      return (collect(options, progress: progress.show), .local)
    }
    do throws(Unreachable) {
      return (try readRemote(address, options), .remote(address.description))
    } catch { throw outOfReach(sanitized(error.sentence)) }
  }
}

extension Format: ExpressibleByArgument {}
