import ArgumentParser
import Collector
import Configuration
import Endpoints
import Model
import Report

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Which thresholds hold.
struct ConfigurationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read thresholds from this file instead of $XDG_CONFIG_HOME/whyslow/config.yaml.",
      valueName: "file"))
  var config: String?

  /// The most that a configuration may hold, and the seconds that it may take to come.
  private static let limit = 256 << 10, patience = 1.0

  /// What the file sets for `checks`; nothing where there is none.
  ///
  /// Where the user's folder hangs or may not be read, the report comes without it and the gap says
  /// so; only a file that was named has to be there.
  func read(for checks: [any Check]) throws -> (Configuration, Gap?) {
    guard let path = config ?? Self.usualPath else { return (Configuration(), nil) }
    switch contents(of: path, atMost: Self.limit, within: Self.patience) {
    case .success(let bytes):
      do throws(ConfigurationFault) {
        return (
          try Configuration(
            parsing: bytes, checks: checks, endpoint: EndpointThresholds.all), nil
        )
      } catch {
        let line = error.line.map { ", line \($0)" } ?? ""
        throw ValidationError(sanitized("\(path)\(line): \(error.description)"))
      }
    case .failure(let gap) where config == nil && gap.kind == .missing:
      return (Configuration(), nil)
    case .failure(let gap) where config == nil:
      let detail = "\(gap.detail), so every check has its own thresholds"
      return (Configuration(), Gap(gap.kind, path, detail))
    case .failure(let gap):
      throw ValidationError(
        sanitized("The configuration \(path) cannot be read: \(gap.detail)."))
    }
  }

  /// Where the XDG base directory specification has a user's configuration; nil without a home.
  private static var usualPath: String? {
    let file = "/whyslow/config.yaml"
    if let folder = variable("XDG_CONFIG_HOME"), folder.hasPrefix("/") { return folder + file }
    return variable("HOME").map { $0 + "/.config" + file }
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
