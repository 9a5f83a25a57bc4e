import ArgumentParser

/// Hostile inputs for every parser, for the whole way from a recording to its report, and for the
/// reading of a machine; docs/fuzzing.md tells what must hold.
@main
struct Fuzz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz", abstract: "Try parsers, checks and the sampler with hostile inputs.",
    subcommands: [Inputs.self, Scale.self])
}
