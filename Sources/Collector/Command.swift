import Model
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// What a command gave.
struct CommandResult: Sendable {
  let output: [UInt8]
  let errors: String
  let succeeded: Bool
}

/// Runs `arguments` without a shell and returns its output, or why there is none.
///
/// The command gets no input and a process group of its own, which is ended with it; whatever it
/// does, the answer comes within `deadline` seconds, and output past `limit` bytes is an error.
func run(_ arguments: [String], deadline: Double, limit: Int = 8 << 20) async -> Measured<
  CommandResult
> {
  let name = arguments.joined(separator: " ")
  guard let program = arguments.first else { return .failure(Gap(.missing, "", "no command")) }
  var options = PlatformOptions()
  options.processGroupID = 0
  options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .milliseconds(200))]
  let configuration = Configuration(
    executable: .name(program), arguments: Arguments(Array(arguments.dropFirst())),
    platformOptions: options)
  return await withTaskGroup(of: Measured<CommandResult>.self) { group in
    group.addTask {
      do {
        let result = try await Subprocess.run(
          configuration, input: .none, output: .bytes(limit: limit),
          error: .string(limit: 64 << 10))
        return .success(
          CommandResult(
            output: result.standardOutput, errors: result.standardError,
            succeeded: result.terminationStatus.isSuccess))
      } catch {
        return .failure(Gap(.missing, name, "could not be run: \(error)"))
      }
    }
    group.addTask {
      try? await Task.sleep(for: .seconds(deadline))
      return .failure(Gap(.timedOut, name, "no answer in \(Quantity(deadline, .seconds))"))
    }
    let first = await group.next()
    group.cancelAll()
    return first ?? .failure(Gap(.missing, name, "not run"))
  }
}
