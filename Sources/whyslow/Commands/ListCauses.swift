import ArgumentParser
import Causes
import Configuration
import Model
import Report

/// The reference of all causes.
struct ListCauses: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "causes", _superCommandName: Whyslow.name,
    abstract: "List the causes, or explain one: what proves and refutes it, and what to do.")

  @Argument(help: "The cause to explain, such as CPUQuota; case and dashes do not matter.")
  var name: String?

  @Option(
    help: "The form of the answer: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: Format = .text

  func run() throws {
    let causes = Causes.all.map(\.description)
    guard let name else {
      return try printReport(
        list(
          causes, consequences: Consequence.all.map(\.description), as: format,
          style: outputStyle()))
    }
    guard let cause = causes.first(where: { plain($0.name) == plain(name) }) else {
      let names = causes.map(\.name)
      let parts = names.filter { plain($0).contains(plain(name)) }.prefix(5)
      let near = parts.isEmpty ? [nearest(to: name, in: names)].compactMap { $0 } : Array(parts)
      let hint =
        near.isEmpty ? "'whyslow causes' lists them." : "Near it: \(near.joined(separator: ", "))."
      throw ValidationError("There is no cause called \(sanitized(name)). \(hint)")
    }
    try printReport(explain(cause, as: format, style: outputStyle()))
  }
}
