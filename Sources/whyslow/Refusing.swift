import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Whyslow {
  /// Ends the run for arguments that `command` itself found wrong, as for those that parsing does: the
  /// library would show how the program is used, not the command.
  static func refuse(_ message: String, by command: any ParsableCommand.Type) -> Never {
    let words = path(to: command, from: self)?.joined(separator: " ") ?? _commandName
    complain(message)
    let usage = """
      Usage: \(usageString(for: command))
        See '\(words) --help' for more information.

      """
    _ = writeAll(usage.utf8, to: STDERR_FILENO)
    end(with: .validationFailure)
  }

  /// The words that call `command`.
  private static func path(
    to command: any ParsableCommand.Type, from start: any ParsableCommand.Type
  ) -> [String]? {
    if start == command { return [start._commandName] }
    for next in start.configuration.subcommands {
      if let rest = path(to: command, from: next) { return [start._commandName] + rest }
    }
    return nil
  }
}
