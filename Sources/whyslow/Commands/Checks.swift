import ArgumentParser
import Checks
import Model
import Report

/// The reference of all checks.
struct Checks: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the checks, or explain one: what, why, its thresholds, the command by hand.")

  @Argument(help: "The check to explain, such as CPUBusy; case and dashes do not matter.")
  var name: String?

  @Option(
    help: "The form of the answer: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: Format = .text

  func run() throws {
    guard let name else {
      try printReport(list(Checklist.all, as: format, style: outputStyle()))
      return
    }
    guard let check = Checklist.all.first(where: { plain($0.name) == plain(name) }) else {
      let near = Checklist.all.map(\.name).filter { plain($0).contains(plain(name)) }.prefix(5)
      let hint =
        near.isEmpty ? "'whyslow checks' lists them." : "Near it: \(near.joined(separator: ", "))."
      throw ValidationError("There is no check called \(sanitized(name)). \(hint)")
    }
    try printReport(explain(check, as: format, style: outputStyle()))
  }

  private func plain(_ name: String) -> String {
    name.lowercased().filter { $0 != "-" && $0 != "_" }
  }
}
