import ArgumentParser

/// Inputs of a size that no machine has.
struct Scale: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Huge inputs.")
  func run() throws {}
}
