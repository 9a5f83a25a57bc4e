import ArgumentParser
import Checks
import Collector
import Configuration
import Endpoints
import Model
import Report
import Transports

/// From where an endpoint is measured, and in which form the report comes.
struct EndpointOptions: ParsableArguments {
  @Option(
    help: "The form of the report: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: Format = .text

  @OptionGroup var configuration: ConfigurationOptions

  /// The target that `words` name.
  func address(_ words: String) throws -> TargetAddress {
    try TargetOptions.address(words, in: settings())
  }

  /// The limits that hold for the target that `words` name.
  func limits(_ words: String) throws -> EndpointThresholds {
    try settings().endpointLimits(words)
  }

  /// What the user has set.
  func settings() throws -> Configuration { try configuration.read(for: Checklist.all).0 }

  /// `word` as the name or address of a host, which goes to tools as an argument.
  static func host(_ word: String) throws -> String {
    let isPlain = !word.unicodeScalars.contains { $0.value <= 0x20 || $0.value == 0x7F }
    // But for the last dot, which says that the name is whole.
    let isWithoutGap = !word.contains("..") && !word.hasPrefix(".")
    // RFC 1035, 2.3.4. What is not ASCII is shorter or longer as it is asked for.
    let isShort = word.split(separator: ".").allSatisfy { part in
      part.utf8.count <= 63 || part.utf8.contains { $0 >= 0x80 }
    }
    guard isPlain, isWithoutGap, isShort, !word.isEmpty, !word.hasPrefix("-"), !word.contains("/"),
      word.utf8.count <= 255
    else {
      throw ValidationError(
        "'\(sanitized(word))' is no name or address of a host; write web.example.org or 10.0.0.2.")
    }
    // As a URL has it.
    return word.hasPrefix("[") && word.hasSuffix("]") ? String(word.dropFirst().dropLast()) : word
  }
}

extension Configuration {
  /// The limits of endpoints as they are seen from the target that `words` name.
  func endpointLimits(_ words: String) -> EndpointThresholds {
    EndpointThresholds(endpoint(for: target(words)))
  }
}

/// Ends the run of a command that measured an endpoint: 69 where `gap` kept it from measuring at all.
func finish(_ severity: Severity?, unreached gap: Gap?) throws {
  if severity == nil, let gap {
    let end = gap.detail.hasSuffix(".") ? "" : "."
    complain(sanitized("\(gap.source): \(gap.detail)\(end)"))
    throw ExitCode(69)
  }
  try finish(severity, interrupted: false)
}
