public import ArgumentParser
import Collector
import Model
public import Report

/// What is looked at, for how long, and in which form the report comes.
struct TargetOptions: ParsableArguments {
  @Option(name: [.short, .long], help: "What is slow; this version knows local.")
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

  mutating func validate() throws {
    if target != nil, recording != nil {
      throw ValidationError("Give either --target or --recording, not both.")
    }
    if let target { try Self.check(target) }
    if recording != nil, window != nil {
      throw ValidationError("A recording has its own window; leave --window out.")
    }
  }

  /// The kinds of target of the design, with what a later version brings told apart from a typo.
  private static func check(_ target: String) throws {
    if target == "local" { return }
    let later = ["ssh", "docker", "podman", "k8s-pod", "systemd", "proxmox-vm", "lxc"]
    let kind = target.split(separator: ":", maxSplits: 1).first.map(String.init) ?? target
    if later.contains(kind), target.contains(":") {
      throw ValidationError(
        "Target \(sanitized(target)): this version looks at the local machine only; \(kind): "
          + "targets come with a later one. Run whyslow there, or record there with "
          + "'whyslow record -o FILE' and judge it here with --recording FILE.")
    }
    throw ValidationError(
      "Target \(sanitized(target)) is not known; write local, or leave --target out.")
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
    return (collect(options, progress: progress.show), .local)
  }
}

extension Format: ExpressibleByArgument {}
